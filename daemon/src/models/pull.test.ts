// Pulling models from a registry that misbehaves: every byte checked, resumed, never half a model, and nothing lost that was there.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '@subcam/shared';
import { readPulledModels } from '../lib/pulled-models.ts';
import { noise } from '../testing/faulty-files.ts';
import { everyModelLoads } from './testing/every-model-loads.ts';
import { sha256, smallFiles, startLoopbackMozilla, type LoopbackMozilla } from '../testing/loopback-mozilla.ts';
import { TRANSLATOR_ENGINES } from '../translate/index.ts';
import { chooseModel } from './choose-models.ts';
import { listPullableModels } from './offered-models.ts';
import { pullModels, removePulledModels, type PulledOutcome, type PullOptions } from './pull.ts';
import { createFastClock } from './testing/fast-clock.ts';

// Files have the time of the machine.
const clock = { ...createFastClock(), nowMs: () => systemClock.nowMs() };
const never = new AbortController().signal;
const engine = 'bergamot';
const found = TRANSLATOR_ENGINES.find(({ catalogue }) => catalogue !== undefined)?.catalogue;
if (found === undefined) throw new Error('No engine has a catalogue.');
const catalogue = found;

let registry: LoopbackMozilla;
let dir: string;

beforeEach(async () => {
  registry = await startLoopbackMozilla();
  dir = path.join(await mkdtemp(path.join(tmpdir(), 'subcam-pull-')), 'models');
});

afterEach(async () => {
  await registry.close();
  await rm(path.dirname(dir), { recursive: true, force: true });
});

const TINY = { pair: 'en-de', version: '3.0', architecture: 'tiny', files: smallFiles() } as const;
const folder = (): string => path.join(dir, 'bergamot/en-de/3.0-tiny');

async function pull(name = 'en-de', more: Partial<PullOptions> = {}): Promise<readonly PulledOutcome[]> {
  const settings = { registryUrl: registry.registryUrl, attachmentsUrl: registry.attachmentsUrl };
  const there = await listPullableModels({ catalogue, settings, clock, signal: never });
  const model = await chooseModel(name, { channel: 'release' }, { there, catalogue, engine });
  return pullModels(dir, [{ model, from: there.from, pulledWith: model.id }], {
    engine,
    catalogue,
    clock,
    tryModel: everyModelLoads,
    ...more,
  });
}

/** What lies in the models directory beside models. */
const leftovers = async (): Promise<readonly string[]> => (await readdir(dir)).filter((name) => name !== 'bergamot');

const ids = (): readonly string[] => readPulledModels(dir, engine).models.map(({ manifest }) => manifest.id);

describe.each(['zstd', 'gzip', 'none'] as const)('a model that is published with packing %s', (packing) => {
  test.each([true, false])(
    'is installed as it was before it was packed, whether that is published or not (%s)',
    async (isUnpackedKnown) => {
      registry.publish({ ...TINY, packing, isUnpackedKnown });
      const progress: number[] = [];
      const outcomes = await pull('en-de', {
        onProgress: ({ receivedBytes, totalBytes }) => progress.push(receivedBytes / totalBytes),
      });
      expect(outcomes).toEqual([{ id: 'bergamot-en-de-3.0-tiny', folder: folder(), status: 'installed', removed: [] }]);
      const written = ['model.bin', 'shortlist.bin', 'vocabulary.spm'];
      expect((await readdir(folder())).toSorted()).toEqual(['manifest.json', ...written]);
      expect(await readFile(path.join(folder(), 'model.bin'))).toEqual(TINY.files['model']);
      const manifest = JSON.parse(await readFile(path.join(folder(), 'manifest.json'), 'utf8')) as unknown;
      expect(manifest).toMatchObject({
        format: 1,
        id: 'bergamot-en-de-3.0-tiny',
        sourceLanguage: 'en',
        targetLanguage: 'de',
        version: '3.0',
        architecture: 'tiny',
        channel: 'release',
        licence: 'MPL-2.0',
        from: registry.registryUrl,
      });
      expect((manifest as { files: unknown[] }).files).toMatchObject(
        ['model', 'lex', 'vocab'].map((type, at) => ({
          name: written[at],
          bytes: TINY.files[type]?.length,
          sha256: sha256(TINY.files[type] ?? Buffer.alloc(0)),
        })),
      );
      expect(await leftovers()).toEqual([]);
      expect(progress).toEqual(progress.toSorted((a, b) => a - b));
      expect(progress.at(-1)).toBe(1);
    },
  );
});

