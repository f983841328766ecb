// Where models can be pulled from: a registry that answers something else, mirrors, folders of other machines; and what is chosen of them.
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { readPulledModels } from '../lib/pulled-models.ts';
import { everyModelLoads } from './testing/every-model-loads.ts';
import { smallFiles, startLoopbackMozilla, type LoopbackMozilla } from '../testing/loopback-mozilla.ts';
import { TRANSLATOR_ENGINES } from '../translate/index.ts';
import { chooseModel, type Wish } from './choose-models.ts';
import { listPullableModels, type PullableModels } from './offered-models.ts';
import { pullModels } from './pull.ts';
import { createFastClock } from './testing/fast-clock.ts';

const clock = createFastClock();
const never = new AbortController().signal;
const engine = 'bergamot';
const found = TRANSLATOR_ENGINES.find(({ catalogue }) => catalogue !== undefined)?.catalogue;
if (found === undefined) throw new Error('No engine has a catalogue.');
const catalogue = found;
const NIGHTLY = "env.channel == 'default' || env.channel == 'nightly'";

let registry: LoopbackMozilla;
let home: string;

beforeEach(async () => {
  registry = await startLoopbackMozilla();
  home = await mkdtemp(path.join(tmpdir(), 'subcam-offered-'));
});

afterEach(async () => {
  await registry.close();
  await rm(home, { recursive: true, force: true });
});

function listing(from?: string): Promise<PullableModels> {
  const settings = { registryUrl: registry.registryUrl, attachmentsUrl: registry.attachmentsUrl };
  return listPullableModels({ catalogue, settings, from, clock, signal: never });
}

const choose = (there: PullableModels, name: string, wish: Partial<Wish> = {}) =>
  chooseModel(name, { channel: 'release', ...wish }, { there, catalogue, engine });

/** Pulls from `from` into a models directory of its own; the ids that are there then. */
async function pullFrom(from: string, name: string, wish: Partial<Wish> = {}): Promise<readonly string[]> {
  const there = await listing(from);
  const model = await choose(there, name, wish);
  const dir = path.join(home, 'pulled-here');
  await pullModels(dir, [{ model, from: there.from, pulledWith: name }], { engine, catalogue, clock, tryModel: everyModelLoads });
  return readPulledModels(dir, engine).models.map(({ manifest }) => manifest.id);
}

const TINY = { pair: 'en-de', version: '3.0', architecture: 'tiny', files: smallFiles() } as const;

describe('a registry', () => {
  it.each([
    [200, '<!DOCTYPE html><title>Welcome to the hotel</title>', 'is no JSON'],
    [200, '{"hello":"world"}', 'something else than a list of models'],
    [404, 'no', 'There is no list of models at'],
    [403, 'no', 'answered 403'],
  ])('that answers %i %s is said to be none, at once and with what to check', async (status, body, word) => {
    registry.listAnswers.push({ status, body });
    await expect(listing()).rejects.toMatchObject({ code: 'network', message: expect.stringContaining(word) as string });
    expect(registry.listings).toHaveLength(1);
  });

  it('that is overloaded is asked again, and not without end', async () => {
    registry.publish(TINY);
    registry.listAnswers.push({ status: 503, body: '' }, { status: 429, body: '' });
    expect((await listing()).models).toHaveLength(1);
    registry.listAnswers.push(...[1, 2, 3].map(() => ({ status: 503, body: '' })));
    await expect(listing()).rejects.toMatchObject({ code: 'network', message: expect.stringMatching(/503.*--from/) as string });
  });

  it('that can’t be reached is said with the setting that names it, and the way without a network', async () => {
    await registry.close();
    await expect(listing()).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(/can't be reached.*registryUrl.*--from/) as string,
    });
  });

  it('that never ends its list is given up', async () => {
    const endless = createServer((_request, response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(4 * 1024 * 1024, ' ');
      const more = (): void => {
        let isTaken = true;
        while (isTaken) isTaken = response.write(chunk);
      };
      response.on('drain', more);
      more();
    });
    const url = await listen(endless);
    try {
      const settings = { registryUrl: `${url}/list`, attachmentsUrl: url };
      await expect(listPullableModels({ catalogue, settings, clock, signal: never })).rejects.toThrow(/longer than 64 MiB/);
    } finally {
      endless.closeAllConnections();
      endless.close();
    }
  });

  it('whose address says who asks is asked with that in a header, which nothing repeats', async () => {
    const asked: (string | undefined)[] = [];
    const closed = createServer((request, response) => {
      asked.push(request.headers.authorization);
      response.writeHead(200).end('{"data":[]}');
    });
    const url = (await listen(closed)).replace('http://', 'http://ana:secret%21@');
    try {
      const settings = { registryUrl: `${url}/list`, attachmentsUrl: url };
      const there = await listPullableModels({ catalogue, settings, clock, signal: never });
      expect(asked).toEqual([`Basic ${Buffer.from('ana:secret!').toString('base64')}`]);
      expect(JSON.stringify(there)).not.toContain('secret');
    } finally {
      closed.close();
    }
  });
});

