// subcam models: which models there are, which are installed, fetching more of them, and checking every byte of them.
import { MODEL_CHANNELS, SubcamError, modelSourceTitle, type ModelEntry } from '@subcam/shared';
import { ENGINES, allModels, modelsNeeded } from '../../engines.ts';
import { hasAnyFile, inspectModels, installModels, modelRegistries, verifyModels } from '../../models/index.ts';
import { command } from '../command.ts';
import { enginesInForce, type EnginesInForce } from '../engines-in-force.ts';
import { worstStatus } from '../model-status.ts';
import { namedModels, offeredModels } from '../named-models.ts';
import { openProgressBar } from '../progress-bar.ts';
import { listRemote, pull, type Output, type PullArguments } from '../pull-models.ts';
import { catalogueEngine, examinePulled, isNamed, type ExamineOptions, type PulledFinding } from '../pulled-in-force.ts';
import { removeNamed } from '../remove-models.ts';
import { routeLines, routesInForce } from '../route-lines.ts';
import { interruption, tableLines } from '../terminal.ts';

const ACTIONS = ['list', 'install', 'pull', 'verify', 'rm'] as const;

/** Which flags mean something beside `--models-dir` and `--json`, with which action. */
const FLAGS_OF: Readonly<Record<string, readonly string[]>> = {
  list: ['all', 'remote'],
  install: ['all'],
  pull: ['architecture', 'from', 'channel'],
  verify: ['all'],
  rm: [],
};

