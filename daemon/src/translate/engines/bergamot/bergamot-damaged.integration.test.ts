// The real Bergamot with models that are no use: those that can't be loaded, and a package of which a part is damaged.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Translator, TryModel } from '@subcam/shared';
import { chooseModel, listPullableModels, pullModels } from '../../../models/index.ts';
import { engineContext } from '../../../testing/local-engines.ts';
import { noise } from '../../../testing/faulty-files.ts';
import { startLoopbackMozilla, type LoopbackMozilla, type PublishedModel } from '../../../testing/loopback-mozilla.ts';
import { bergamotCatalogue } from './bergamot-catalogue.ts';
import { packagedDirections } from './bergamot-models.ts';
import { bergamot } from './description.ts';

const context = engineContext();
const never = new AbortController().signal;
const installed = packagedDirections(context.modelsDir);
const isThere = installed.every(({ paths }) => existsSync(paths.model));
const PACKAGE = 'bergamot-tiny-en-pt';
const FILES = ['model.bin', 'shortlist.bin', 'vocabulary.spm'];

let registry: LoopbackMozilla;
let dir: string;
/** What was said of errors. */
let told: object[];

beforeEach(async () => {
  registry = await startLoopbackMozilla();
  dir = await mkdtemp(path.join(tmpdir(), 'subcam-bergamot-'));
  told = [];
});

afterEach(async () => {
  await registry.close();
  await rm(dir, { recursive: true, force: true });
});

/** The package as it is installed; files can be changed without changing those of this machine. */
async function installPackage(): Promise<void> {
  for (const direction of ['en-pt', 'pt-en']) {
    await mkdir(path.join(dir, PACKAGE, direction), { recursive: true });
    for (const name of FILES)
      await symlink(path.join(context.modelsDir, PACKAGE, direction, name), path.join(dir, PACKAGE, direction, name));
  }
}

/** As a file whose disk has lost a bit. */
async function damage(direction: string): Promise<void> {
  const file = path.join(dir, PACKAGE, direction, 'model.bin');
  const bytes = await readFile(file);
  bytes[5_000_000] = (bytes[5_000_000] ?? 0) ^ 1;
  await rm(file);
  await writeFile(file, bytes);
}

async function filesOf(direction: string): Promise<PublishedModel['files']> {
  const [model, lex, vocab] = await Promise.all(FILES.map((name) => readFile(path.join(context.modelsDir, PACKAGE, direction, name))));
  if (model === undefined || lex === undefined || vocab === undefined) throw new Error('The package has three files a direction.');
  return { model, lex, vocab };
}

/** As for a model that could be loaded when it was pulled. */
const loadable: TryModel = () => Promise.resolve(null);

/** From English to Portuguese, whatever the pair says; `isModel`: false for noise instead of a model. */
async function pull(pair: string, isModel: boolean, tryModel = loadable): Promise<void> {
  const files = await filesOf('en-pt');
  registry.records.length = 0;
  registry.publish({
    pair,
    version: '3.0',
    architecture: 'tiny',
    packing: 'none',
    files: isModel ? files : { ...files, model: noise(2_000_000) },
  });
  const settings = { registryUrl: registry.registryUrl, attachmentsUrl: registry.attachmentsUrl };
  const work = { catalogue: bergamotCatalogue, clock: context.clock, signal: never };
  const there = await listPullableModels({ ...work, settings });
  const model = await chooseModel(pair, { channel: 'release' }, { there, catalogue: bergamotCatalogue, engine: bergamot.name });
  await pullModels(dir, [{ model, from: there.from, pulledWith: model.id }], { ...work, engine: bergamot.name, tryModel });
}

async function open(): Promise<Translator> {
  const log = { ...context.log, error: (fields: object) => void told.push(fields) };
  const translator = await bergamot.open(bergamot.settings.parse({}), { ...context, modelsDir: dir, log });
  onTestFinished(() => translator.close());
  return translator;
}

const ask = (translator: Translator, text: string, pair: string) => {
  const [sourceLanguage = '', targetLanguage = ''] = pair.split('-');
  return translator.translate({ text, sourceLanguage, targetLanguage, purpose: 'final' }, never);
};

/** Counts the threads that are started from now on. */
function countThreads(): () => number {
  let started = 0;
  const onWorker = (): void => {
    started += 1;
  };
  process.on('worker', onWorker);
  onTestFinished(() => void process.off('worker', onWorker));
  return () => started;
}