test('two vocabularies are installed in the place of one', async () => {
  const { model = noise(1), lex = noise(1) } = TINY.files;
  registry.publish({ ...TINY, files: { model, lex, srcvocab: noise(50, 7), trgvocab: noise(60, 8), qualityModel: noise(70) } });
  await pull();
  const files = ['manifest.json', 'model.bin', 'shortlist.bin', 'source-vocabulary.spm', 'target-vocabulary.spm'];
  expect((await readdir(folder())).toSorted()).toEqual(files);
});

test('a second pull fetches nothing', async () => {
  registry.publish(TINY);
  await pull();
  registry.requests.length = 0;
  expect(await pull()).toMatchObject([{ status: 'present' }]);
  expect(registry.requests).toEqual([]);
});

test('a byte flipped on the way is refused, nothing is installed and nothing of it is kept', async () => {
  registry.publish(TINY);
  registry.faults.push({ type: 'flip', atByte: 100_000 });
  await expect(pull()).rejects.toMatchObject({
    code: 'model-corrupt',
    message: expect.stringMatching(/model\.bin of bergamot-en-de-3\.0-tiny.*not the published file.*removed.*--from/) as string,
  });
  expect(await leftovers()).toEqual([]);
  await pull();
  expect(await readFile(path.join(folder(), 'model.bin'))).toEqual(TINY.files['model']);
});

test('a connection that is cut in the middle is resumed where it stopped', async () => {
  registry.publish(TINY);
  registry.faults.push({ type: 'cut', afterBytes: 200_000 });
  await pull();
  const [first, second] = registry.requests;
  expect(first?.range).toBeNull();
  expect(Number(/^bytes=(\d+)-$/.exec(second?.range ?? '')?.[1])).toBeGreaterThan(0);
  expect(second?.location).toBe(first?.location);
  expect(await readFile(path.join(folder(), 'model.bin'))).toEqual(TINY.files['model']);
});

test('a pull that gave up says what to run, and the next one goes on: files that are whole are not fetched again', async () => {
  registry.publish({ ...TINY, files: { ...TINY.files, lex: noise(400_000, 3) } });
  // The model comes whole; the shortlist, which is next, breaks each time.
  const breakNext = (): void => {
    if (registry.requests.length === 1 && registry.faults.length === 0) {
      registry.faults.push(...Array.from({ length: 4 }, () => ({ type: 'cut', afterBytes: 60_000 }) as const));
    }
  };
  await expect(pull('en-de', { onProgress: breakNext })).rejects.toMatchObject({
    code: 'network',
    message: expect.stringContaining('run "subcam models pull bergamot-en-de-3.0-tiny" again') as string,
  });
  expect(ids()).toEqual([]);
  const [model] = registry.requests;
  registry.requests.length = 0;
  registry.faults.length = 0;
  await pull();
  expect(registry.requests.map(({ location }) => location)).not.toContain(model?.location);
  expect(registry.requests[0]?.range).toMatch(/^bytes=[1-9]\d*-$/);
  expect(await leftovers()).toEqual([]);
});

test('a pull that is cancelled ends, and keeps what it has', async () => {
  registry.publish(TINY);
  registry.faults.push({ type: 'stall', afterBytes: 200_000 });
  const cancel = new AbortController();
  const onProgress = ({ receivedBytes }: { receivedBytes: number }): void => {
    if (receivedBytes > 0) cancel.abort(new Error('cancelled by the test'));
  };
  await expect(pull('en-de', { signal: cancel.signal, onProgress })).rejects.toThrow('cancelled by the test');
  await pull();
  expect(registry.requests[1]?.range).toMatch(/^bytes=[1-9]\d*-$/);
});

