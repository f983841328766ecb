// The real Bergamot with models that are pulled while it runs: which it takes, when it takes a newer one, and what it refuses.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Translator, TryModel } from '@subcam/shared';
import { chooseModel, listPullableModels, pullModels, removePulledModels } from '../../../models/index.ts';
import { engineContext } from '../../../testing/local-engines.ts';
import { startLoopbackMozilla, type LoopbackMozilla, type PublishedModel } from '../../../testing/loopback-mozilla.ts';
import { bergamotCatalogue } from './bergamot-catalogue.ts';
import { openBergamotDirections, type BergamotDirections } from './bergamot-directions.ts';
import { packagedDirections, type BergamotDirection } from './bergamot-models.ts';
import { createBergamotTranslator } from './bergamot-translator.ts';
import { bergamot } from './description.ts';
import { withoutAlphas } from './testing/marian-file.ts';

const context = engineContext();
const never = new AbortController().signal;
const [english, portuguese] = packagedDirections(context.modelsDir);
const isThere = english !== undefined && portuguese !== undefined && existsSync(english.paths.model) && existsSync(portuguese.paths.model);

let registry: LoopbackMozilla;
let dir: string;

beforeEach(async () => {
  registry = await startLoopbackMozilla();
  dir = await mkdtemp(path.join(tmpdir(), 'subcam-bergamot-'));
});

afterEach(async () => {
  await registry.close();
  await rm(dir, { recursive: true, force: true });
});

/** Files of an installed direction, as a registry publishes them. */
async function filesOf(direction: BergamotDirection): Promise<PublishedModel['files']> {
  const { model, shortlist, vocabularies } = direction.paths;
  return { model: await readFile(model), lex: await readFile(shortlist ?? ''), vocab: await readFile(vocabularies[0] ?? '') };
}

/** English to Portuguese as version 3.0. */
async function publishFirst(packing: PublishedModel['packing'] = 'none'): Promise<void> {
  if (english !== undefined)
    registry.publish({ pair: 'en-pt', version: '3.0', architecture: 'tiny', files: await filesOf(english), packing });
}

/** The model of the other direction, which shows by its words that it is the one at work, as version 3.1. */
async function publishSecond(architecture = 'tiny'): Promise<void> {
  if (portuguese !== undefined) registry.publish({ pair: 'en-pt', version: '3.1', architecture, files: await filesOf(portuguese) });
}

/** As for a model that could be loaded when it was pulled. */
const loadable: TryModel = () => Promise.resolve(null);

/** `tryModel`: by default nothing is tried, which takes a second; what is tried is what bergamot-damaged.integration.test.ts is about. */
async function pull(tryModel = loadable): Promise<void> {
  const settings = bergamot.settings.parse({ registryUrl: registry.registryUrl, attachmentsUrl: registry.attachmentsUrl });
  const work = { catalogue: bergamotCatalogue, clock: context.clock, signal: never };
  const there = await listPullableModels({ ...work, settings });
  const model = await chooseModel('en-pt', { channel: 'release' }, { there, catalogue: bergamotCatalogue, engine: bergamot.name });
  await pullModels(dir, [{ model, from: there.from, pulledWith: model.id }], { ...work, engine: bergamot.name, tryModel });
}

function closing(translator: Translator): Translator {
  onTestFinished(() => translator.close());
  return translator;
}

const open = async (): Promise<Translator> => closing(await bergamot.open(bergamot.settings.parse({}), { ...context, modelsDir: dir }));

const openWith = (directions: BergamotDirections, idleMs = 600_000): Translator =>
  closing(createBergamotTranslator({ directions, workers: 1, idleMs, timeoutMs: 10_000, sureProbability: 0.75, clock: context.clock }));

const translate = async (translator: Translator, text: string): Promise<string> =>
  (await translator.translate({ text, sourceLanguage: 'en', targetLanguage: 'pt', purpose: 'final' }, never)).text;

const pairs = () => bergamot.pairs(bergamot.settings.parse({}), { modelsDir: dir });