describe('a mirror', () => {
  it.each(['records.json', 'records', 'v1/buckets/main/collections/translations-models-v2/records'])(
    'in a folder has its list at %s and its files at their locations',
    async (list) => {
      registry.publish(TINY);
      const folder = path.join(home, 'mirror');
      await registry.mirror(folder);
      await mkdir(path.dirname(path.join(folder, list)), { recursive: true });
      await rename(path.join(folder, 'records.json'), path.join(folder, list));
      await registry.close();
      expect(await pullFrom(folder, 'en-de')).toEqual(['bergamot-en-de-3.0-tiny']);
    },
  );

  it('on a web server is the same', async () => {
    registry.publish(TINY);
    // The registry's own server has the list at its usual path; its files lie below another.
    const base = new URL('/', registry.registryUrl).href;
    const there = await listing(base);
    expect(there.models.map(({ id }) => id)).toEqual(['bergamot-en-de-3.0-tiny']);
    expect(there.from).toBe(base);
    expect((await listing(registry.registryUrl)).from).toBe(base);
  });

  it('in a folder that lacks a file, or has a flipped byte, is refused with the file’s name', async () => {
    registry.publish(TINY);
    const folder = path.join(home, 'mirror');
    await registry.mirror(folder);
    const location = (registry.records[0] as { attachment: { location: string } }).attachment.location;
    const file = path.join(folder, location);
    await writeFile(file, 'another');
    await expect(pullFrom(folder, 'en-de')).rejects.toMatchObject({
      code: 'model-corrupt',
      message: expect.stringContaining(location) as string,
    });
    await rm(file);
    await expect(pullFrom(folder, 'en-de')).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(location) as string,
    });
  });
});

describe('a folder', () => {
  it('into which another machine pulled is taken with version and licence: the models directory, or one model of it', async () => {
    registry.publish(TINY);
    const dir = path.join(home, 'other', 'models');
    const there = await listing();
    await pullModels(dir, [{ model: await choose(there, 'en-de'), from: there.from, pulledWith: '' }], {
      engine,
      catalogue,
      clock,
      tryModel: everyModelLoads,
    });
    for (const from of [dir, path.join(dir, 'bergamot/en-de/3.0-tiny'), path.join(dir, 'bergamot/en-de')]) {
      await rm(path.join(home, 'pulled-here'), { recursive: true, force: true });
      expect(await pullFrom(from, 'en-de')).toEqual(['bergamot-en-de-3.0-tiny']);
      expect(await pullFrom(`file://${from}`, 'bergamot-en-de-3.0-tiny')).toEqual(['bergamot-en-de-3.0-tiny']);
    }
    await writeFile(path.join(dir, 'bergamot/en-de/3.0-tiny/model.bin'), 'another');
    await rm(path.join(home, 'pulled-here'), { recursive: true });
    await expect(pullFrom(dir, 'en-de')).rejects.toMatchObject({ code: 'model-corrupt' });
  });

  const plainFolder = async (name: string, files: Readonly<Record<string, Buffer>>): Promise<string> => {
    const folder = path.join(home, name);
    await mkdir(folder, { recursive: true });
    for (const [file, bytes] of Object.entries(files)) await writeFile(path.join(folder, file), bytes);
    return folder;
  };
  const { model = Buffer.alloc(0), lex = Buffer.alloc(0), vocab = Buffer.alloc(0) } = TINY.files;

  it('with the three files of a direction, packed or not, is taken for the pair that is named', async () => {
    const folder = await plainFolder('plain', {
      'model.ende.intgemm.alphas.bin.gz': gzipSync(model),
      'lex.50.50.ende.s2t.bin.zst': zstdCompressSync(lex),
      'vocab.ende.spm': vocab,
      'README.md': Buffer.from('text'),
    });
    expect(await pullFrom(folder, 'en-de')).toEqual(['bergamot-en-de-local-unknown']);
    await rm(path.join(home, 'pulled-here'), { recursive: true });
    expect(await pullFrom(folder, 'en-de', { architecture: 'tiny' })).toEqual(['bergamot-en-de-local-tiny']);
    const [pulled] = readPulledModels(path.join(home, 'pulled-here'), engine).models;
    expect(pulled?.manifest.files.map(({ bytes }) => bytes)).toEqual([model.length, lex.length, vocab.length]);
    await expect(pullFrom(folder, 'de-en')).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('ende') as string,
    });
  });

  it('is taken for a pair however its letters are written', async () => {
    const folder = await plainFolder('plain', { 'model.bin': model, 'shortlist.bin': lex, 'vocabulary.spm': vocab });
    const there = await listing(folder);
    for (const name of ['en-de', 'EN-DE', 'En-De']) {
      expect(await choose(there, name)).toMatchObject({ sourceLanguage: 'en', targetLanguage: 'de', id: 'bergamot-en-de-local-unknown' });
    }
    expect(await choose(there, 'EN-zh-Hans')).toMatchObject({ sourceLanguage: 'en', targetLanguage: 'zh-Hans' });
  });

  it('full of manifests of others is refused with some of them', async () => {
    for (let at = 10; at < 30; at += 1) await plainFolder(`others/app-${at}`, { 'manifest.json': Buffer.from('{}') });
    const refused = listing(path.join(home, 'others'));
    await expect(refused).rejects.toThrow(/app-10: .*app-14: .*; and 15 more\.$/);
    await expect(refused).rejects.not.toThrow(/app-15/);
  });

  it('with several such folders is searched for the pair', async () => {
    const files = { 'model.bin': model, 'shortlist.bin': lex, 'vocabulary.spm': vocab };
    await plainFolder('several/en-de', files);
    await plainFolder('several/frde', files);
    const there = await listing(path.join(home, 'several'));
    expect((await choose(there, 'fr-de')).locate((await choose(there, 'fr-de')).files[0] as never).url.pathname).toContain('/frde/');
    await plainFolder('several/copy/en-de', files);
    await expect(choose(await listing(path.join(home, 'several')), 'en-de')).rejects.toThrow(/Several folders may hold en-de/);
  });

  it('that holds no model, or is none, is refused with what is needed', async () => {
    await expect(listing(home)).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('records.json') as string,
    });
    await expect(listing(path.join(home, 'none'))).rejects.toThrow(/There is no folder/);
    await expect(listing('ftp://example.com/models')).rejects.toThrow(/neither a folder nor an http/);
    await writeFile(path.join(home, 'records.json'), '{"data": 3}');
    await expect(listing(home)).rejects.toThrow(/something else than a list/);
  });
});