describe('a packed file', () => {
  const spoil = (change: Record<string, unknown>): void => {
    registry.publish(TINY);
    Object.assign(registry.records[0] ?? {}, change);
  };

  test('that becomes another file than was published is refused', async () => {
    spoil({ decompressedHash: 'f'.repeat(64) });
    await expect(pull()).rejects.toMatchObject({
      code: 'model-corrupt',
      message: expect.stringContaining('once it is unpacked') as string,
    });
    expect(ids()).toEqual([]);
    expect(await leftovers()).toEqual([]);
  });

  test('that becomes larger than was published is given up at once', async () => {
    registry.publish({ ...TINY, files: { ...TINY.files, model: Buffer.alloc(5_000_000) } });
    Object.assign(registry.records[0] ?? {}, { decompressedSize: 1_000 });
    await expect(pull()).rejects.toMatchObject({
      code: 'model-corrupt',
      message: expect.stringContaining('larger than the published') as string,
    });
    expect(await leftovers()).toEqual([]);
  });

  test('that becomes smaller than was published is refused', async () => {
    spoil({ decompressedSize: 400_000, decompressedHash: null });
    await expect(pull()).rejects.toMatchObject({ code: 'model-corrupt', message: expect.stringContaining('400000') as string });
  });

  test('that is cut off within its packing is refused although its own hash is right', async () => {
    const { model = noise(1) } = TINY.files;
    const { zstdCompressSync } = await import('node:zlib');
    const packed = zstdCompressSync(model);
    registry.publish({
      ...TINY,
      packing: 'none',
      isUnpackedKnown: false,
      files: { ...TINY.files, model: packed.subarray(0, packed.length - 100) },
    });
    await expect(pull()).rejects.toMatchObject({ code: 'model-corrupt', message: expect.stringContaining("can't be unpacked") as string });
    expect(ids()).toEqual([]);
  });
});

test('an older version of the same pair and architecture is removed once the new one is there, and no other model is', async () => {
  registry.publish(TINY);
  registry.publish({ ...TINY, architecture: 'base-memory', files: smallFiles(5) });
  registry.publish({ ...TINY, pair: 'en-fr', files: smallFiles(9) });
  for (const id of ['bergamot-en-de-3.0-tiny', 'bergamot-en-de-3.0-base-memory', 'bergamot-en-fr-3.0-tiny']) await pull(id);
  registry.publish({ ...TINY, version: '3.1', files: smallFiles(13) });
  registry.faults.push({ type: 'flip', atByte: 7 });
  await expect(pull()).rejects.toMatchObject({ code: 'model-corrupt' });
  expect(ids()).toContain('bergamot-en-de-3.0-tiny');
  expect(await pull()).toMatchObject([{ id: 'bergamot-en-de-3.1-tiny', removed: ['bergamot-en-de-3.0-tiny'] }]);
  expect(ids()).toEqual(['bergamot-en-de-3.0-base-memory', 'bergamot-en-de-3.1-tiny', 'bergamot-en-fr-3.0-tiny']);
  // One that is older than what is there takes nothing away.
  expect(await pull('bergamot-en-de-3.0-tiny')).toMatchObject([{ removed: [] }]);
});

test('of a damaged model only the damaged file is fetched, and what was noted of the model stays', async () => {
  registry.publish(TINY);
  await pull();
  const manifest = path.join(folder(), 'manifest.json');
  await writeFile(manifest, JSON.stringify({ ...(JSON.parse(await readFile(manifest, 'utf8')) as object), quality: { chrf: 60 } }));
  const file = path.join(folder(), 'shortlist.bin');
  const bytes = await readFile(file);
  bytes[9] = (bytes[9] ?? 0) ^ 1;
  await writeFile(file, bytes);
  registry.requests.length = 0;
  expect(await pull()).toMatchObject([{ status: 'installed' }]);
  expect(registry.requests).toHaveLength(1);
  expect(await readFile(file)).toEqual(TINY.files['lex']);
  expect(JSON.parse(await readFile(manifest, 'utf8'))).toMatchObject({ quality: { chrf: 60 } });
});

test('a version that was published anew with other bytes takes the place of the one that is there', async () => {
  registry.publish(TINY);
  await pull();
  const manifest = path.join(folder(), 'manifest.json');
  await writeFile(manifest, JSON.stringify({ ...(JSON.parse(await readFile(manifest, 'utf8')) as object), quality: { chrf: 60 } }));
  registry.records.length = 0;
  registry.publish({ ...TINY, files: smallFiles(20) });
  expect(await pull()).toMatchObject([{ status: 'installed' }]);
  expect(await readFile(path.join(folder(), 'model.bin'))).toEqual(smallFiles(20)['model']);
  expect(await readFile(path.join(folder(), 'manifest.json'), 'utf8')).not.toContain('quality');
  expect(await leftovers()).toEqual([]);
});

test('two pulls of one model at once do not disturb each other', async () => {
  registry.publish(TINY);
  const outcomes = await Promise.all([pull(), pull()]);
  expect(
    outcomes
      .flat()
      .map(({ status }) => status)
      .toSorted(),
  ).toEqual(['installed', 'present']);
  expect(registry.requests).toHaveLength(3);
});

