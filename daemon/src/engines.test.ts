// The engines in the lists: each says all that others need to know of it; choosing them, and opening all of them or none.
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_MEETING_LANGUAGES,
  SubcamError,
  modelFiles,
  sourceFiles,
  type AnyEngineDescription,
  type EngineSettingMeta,
  type ModelEntry,
  type SttDescription,
  type Translator,
} from '@subcam/shared';
import * as z from 'zod';
import {
  ENGINES,
  STT_ENGINES,
  TRANSLATOR_ENGINES,
  VAD_ENGINES,
  allModels,
  chooseEngines,
  defaultChoices,
  listChosen,
  modelsNeeded,
  openEngines,
  type ChosenEngines,
} from './engines.ts';
import { silentLog } from './telemetry/index.ts';
import { scriptedStt } from './testing/fake-stt.ts';
import { createFakeTranslator } from './testing/fake-translator.ts';
import { scriptedVad } from './testing/fake-vad.ts';
import { engineContext } from './testing/local-engines.ts';
import { createSentenceCache } from './translate/index.ts';
import { createVirtualClock } from '@subcam/shared/testing';

const SHA256 = /^[0-9a-f]{64}$/;
/** What a path in the models directory may look like: relative, and never up. */
const SAFE_PATH = /^(?:[\w@+-][\w.@+-]*\/)*[\w@+-][\w.@+-]*$/;

/** What is wrong with a description; nothing, where it is complete. */
function problemsOf(engine: AnyEngineDescription): readonly string[] {
  const problems: string[] = [];
  const check = (isRight: boolean, problem: string): void => {
    if (!isRight) problems.push(problem);
  };
  check(/^[a-z][a-z0-9-]*$/.test(engine.name) && engine.name !== 'none', 'a name in lower case, other than none');
  check(engine.title.trim() !== '' && engine.title !== engine.name, 'a title for a person');
  check(engine.licence.trim() !== '', 'a licence');
  const defaults = engine.settings.safeParse({});
  check(defaults.success, 'a default for each setting');
  for (const [key, setting] of Object.entries(engine.settings.shape)) {
    const meta = (setting as z.ZodType).meta() as EngineSettingMeta | undefined;
    check((meta?.description ?? '') !== '', `a description of ${key}`);
    if (meta?.variable !== undefined) check(/^SUBCAM_[A-Z0-9_]+$/.test(meta.variable), `a variable of ${key} that begins with SUBCAM_`);
    if (meta?.flag !== undefined) check(/^[a-z][a-z0-9-]*$/.test(meta.flag), `a flag of ${key} without dashes before it`);
  }
  for (const model of engine.models) {
    check(/^[a-z0-9][a-z0-9.-]*$/.test(model.id) && model.title !== '' && model.licence !== '', `id, title and licence of ${model.id}`);
    check(model.languages === 'any' || model.languages.length > 0, `languages of ${model.id}`);
    check(model.sources.length > 0, `sources of ${model.id}`);
    for (const source of model.sources) {
      check(SHA256.test(source.sha256) && Number.isInteger(source.bytes) && source.bytes > 0, `size and SHA-256 of ${model.id}`);
      for (const file of sourceFiles(source))
        check(SHA256.test(file.sha256) && SAFE_PATH.test(file.path), `path and SHA-256 of ${file.path}`);
    }
  }
  if (defaults.success) {
    const needed = engine.modelsFor(defaults.data);
    check(
      needed.every((model) => engine.models.includes(model)),
      'in models each that it needs',
    );
    for (const need of engine.programsFor(defaults.data)) {
      check(need.usedFor !== '' && need.otherwise !== '' && need.debianPackages.length > 0, `how to get ${need.name}`);
    }
  }
  return problems;
}

describe.each(ENGINES.map((engine) => [`${engine.kind} ${engine.name}`, engine] as const))('%s', (_, engine) => {
  it('has a complete description', () => {
    expect(problemsOf(engine)).toEqual([]);
  });

  it('keeps what it is given on this machine, as it comes', () => {
    expect(engine.leavesMachine(engine.settings.parse({}))).toBe(false);
  });

  it('is called in its results what it is called in the list', async () => {
    const settings = engine.settings.parse({});
    // The others need models or programs; the tests in their folders open them.
    if (engine.kind === 'vad' || engine.sdks.length + engine.modelsFor(settings).length + engine.programsFor(settings).length > 0) return;
    const port = await engine.open(settings, engineContext());
    try {
      expect(port.info.name).toBe(engine.name);
    } finally {
      await port.close();
    }
  });

  it('says what it understands', () => {
    const settings = engine.settings.parse({});
    if (engine.kind === 'vad') return;
    const understood = engine.kind === 'stt' ? engine.languages(settings) : engine.pairs(settings, engineContext());
    if (understood !== 'any') expect(Array.isArray(understood)).toBe(true);
  });
});

