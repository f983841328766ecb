// subcam models: what is installed, fetching it, and checking every byte of it.
import { SubcamError } from '@subcam/shared';
import { allModels } from '../../engines.ts';
import { defaultModelsDir, inspectModels, installModels, npmRegistry, verifyModels } from '../../models/index.ts';
import { command } from '../command.ts';
import { worstStatus } from '../model-status.ts';
import { openProgressBar } from '../progress-bar.ts';
import { interruption, tableLines } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

const ACTIONS = ['list', 'install', 'verify'] as const;

export const models = command({
  name: 'models',
  description: 'List, install or verify the speech models',
  args: {
    action: { type: 'positional', description: `One of ${ACTIONS.join(', ')}`, default: 'list' },
    'models-dir': {
      type: 'string',
      description: 'Where models live (default: SUBCAM_MODELS, else your cache directory)',
      valueHint: 'DIR',
    },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  notes: 'verify removes a file whose bytes are not the published ones; install fetches what is missing and goes on where it stopped.',
  run: async (args, terminal) => {
    const dir = args['models-dir'] ?? defaultModelsDir(terminal.env);
    const json = args.json === true;
    switch (args.action) {
      case 'list':
        return list(dir, { json, terminal });
      case 'install':
        return install(dir, { json, terminal });
      case 'verify':
        await verifyModels(dir, allModels());
        terminal.out(json ? JSON.stringify({ dir, ok: true }) : `Every model file in ${dir} is the published one.`);
        return 0;
      default:
        throw new SubcamError('configuration', `"${args.action}" is none of ${ACTIONS.join(', ')}. See "subcam models --help".`);
    }
  },
});

interface Output {
  readonly json: boolean;
  readonly terminal: Terminal;
}

async function list(dir: string, { json, terminal }: Output): Promise<number> {
  const files = await inspectModels(dir, allModels());
  const rows = allModels().map((model) => ({
    id: model.id,
    title: model.title,
    licence: model.licence,
    status: worstStatus(files, model.id),
  }));
  if (json) terminal.out(JSON.stringify({ dir, models: rows, files }));
  else {
    for (const line of tableLines(rows.map((row) => [row.id, row.status, row.title, row.licence]))) terminal.out(line);
    terminal.say(`in ${dir}`);
  }
  return 0;
}

async function install(dir: string, { json, terminal }: Output): Promise<number> {
  using stop = interruption();
  const registry = await npmRegistry(terminal.env);
  const bar = openProgressBar(terminal);
  try {
    const installed = await installModels(dir, allModels(), {
      registry,
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