// Run "subcam models install bergamot" where they are skipped.
describe.skipIf(!isThere)('a pulled model that can’t be loaded', () => {
  it('is found out when it is pulled, with what the runtime says, and is not installed; one that can be is', async () => {
    const { tryModel } = bergamotCatalogue;
    await expect(pull('en-de', false, tryModel)).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringMatching(/^bergamot-en-de-3\.0-tiny came as it is published and can't be loaded \(.+\), so that/u) as string,
    });
    expect(existsSync(path.join(dir, 'bergamot/en-de'))).toBe(false);
    await pull('en-de', true, tryModel);
    expect(existsSync(path.join(dir, 'bergamot/en-de/3.0-tiny/manifest.json'))).toBe(true);
  });

  it('is left out by name, and the next of its direction is used', async () => {
    await installPackage();
    await pull('en-pt', false);
    const translator = await open();
    await translator.prepare('en', 'pt');
    expect(await ask(translator, 'Good morning.', 'en-pt')).toMatchObject({ text: 'Bom dia.', engine: { model: 'en-pt' } });
    await translator.prepare('en', 'pt');
    const folder = path.join(dir, 'bergamot/en-pt/3.0-tiny');
    expect(told).toEqual([
      {
        model: 'en-pt-3.0-tiny',
        reason: `The model en-pt-3.0-tiny in ${folder} can't be loaded, so that it is left out: "subcam models rm en-pt" removes it.`,
      },
    ]);
    expect(translator.info.model).toBe('en-pt, pt-en');
  });

  it('costs other directions nothing: it is tried by itself, once, and again when it is prepared', async () => {
    await installPackage();
    await pull('en-de', false);
    const translator = await open();
    expect(await ask(translator, 'Bom dia.', 'pt-en')).toMatchObject({ text: 'Good morning.' });
    const threads = countThreads();
    const refusal = { code: 'engine-failed', message: expect.stringMatching(/en-de-3\.0-tiny in .*"subcam models rm en-de"/) as string };
    await expect(ask(translator, 'One.', 'en-de')).rejects.toMatchObject(refusal);
    for (const text of ['Two.', 'Three.', 'Four.']) {
      await expect(ask(translator, text, 'en-de')).rejects.toMatchObject(refusal);
      expect(await ask(translator, 'Bom dia.', 'pt-en')).toMatchObject({ text: 'Good morning.' });
    }
    expect(threads()).toBe(1);
    await expect(translator.prepare('en', 'de')).rejects.toMatchObject(refusal);
    expect(await ask(translator, 'Bom dia.', 'pt-en')).toMatchObject({ text: 'Good morning.' });
    expect(threads()).toBe(2);
    expect(translator.supports('en', 'de')).toBe(true);
  });

  it('is used once its files are others', async () => {
    await pull('en-de', false);
    const translator = await open();
    await expect(ask(translator, 'Good morning.', 'en-de')).rejects.toMatchObject({ code: 'engine-failed' });
    await pull('en-de', true);
    expect(await ask(translator, 'Good morning.', 'en-de')).toMatchObject({ text: 'Bom dia.', engine: { model: 'en-de-3.0-tiny' } });
  });
});

describe.skipIf(!isThere)('a package of which a file is damaged', () => {
  const pairs = () => bergamot.pairs(bergamot.settings.parse({}), { modelsDir: dir });

  it('takes nothing from pulled models', async () => {
    await installPackage();
    await damage('en-pt');
    await pull('en-de', true);
    expect(await ask(await open(), 'Good morning.', 'en-de')).toMatchObject({ text: 'Bom dia.' });
  });

  it('goes on in its other direction, and in this one once the file is whole again', async () => {
    await installPackage();
    await damage('en-pt');
    const translator = await open();
    expect(told).toMatchObject([{ code: 'model-corrupt', reason: expect.stringContaining('en-pt') as string }]);
    expect(await ask(translator, 'Bom dia.', 'pt-en')).toMatchObject({ text: 'Good morning.' });
    const message = expect.stringContaining('"subcam models install bergamot" fetches it again') as string;
    await expect(translator.prepare('en', 'pt')).rejects.toMatchObject({ code: 'model-corrupt', message });
    await expect(ask(translator, 'Good morning.', 'en-pt')).rejects.toMatchObject({ code: 'model-corrupt', message });
    const file = path.join(PACKAGE, 'en-pt', 'model.bin');
    await rm(path.join(dir, file));
    await expect(ask(translator, 'Good morning.', 'en-pt')).rejects.toMatchObject({ code: 'model-missing', message });
    expect(pairs()).toContainEqual({ sourceLanguage: 'en', targetLanguage: 'pt', model: 'en-pt' });
    await copyFile(path.join(context.modelsDir, file), path.join(dir, file));
    expect(await ask(translator, 'Good morning.', 'en-pt')).toMatchObject({ text: 'Bom dia.' });
  });

  it('is not opened where nothing else is left', async () => {
    await installPackage();
    await damage('en-pt');
    await damage('pt-en');
    await expect(open()).rejects.toMatchObject({ code: 'model-corrupt', message: expect.stringContaining('models install') as string });
  });
});
