// subcam models: which models there are, which are installed, fetching them, and checking every byte of them.
import { SubcamError, modelSourceTitle } from '@subcam/shared';
import type { ModelEntry } from '@subcam/shared';
import { ENGINES, allModels, modelsNeeded } from '../../engines.ts';
import { inspectModels, installModels, modelRegistries, verifyModels } from '../../models/index.ts';
import { command } from '../command.ts';
import { enginesInForce } from '../engines-in-force.ts';
import type { EnginesInForce } from '../engines-in-force.ts';
import { worstStatus } from '../model-status.ts';
import { openProgressBar } from '../progress-bar.ts';
import { interruption, tableLines } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

const ACTIONS = ['list', 'install', 'verify'] as const;

export const models = command({
  name: 'models',
  description: 'List, install or verify the models of the engines',
  args: {
    action: { type: 'positional', description: `One of ${ACTIONS.join(', ')}`, default: 'list' },
    all: { type: 'boolean', description: 'Every model of every engine' },
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
    'verify removes a file whose bytes are not the published ones; install fetches what is missing and goes on where it stopped.',
    `Engines: ${ENGINES.map(({ name }) => name).join(', ')}.`,
  ].join('\n'),
  run: async (args, terminal) => {
    const names = args._.slice(1);
    const inForce = await enginesInForce(terminal.env, { modelsDir: args['models-dir'] });
    const output: Output = { json: args.json === true, terminal, dir: inForce.modelsDir };
    const chosen = chooseModels(names, args.all === true, inForce);
    switch (args.action) {
      case 'list':
        return list(names.length === 0 ? allModels() : chosen, inForce, output);
      case 'install':
        return install(chosen, output);
      case 'verify':
        await verifyModels(output.dir, chosen);
        terminal.out(
          output.json ? JSON.stringify({ dir: output.dir, ok: true }) : `Every model file in ${output.dir} is the published one.`,
        );
        return 0;
      default:
        throw new SubcamError('configuration', `"${args.action}" is none of ${ACTIONS.join(', ')}. See "subcam models --help".`);
    }
  },
});

interface Output {
  readonly json: boolean;
  readonly terminal: Terminal;
  readonly dir: string;
}

/** The models that are named, by themselves or through an engine that needs them. Throws `configuration` for a name that is neither. */
function chooseModels(names: readonly string[], isAll: boolean, { chosen, all }: EnginesInForce): readonly ModelEntry[] {
  if (isAll) return allModels();
  if (names.length === 0) return modelsNeeded(chosen);
  const models = names.flatMap((name) => {
    const named = allModels().filter(({ id }) => id === name);
    const engines = all.filter(({ description }) => description.name === name);
    if (named.length > 0 || engines.length > 0) return [...named, ...modelsNeeded(engines)];
    const known = [...allModels().map(({ id }) => id), ...ENGINES.map((engine) => engine.name)];
    throw new SubcamError('configuration', `There is no model and no engine "${name}"; there is: ${known.join(', ')}.`);
  });
  return [...new Set(models)];
}

async function list(entries: readonly ModelEntry[], { chosen }: EnginesInForce, { json, terminal, dir }: Output): Promise<number> {
  const files = await inspectModels(dir, entries);
  const needed = new Set(modelsNeeded(chosen).map(({ id }) => id));
  const rows = entries.map(({ id, title, licence, languages, sources }) => ({
    id,
    status: worstStatus(files, id),
    /** Whether an engine in use needs it. */
    needed: needed.has(id),
    engines: ENGINES.filter((engine) => engine.models.some((model) => model.id === id)).map(({ name }) => name),
    title,
    licence,
    languages,
    /** Bytes to fetch. */
    bytes: sources.reduce((sum, source) => sum + source.bytes, 0),
    sources: sources.map(modelSourceTitle),
  }));
  if (json) {
    terminal.out(JSON.stringify({ dir, models: rows, files }));
    return 0;
  }
  const table = rows.map((row) => [
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
  return 0;
}

async function install(entries: readonly ModelEntry[], { json, terminal, dir }: Output): Promise<number> {
  using stop = interruption();
  const bar = openProgressBar(terminal);
  try {
    const installed = await installModels(dir, entries, {
      registries: modelRegistries(terminal.env),
      signal: stop.signal,
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