describe('the lists', () => {
  it('have each name once in a kind, and each variable and flag once in all', () => {
    for (const list of [VAD_ENGINES, STT_ENGINES, TRANSLATOR_ENGINES]) {
      expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
    }
    const metas = ENGINES.flatMap(({ settings }) => Object.values(settings.shape).map((setting) => (setting as z.ZodType).meta()));
    for (const key of ['variable', 'flag'] as const) {
      const names = metas.map((meta) => meta?.[key]).filter((name) => name !== undefined);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('have one entry for a model that several engines need, and no two files at one place', () => {
    for (const model of ENGINES.flatMap(({ models }) => models)) expect(allModels()).toContain(model);
    const paths = allModels().flatMap((model) => modelFiles(model).map(({ path }) => path));
    expect(new Set(paths).size).toBe(paths.length);
  });

  it('find an incomplete description', () => {
    const [complete] = STT_ENGINES;
    if (complete === undefined) throw new Error('There is no recogniser.');
    const model = complete.models[0];
    if (model === undefined) throw new Error('It has no model.');
    const broken: readonly Partial<SttDescription>[] = [
      { name: 'none' },
      { title: '' },
      { licence: ' ' },
      { settings: z.object({ key: z.string() }) },
      { settings: z.object({ key: z.string().default('') }) },
      { settings: z.object({ key: z.string().default('').meta({ description: 'A key', variable: 'KEY' }) }) },
      { models: [] },
      { models: [{ ...model, sources: [{ type: 'url', url: 'http://x', bytes: 1, sha256: 'short', path: 'x' }] }], modelsFor: () => [] },
      {
        models: [{ ...model, sources: [{ type: 'url', url: 'http://x', bytes: 1, sha256: '0'.repeat(64), path: '../x' }] }],
        modelsFor: () => [],
      },
    ];
    for (const change of broken) expect(problemsOf({ ...complete, ...change }), JSON.stringify(change)).not.toEqual([]);
    expect(problemsOf(complete)).toEqual([]);
  });
});

const whisper = STT_ENGINES.find(({ name }) => name === 'whisper-service');

describe('a service', () => {
  it.each([
    ['http://127.0.0.1:5001', false],
    ['http://10.0.0.7:5001', true],
  ])('at %s: what it is given leaves the machine: %s', (url, leaves) => {
    expect(whisper?.leavesMachine(whisper.settings.parse({ url }))).toBe(leaves);
  });
});

describe('choosing engines', () => {
  const stt = { engine: 'moonshine', settings: { workers: 1 } };

  it('gives the descriptions with the settings, and the models that they need, each once', () => {
    const chosen = chooseEngines({ stt, translators: [{ engine: 'apertium', settings: {} }] });
    expect(listChosen(chosen).map(({ description }) => description.name)).toEqual(['silero', 'moonshine', 'apertium']);
    expect(chosen.stt.settings).toEqual({ workers: 1 });
    expect(modelsNeeded([...listChosen(chosen), ...listChosen(chosen)]).map(({ id }) => id)).toEqual([
      'silero-vad-v6',
      'moonshine-tiny-en',
    ]);
  });

  it('translate the languages that a session has by default with the first translator, and models that set-up installs', () => {
    const [first] = chooseEngines(defaultChoices()).translators;
    const { sourceLanguage, targetLanguages } = DEFAULT_MEETING_LANGUAGES;
    for (const targetLanguage of targetLanguages)
      expect(first?.description.usualPairs).toContainEqual(expect.objectContaining({ sourceLanguage, targetLanguage }));
  });

  it('may leave translation out', () => {
    const chosen = chooseEngines({ stt: { engine: 'whisper-service', settings: {} }, translators: [] });
    expect(chosen.translators).toEqual([]);
    expect(modelsNeeded(listChosen(chosen)).map(({ id }) => id)).toEqual(['silero-vad-v6']);
  });

  it('refuses a name that no list has, and says which there are', () => {
    expect(() => chooseEngines({ stt, translators: [{ engine: 'moonshine', settings: {} }] })).toThrow(
      /"moonshine"; there is: bergamot, apertium/,
    );
  });
});

const noSettings = z.object({});
const common = {
  licence: 'MIT',
  settings: noSettings,
  models: [],
  sdks: [],
  modelsFor: () => [],
  programsFor: () => [],
  leavesMachine: () => false,
};
const options = { verify: () => Promise.resolve(), translatorPatienceMs: () => 1_000 };
/** A model that some engine declares. */
const [BERGAMOT] = allModels().filter(({ id }) => id.startsWith('bergamot')) as [ModelEntry];

function fakes(log: string[], openTranslator?: () => never): ChosenEngines {
  const translator = createFakeTranslator();
  const stt = { ...scriptedStt(createVirtualClock(), () => ({})), close: () => Promise.resolve(void log.push('stt closed')) };
  const close = async (): Promise<void> => {
    log.push('translator closed');
    await translator.close();
  };
  const open = async () => {
    openTranslator?.();
    return Promise.resolve({ ...translator, close });
  };
  return {
    vad: { settings: {}, description: { ...common, kind: 'vad', name: 'v', title: 'V', open: () => Promise.resolve(scriptedVad()) } },
    stt: {
      settings: {},
      description: { ...common, kind: 'stt', name: 's', title: 'S', languages: () => 'any', open: () => Promise.resolve(stt) },
    },
    sttPartials: null,
    translators: [
      {
        settings: {},
        description: { ...common, kind: 'translator', name: 't', title: 'T', leavesMachine: () => true, pairs: () => 'any', open },
      },
    ],
  };
}

describe('opening engines', () => {
  it('opens all, says which are in use, and closes them last to first', async () => {
    const log: string[] = [];
    const engines = await openEngines(fakes(log), engineContext(), options);
    expect(engines.inUse()).toEqual({
      vad: { name: 'scripted', model: 'test', title: 'V', leavesMachine: false },
      stt: { name: 'scripted', model: 'test', title: 'S', leavesMachine: false },
      translator: { name: 'fake', model: 'test', title: 'T', leavesMachine: true },
      translators: [{ name: 'fake', model: 'test', title: 'T', leavesMachine: true }],
    });
    await engines[Symbol.asyncDispose]();
    expect(log).toEqual(['translator closed', 'stt closed']);
  });

  it('tells of a recogniser that could read nothing now why, also while nobody asks it', async () => {
    let problem: string | null = null;
    const { stt, ...others } = fakes([]);
    const open = () => Promise.resolve({ ...scriptedStt(createVirtualClock(), () => ({})), problem: () => problem });
    const chosen = { ...stt, description: { ...stt.description, open } };
    await using engines = await openEngines({ ...others, stt: chosen, sttPartials: chosen }, engineContext(), options);
    expect(engines.inUse().stt).not.toHaveProperty('problem');
    problem = 'The last recogniser has died; another is started.';
    expect(engines.inUse()).toMatchObject({ stt: { problem }, sttPartials: { problem } });
  });

  it.each([true, false])('remembers translations of an engine that is repeatable: %s', async (isRepeatable) => {
    const chosen = fakes([]);
    const [{ settings, description }] = chosen.translators as [ChosenEngines['translators'][number]];
    const translators = [{ settings, description: { ...description, isRepeatable: () => isRepeatable } }];
    const translationCache = createSentenceCache(() => ({ maxEntries: 10, maxBytes: 100_000 }));
    await using engines = await openEngines({ ...chosen, translators }, engineContext(), { ...options, translationCache });
    const request = { text: 'good', sourceLanguage: 'en', targetLanguage: 'es', purpose: 'final' } as const;
    for (let time = 0; time < 3; time += 1) await engines.translator?.translate(request, new AbortController().signal);
    expect(translationCache.state()).toMatchObject(isRepeatable ? { entries: 1, hits: 2, misses: 1 } : { entries: 0, hits: 0, misses: 0 });
  });

  it('closes what was opened when its signal fires meanwhile', async () => {
    const log: string[] = [];
    const stop = new AbortController();
    const chosen = fakes(log);
    const { description } = chosen.stt;
    const open: typeof description.open = async (...given) => {
      const opened = await description.open(...given);
      stop.abort(new SubcamError('aborted', 'The start was given up.'));
      return opened;
    };
    const stopped = { ...chosen, stt: { settings: {}, description: { ...description, open } } };
    await expect(openEngines(stopped, { ...engineContext(), signal: stop.signal }, options)).rejects.toMatchObject({ code: 'aborted' });
    expect(log).toEqual(['translator closed', 'stt closed']);
  });

  it('closes what was opened when one can’t be', async () => {
    const log: string[] = [];
    const fail = (): never => {
      throw new SubcamError('configuration', 'That is no address.');
    };
    await expect(openEngines(fakes(log, fail), engineContext(), options)).rejects.toMatchObject({ code: 'configuration' });
    expect(log).toEqual(['stt closed']);
  });
});

describe('a translator that lacks something at the start', () => {
  const request = { text: 'One house.', sourceLanguage: 'en', targetLanguage: 'pt', purpose: 'final' } as const;
  const { signal } = new AbortController();

  /** A chain of two: `first`, of which `usualPairs` are expected while its model is missing, and `second`. */
  function rig(over: { readonly hasSecond?: boolean; readonly checksModels?: boolean } = {}) {
    const clock = createVirtualClock();
    let isThere = false;
    const told: string[] = [];
    const translator = (name: string) => {
      const fake = createFakeTranslator();
      const info = { name, model: 'test' };
      return {
        ...fake,
        info,
        translate: async (...given: Parameters<typeof fake.translate>) => ({ ...(await fake.translate(...given)), engine: info }),
      };
    };
    const chosen = (name: string, open: () => Promise<Translator>): ChosenEngines['translators'][number] => ({
      settings: {},
      description: {
        ...common,
        kind: 'translator',
        name,
        title: name.toUpperCase(),
        pairs: () => (name === 'first' && !isThere ? [] : [{ sourceLanguage: 'en', targetLanguage: 'pt' }]),
        usualPairs: [{ sourceLanguage: 'en', targetLanguage: 'pt' }],
        modelsFor: () => (name === 'first' ? [BERGAMOT] : []),
        checksModels: over.checksModels === true,
        open,
      },
    });
    const chain = [chosen('first', () => Promise.resolve(translator('first')))];
    if (over.hasSecond !== false) chain.push(chosen('second', () => Promise.resolve(translator('second'))));
    const verify = (models: readonly ModelEntry[]): Promise<void> =>
      models.length === 0 || isThere ? Promise.resolve() : Promise.reject(new SubcamError('model-missing', 'Run "subcam models install".'));
    const log = { ...silentLog, error: (_fields: object, message: string) => void told.push(message) };
    const open = (): ReturnType<typeof openEngines> =>
      openEngines({ ...fakes([]), translators: chain }, { ...engineContext(), clock, log }, { ...options, verify });
    return {
      clock,
      told,
      open,
      bring: () => {
        isThere = true;
      },
    };
  }

  it('stops nothing: the next one does its work, which is told of it, of the pair, and in the log', async () => {
    const { open, told } = rig();
    await using engines = await open();
    expect(told).toHaveLength(1);
    const problem = 'FIRST can’t be used: Run "subcam models install".';
    expect(engines.inUse().translators).toMatchObject([{ name: 'first', problem }, { name: 'second' }]);
    expect(engines.inUse().translators[1]).not.toHaveProperty('problem');
    await engines.translator?.prepare('en', 'pt');
    expect(engines.routes([{ sourceLanguage: 'en', targetLanguage: 'pt' }])).toMatchObject([
      { engines: [{ name: 'second' }], instead: { engines: ['first'], message: problem } },
    ]);
    expect(await engines.translator?.translate(request, signal)).toMatchObject({ engine: { name: 'second' } });
  });

  it('takes its place once what it lacks is there, and that is told', async () => {
    const { open, bring, clock } = rig();
    await using engines = await open();
    let changes = 0;
    engines.onRoute(() => (changes += 1));
    await engines.translator?.translate(request, signal);
    expect(changes).toBe(1);
    bring();
    await clock.advance(10_000);
    expect(await engines.translator?.translate(request, signal)).toMatchObject({ engine: { name: 'first' } });
    expect(changes).toBe(2);
    expect(engines.routes([{ sourceLanguage: 'en', targetLanguage: 'pt' }])).toMatchObject([
      { engines: [{ name: 'first' }], instead: null },
    ]);
    expect(engines.inUse().translators[0]).not.toHaveProperty('problem');
  });

  it('is opened all the same where it checks its models itself', async () => {
    const { open, told } = rig({ checksModels: true });
    await using engines = await open();
    expect(told).toEqual([]);
    expect(engines.inUse().translators[0]).not.toHaveProperty('problem');
  });

  it('leaves the original alone, and says so, where there is nobody else', async () => {
    const { open } = rig({ hasSecond: false });
    await using engines = await open();
    expect(engines.translator?.supports('en', 'pt')).toBe(true);
    await expect(engines.translator?.prepare('en', 'pt')).rejects.toMatchObject({ code: 'model-missing' });
    expect(engines.routes([{ sourceLanguage: 'en', targetLanguage: 'pt' }])).toMatchObject([
      { engines: [], instead: { engines: ['first'] } },
    ]);
    await expect(engines.translator?.translate(request, signal)).rejects.toMatchObject({ code: 'model-missing', retryable: false });
  });
});