// Run "subcam models install bergamot" where they are skipped: they take the package's models as those of the registry.
describe.skipIf(!isThere)('Bergamot with pulled models', () => {
  it('translates with a version that is replaced while it is in use, and takes the new one when a session begins', async () => {
    const { tryModel } = bergamotCatalogue;
    await publishFirst('gzip');
    await pull(tryModel);
    const translator = await open();
    expect(await translate(translator, 'Good morning.')).toBe('Bom dia.');
    await publishSecond();
    const work = { isDone: false };
    const pulling = pull(tryModel).finally(() => {
      work.isDone = true;
    });
    let during = 0;
    for (; !work.isDone; during += 1) expect(await translate(translator, 'Good morning.')).toBe('Bom dia.');
    await pulling;
    expect(during).toBeGreaterThan(0);
    expect(existsSync(path.join(dir, 'bergamot/en-pt/3.0-tiny'))).toBe(false);
    expect(await translate(translator, 'See you on Monday.')).toContain('segunda-feira');
    await translator.prepare('en', 'pt');
    expect(await translate(translator, 'Bom dia.')).toBe('Good morning.');
    expect(translator.info.model).toBe('en-pt-3.1-tiny');
  });

  it('takes the new version when it loads again after it was idle', async () => {
    await publishFirst();
    await pull();
    const translator = openWith(openBergamotDirections(dir, context.log), 200);
    expect(await translate(translator, 'Good morning.')).toBe('Bom dia.');
    // Of another architecture, so that the first one stays where it is.
    await publishSecond('base-memory');
    await pull();
    await vi.waitFor(async () => expect(await translate(translator, 'Bom dia.')).toBe('Good morning.'), { timeout: 10_000, interval: 500 });
  });

  it('takes the new version where the files of the old one vanish before they are loaded', async () => {
    await publishFirst();
    await pull();
    const directions = openBergamotDirections(dir, context.log);
    let looks = 0;
    const late: BergamotDirections = {
      ...directions,
      find: (source, target) => directions.find(source, target),
      // What was found first is what was there before: the next look comes when its files can't be read.
      look: () => {
        looks += 1;
        if (looks > 1) directions.look();
      },
      verify: () => Promise.resolve(),
    };
    await publishSecond();
    await pull();
    expect(await translate(openWith(late), 'Bom dia.')).toBe('Good morning.');
  });

  it('finds a pair that was pulled after it was opened, and says of one that is not there how to get it', async () => {
    await publishFirst();
    await pull();
    const translator = await open();
    expect(pairs()).toEqual([{ sourceLanguage: 'en', targetLanguage: 'pt', model: 'en-pt-3.0-tiny' }]);
    expect(translator.supports('en', 'pt-BR')).toBe(true);
    expect(translator.supports('pt', 'en')).toBe(false);
    const wish = { text: 'Bom dia.', sourceLanguage: 'pt', targetLanguage: 'en', purpose: 'final' } as const;
    await expect(translator.translate(wish, never)).rejects.toThrow(/"subcam models pull pt-en" fetches one/);
    if (portuguese !== undefined)
      registry.publish({ pair: 'pt-en', version: '3.0', architecture: 'tiny', files: await filesOf(portuguese) });
    const settings = { registryUrl: registry.registryUrl, attachmentsUrl: registry.attachmentsUrl };
    const work = { catalogue: bergamotCatalogue, clock: context.clock, signal: never };
    const there = await listPullableModels({ ...work, settings });
    const model = await chooseModel('pt-en', { channel: 'release' }, { there, catalogue: bergamotCatalogue, engine: 'bergamot' });
    await pullModels(dir, [{ model, from: there.from, pulledWith: model.id }], {
      ...work,
      engine: 'bergamot',
      tryModel: loadable,
    });
    expect(translator.supports('pt', 'en')).toBe(true);
    expect((await translator.translate(wish, never)).text).toBe('Good morning.');
    await removePulledModels(dir, [path.join(dir, 'bergamot/pt-en/3.0-tiny')], { signal: never, clock: context.clock });
    expect((await translator.translate(wish, never)).text).toBe('Good morning.');
    expect(pairs()).toHaveLength(1);
  });

  it('refuses a model that was damaged since, before any of it is loaded, and goes on once it is whole again', async () => {
    await publishFirst();
    await pull();
    const file = path.join(dir, 'bergamot/en-pt/3.0-tiny/model.bin');
    const bytes = await readFile(file);
    bytes[5_000_000] = (bytes[5_000_000] ?? 0) ^ 1;
    await writeFile(file, bytes);
    const translator = await open();
    const refusal = {
      code: 'model-corrupt',
      message: expect.stringContaining('"subcam models pull bergamot-en-pt-3.0-tiny" fetches it again') as string,
    };
    await expect(translator.prepare('en', 'pt')).rejects.toMatchObject(refusal);
    await expect(translate(translator, 'Good morning.')).rejects.toMatchObject(refusal);
    await pull();
    expect(await translate(translator, 'Good morning.')).toBe('Bom dia.');
  });

  it('reads a model that brings no factors for its inputs, as larger ones are published', async () => {
    if (english === undefined) return;
    const files = await filesOf(english);
    registry.publish({
      pair: 'en-pt',
      version: '3.0',
      architecture: 'base-memory',
      files: { ...files, model: withoutAlphas(files['model'] ?? Buffer.alloc(0)) },
    });
    await pull();
    expect(await translate(await open(), 'Good morning.')).toBe('Bom dia.');
  });
});

describe('Bergamot without any model', () => {
  it('does not open, and says how to get one', async () => {
    await expect(open()).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringMatching(/models install bergamot.*models pull/) as string,
    });
    expect(pairs()).toEqual([]);
  });
});