describe('what is chosen', () => {
  it('is the newest of a pair, of one version the smallest, unless somebody says otherwise', async () => {
    for (const [version, architecture] of [
      ['2.0', 'base'],
      ['3.0', 'base-memory'],
      ['3.0', 'tiny'],
      ['3.1a1', 'tiny'],
    ] as const) {
      registry.publish({
        ...TINY,
        version,
        architecture,
        files: smallFiles(),
        ...(version === '3.1a1' ? { filterExpression: NIGHTLY } : {}),
      });
    }
    const there = await listing();
    const idOf = async (name: string, wish: Partial<Wish> = {}): Promise<string> => (await choose(there, name, wish)).id;
    expect(await idOf('en-de')).toBe('bergamot-en-de-3.0-tiny');
    expect(await idOf('EN-DE', { architecture: 'base-memory' })).toBe('bergamot-en-de-3.0-base-memory');
    expect(await idOf('bergamot-en-de-2.0-base')).toBe('bergamot-en-de-2.0-base');
    expect(await idOf('en-de', { channel: 'nightly' })).toBe('bergamot-en-de-3.1a1-tiny');
    expect(await idOf('bergamot-en-de-3.1a1-tiny')).toBe('bergamot-en-de-3.1a1-tiny');
    await expect(choose(there, 'en-de', { architecture: 'huge' })).rejects.toThrow(/no huge model.*tiny, base-memory, base/);
  });

  it('is nothing for a pair that is not there: it is said what is, and the way through English where there is one', async () => {
    for (const pair of ['de-en', 'en-fr', 'en-it']) registry.publish({ ...TINY, pair, files: smallFiles() });
    registry.publish({ ...TINY, pair: 'en-ja', version: '4.0', files: smallFiles() });
    const there = await listing();
    await expect(choose(there, 'de-fr')).rejects.toThrow(/way through English: "subcam models pull de-en en-fr"/);
    await expect(choose(there, 'en-xx')).rejects.toThrow(/there is: en-fr, en-it/);
    await expect(choose(there, 'en-ja')).rejects.toThrow(/format is later/);
    await expect(choose(there, 'german')).rejects.toThrow(/neither a pair of languages/);
  });
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