test('what an interrupted pull has left is removed by the next, and a part that somebody may go on with is not', async () => {
  registry.publish(TINY);
  await mkdir(path.join(dir, '.pull-0001'), { recursive: true });
  await writeFile(path.join(dir, '.pull-0001', 'model.bin'), 'half');
  await writeFile(path.join(dir, '.pull-0002.download.part'), 'part');
  await pull();
  expect(await leftovers()).toEqual(['.pull-0002.download.part']);
  await utimes(path.join(dir, '.pull-0002.download.part'), 0, Date.now() / 1000 - 8 * 86_400);
  await pull();
  expect(await leftovers()).toEqual([]);
});

test('a folder that is named by another model’s manifest, or holds none, is no model', async () => {
  registry.publish(TINY);
  await pull();
  await mkdir(path.join(dir, 'bergamot/en-fr/3.0-tiny'), { recursive: true });
  await writeFile(path.join(dir, 'bergamot/en-fr/3.0-tiny/manifest.json'), await readFile(path.join(folder(), 'manifest.json')));
  await mkdir(path.join(dir, 'bergamot/en-it/3.0-tiny'), { recursive: true });
  const { models, unreadable } = readPulledModels(dir, engine);
  expect(models.map(({ manifest }) => manifest.id)).toEqual(['bergamot-en-de-3.0-tiny']);
  expect(unreadable.map(({ problem }) => problem)).toEqual([
    expect.stringContaining('describes another model'),
    expect.stringContaining("can't be read"),
  ]);
});

test('a manifest whose files would lie elsewhere is refused', async () => {
  registry.publish(TINY);
  await pull();
  const file = path.join(folder(), 'manifest.json');
  await writeFile(file, (await readFile(file, 'utf8')).replace('"model.bin"', '"../../../token"'));
  expect(readPulledModels(dir, engine)).toMatchObject({
    models: [],
    unreadable: [{ problem: expect.stringContaining('files.0.name') as string }],
  });
});

test('removing a model takes its folder and those that are empty then', async () => {
  registry.publish(TINY);
  registry.publish({ ...TINY, pair: 'en-fr', files: smallFiles(9) });
  await pull();
  await pull('en-fr');
  await removePulledModels(dir, [folder()], { signal: never, clock });
  expect(await readdir(path.join(dir, 'bergamot'))).toEqual(['en-fr']);
  await removePulledModels(dir, [path.join(dir, 'bergamot/en-fr/3.0-tiny')], { signal: never, clock });
  expect(await readdir(dir)).toEqual([]);
});

describe('a model that its engine can’t load', () => {
  const fails = { tryModel: () => Promise.resolve('it is no model') };

  test('is not installed, and the older one of its pair stays; what was fetched of it goes', async () => {
    registry.publish({ ...TINY, version: '2.0' });
    await pull();
    registry.publish(TINY);
    await expect(pull('en-de', fails)).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringMatching(/^bergamot-en-de-3\.0-tiny came as it is published and can't be loaded \(it is no model\)/u) as string,
    });
    expect(ids()).toEqual(['bergamot-en-de-2.0-tiny']);
    expect(await leftovers()).toEqual([]);
  });

  test('is tried where all of its files lie, before it takes its place', async () => {
    registry.publish(TINY);
    const tried: unknown[] = [];
    await pull('en-de', {
      tryModel: async (model) => {
        const names = model.files.map(({ name }) => name);
        tried.push([model.sourceLanguage, model.architecture, names, names.every((name) => existsSync(path.join(model.folder, name)))]);
        return Promise.resolve(null);
      },
    });
    expect(tried).toEqual([['en', 'tiny', ['model.bin', 'shortlist.bin', 'vocabulary.spm'], true]]);
  });

  test('and that is there already is said to be of no use, with the command that removes it', async () => {
    registry.publish(TINY);
    await pull();
    await expect(pull('en-de', fails)).rejects.toMatchObject({
      code: 'engine-failed',
      message: `bergamot-en-de-3.0-tiny is in ${folder()}, as it is published, and can't be loaded (it is no model): "subcam models rm bergamot-en-de-3.0-tiny" removes it.`,
    });
    expect(ids()).toEqual(['bergamot-en-de-3.0-tiny']);
  });
});