export const models = command({
  name: 'models',
  description: 'List, install, pull, verify or remove the models of the engines',
  args: {
    action: { type: 'positional', description: `One of ${ACTIONS.join(', ')}`, default: 'list' },
    all: { type: 'boolean', description: 'Every model of every engine' },
    remote: { type: 'boolean', description: 'list: the models that can be pulled, for which pairs of languages' },
    architecture: {
      type: 'string',
      description: 'pull, list --remote: tiny, base-memory or base (default: the newest version, and of it the smallest)',
      valueHint: 'NAME',
    },
    from: {
      type: 'string',
      description: 'pull, list --remote: a folder or an address with the list and its files, or a folder with models',
      valueHint: 'DIR|URL',
    },
    channel: {
      type: 'enum',
      options: [...MODEL_CHANNELS],
      description: 'pull, list --remote: models for this channel of Firefox and the more stable ones (default: release)',
    },
    'models-dir': {
      type: 'string',
      description: 'Where models live (default: SUBCAM_MODELS, else your cache directory)',
      valueHint: 'DIR',
    },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  rest: 'names',
  notes: [
    'After the action: names of engines or models. Without one, install and verify take what the engines in use need, and list shows all.',
    'pull takes pairs of languages (en-de: English to German) or ids of models, and fetches them from Mozilla, or what --from names; an older version',
    'of the same pair and architecture is removed once the new one is there. en-pt and pt-en come from a package unless --architecture or --from is given.',
    `It takes these models by their ids, too: ${offeredModels()
      .map(({ id }) => id)
      .join(', ')}; list shows them once they are there.`,
    'rm takes ids, or a pair for all its pulled models. A running daemon keeps what it has in memory.',
    'verify reads every byte and loads each pulled model, as pull does before it installs one; list looks at the bytes alone. It removes a file of a package whose bytes are not the published ones, and says how to get it back.',
    'install and pull fetch what is missing and go on where they stopped.',
    `Engines: ${ENGINES.map(({ name }) => name).join(', ')}.`,
  ].join('\n'),
  run: async (args, terminal) => {
    const names = args._.slice(1);
    const inForce = await enginesInForce(terminal.env, { modelsDir: args['models-dir'] });
    const output: Output = { json: args.json === true, terminal, dir: inForce.modelsDir };
    const isAll = args.all === true;
    refuseIdleFlags(args.action, args.remote === true, {
      all: args.all,
      remote: args.remote,
      architecture: args.architecture,
      from: args.from,
      channel: args.channel,
    });
    const offered: PullArguments = {
      names,
      architecture: args.architecture?.toLowerCase(),
      from: args.from,
      channel: args.channel ?? 'release',
    };
    switch (args.action) {
      case 'list':
        return args.remote === true ? listRemote(offered, inForce, output) : list(names, isAll, { inForce, output });
      case 'install':
        return install(chooseModels(names, isAll, inForce), output);
      case 'pull':
        return pull(offered, inForce, output);
      case 'verify':
        return verify(names, isAll, { inForce, output });
      case 'rm':
        return removeNamed(names, inForce, output);
      default:
        throw new SubcamError('configuration', `"${args.action}" is none of ${ACTIONS.join(', ')}. See "subcam models --help".`);
    }
  },
});

/** A flag that would do nothing is a mistake. Throws `configuration`. */
function refuseIdleFlags(action: string, isRemote: boolean, given: Readonly<Record<string, string | boolean | undefined>>): void {
  const fitting = isRemote && action === 'list' ? [...(FLAGS_OF['pull'] ?? []), 'remote'] : FLAGS_OF[action];
  const idle = Object.entries(given).find(([flag, value]) => value !== undefined && value !== false && fitting?.includes(flag) === false);
  if (idle !== undefined) {
    throw new SubcamError('configuration', `--${idle[0]} means nothing to "subcam models ${action}". See "subcam models --help".`);
  }
}

interface Chosen {
  readonly inForce: EnginesInForce;
  readonly output: Output;
}

/** The models that are named, by themselves or through an engine that needs them. Throws `configuration` for a name that is neither. */
function chooseModels(names: readonly string[], isAll: boolean, { chosen, all, modelsDir }: EnginesInForce): readonly ModelEntry[] {
  if (isAll) return allModels();
  if (names.length === 0) return modelsNeeded(chosen, { modelsDir });
  const models = names.flatMap((name) => {
    const named = namedModels().filter(({ id }) => id === name);
    const engines = all.filter(({ description }) => description.name === name);
    if (named.length > 0 || engines.length > 0) return [...named, ...modelsNeeded(engines)];
    const known = [...namedModels().map(({ id }) => id), ...ENGINES.map((engine) => engine.name)];
    const hint = /^[a-z]{2,3}-[a-z]{2,3}/i.test(name) ? ` "subcam models pull ${name}" fetches a model for a pair of languages.` : '';
    throw new SubcamError('configuration', `There is no model and no engine "${name}"; there is: ${known.join(', ')}.${hint}`);
  });
  return [...new Set(models)];
}

/** Pulled models that are named, or all. */
function pulledModels(
  names: readonly string[],
  { modelsDir }: EnginesInForce,
  { engine, tryModel }: Pick<ExamineOptions, 'tryModel'> & { readonly engine: string },
): Promise<readonly PulledFinding[]> {
  const isWanted: ExamineOptions['isWanted'] = (model) => names.length === 0 || names.some((name) => isNamed(name, model, engine));
  return examinePulled(modelsDir, engine, { isWanted, ...(tryModel === undefined ? {} : { tryModel }) });
}

/** Names that stand for models of packages: all but those that only pulled models have. */
function declaredNames(names: readonly string[], pulled: readonly PulledFinding[], engine: string): readonly string[] {
  return names.filter((name) => name === engine || !pulled.some((model) => isNamed(name, model, engine)));
}

async function list(names: readonly string[], isAll: boolean, { inForce, output }: Chosen): Promise<number> {
  const { json, terminal, dir } = output;
  const engine = catalogueEngine(inForce);
  const pulled = await pulledModels(isAll ? [] : names, inForce, { engine: engine.name });
  const declared = declaredNames(names, pulled, engine.name);
  const entries =
    isAll || names.length === 0
      ? [...allModels(), ...(await offeredHere(dir))]
      : declared.length === 0
        ? []
        : chooseModels(declared, false, inForce);
  const files = await inspectModels(dir, entries);
  const needed = new Set(modelsNeeded(inForce.chosen, inForce).map(({ id }) => id));
  const rows = entries.map(({ id, title, licence, languages, sources }) => ({
    id,
    status: worstStatus(files, id),
    /** Whether an engine in use needs it. */
    needed: needed.has(id),
    engines: ENGINES.filter((candidate) => [...candidate.models, ...(candidate.offers ?? [])].some((model) => model.id === id)).map(
      ({ name }) => name,
    ),
    title,
    licence,
    languages,
    /** Bytes to fetch. */
    bytes: sources.reduce((sum, source) => sum + source.bytes, 0),
    sources: sources.map(modelSourceTitle),
  }));
  const pulledRows = pulled.map(({ id, status, model }) => ({
    id,
    status,
    needed: engine.isInUse,
    engines: [engine.name],
    title: model?.manifest.title ?? 'can\u2019t be read',
    licence: model?.manifest.licence ?? 'not known',
    languages: model === null ? [] : [model.manifest.sourceLanguage, model.manifest.targetLanguage],
    /** Bytes on the disk. */
    bytes: model?.manifest.files.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0,
    sources: model === null ? [] : [model.manifest.from],
  }));
  const all = [...rows, ...pulledRows];
  const routes = isAll || names.length === 0 ? routesInForce(inForce.chosen, inForce.modelsDir) : [];
  if (json) {
    terminal.out(JSON.stringify({ dir, models: all, files, routes }));
    return 0;
  }
  const table = all.map((row) => [
    row.id,
    row.status,
    row.needed ? 'in use' : 'not in use',
    row.engines.join(', '),
    row.languages === 'any' ? 'any language' : row.languages.join(', '),
    `${(row.bytes / 1_000_000).toFixed(1)} MB`,
    row.licence,
    row.title,
    row.sources.join(', '),
  ]);
  for (const line of tableLines(table)) terminal.out(line);
  terminal.say(`in ${dir}`);
  if (routes.length > 0) terminal.say('Translated on this machine, as measured with forty meeting sentences on two cores:');
  for (const line of routeLines(routes)) terminal.say(line);
  return 0;
}

/** Of the models that are only offered, those that somebody has fetched: reads no bytes of the others. */
async function offeredHere(dir: string): Promise<readonly ModelEntry[]> {
  const there = await Promise.all(offeredModels().map(async (model) => ((await hasAnyFile(dir, model)) ? [model] : [])));
  return there.flat();
}

/** `ok` is no failure. */
const CODES = { corrupt: 'model-corrupt', missing: 'model-missing', unusable: 'engine-failed', ok: 'internal' } as const;

/** Everything that is wrong is said at once. Rejects with `model-corrupt`, else `model-missing`, else `engine-failed`. */
async function verify(names: readonly string[], isAll: boolean, { inForce, output }: Chosen): Promise<number> {
  const { json, terminal, dir } = output;
  const engine = catalogueEngine(inForce);
  const tryModel = terminal.tryModel ?? engine.catalogue.tryModel;
  const pulled = await pulledModels(isAll ? [] : names, inForce, { engine: engine.name, tryModel });
  const declared = declaredNames(names, pulled, engine.name);
  const entries = names.length > 0 && declared.length === 0 && !isAll ? [] : chooseModels(declared, isAll, inForce);
  const failures: SubcamError[] = [];
  try {
    await verifyModels(dir, entries);
  } catch (error) {
    if (!(error instanceof SubcamError) || (error.code !== 'model-corrupt' && error.code !== 'model-missing')) throw error;
    failures.push(error);
  }
  for (const { problem, status } of pulled) {
    if (problem !== null) failures.push(new SubcamError(CODES[status], problem));
  }
  if (failures.length > 0) {
    const worst = (['model-corrupt', 'model-missing'] as const).find((code) => failures.some((failure) => failure.code === code));
    throw new SubcamError(worst ?? 'engine-failed', failures.map(({ message }) => message).join('\n'));
  }
  terminal.out(json ? JSON.stringify({ dir, ok: true }) : `Every model file in ${dir} is the published one.`);
  return 0;
}

async function install(entries: readonly ModelEntry[], { json, terminal, dir }: Output): Promise<number> {
  using stop = interruption();
  const bar = openProgressBar(terminal);
  try {
    const installed = await installModels(dir, entries, {
      registries: modelRegistries(terminal.env),
      signal: stop.signal,
      onWait: (message) => terminal.say(message),
      onProgress: (progress) => bar.show(progress),
    });
    bar.end();
    if (json) terminal.out(JSON.stringify({ dir, installed }));
    else
      terminal.out(installed.length === 0 ? `All models are in ${dir} already.` : `Installed ${installed.length} model files in ${dir}.`);
    return 0;
  } catch (error) {
    bar.end();
    throw error;
  }
}
