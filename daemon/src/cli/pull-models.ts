// subcam models pull, and list --remote: models of further pairs of languages, out of a published list, a mirror or a folder.
import { SubcamError, modelFiles, systemClock, type ModelChannel, type ModelEntry, type OfferedFile } from '@subcam/shared';
import { readPulledModels } from '../lib/pulled-models.ts';
import {
  chooseModel,
  inspectModels,
  installModels,
  isOnChannel,
  listPullableModels,
  modelRegistries,
  pairName,
  pullModels,
  type PullableModel,
  type PullableModels,
  type PulledOutcome,
  type WantedModel,
} from '../models/index.ts';
import type { EnginesInForce } from './engines-in-force.ts';
import { worstStatus } from './model-status.ts';
import { namedModels } from './named-models.ts';
import { openProgressBar } from './progress-bar.ts';
import { catalogueEngine, type CatalogueEngine } from './pulled-in-force.ts';
import { interruption, tableLines, type Terminal } from './terminal.ts';

export interface PullArguments {
  /** Pairs of languages, ids of models. */
  readonly names: readonly string[];
  readonly architecture?: string | undefined;
  readonly from?: string | undefined;
  readonly channel: ModelChannel;
}

export interface Output {
  readonly json: boolean;
  readonly terminal: Terminal;
  /** The models directory. */
  readonly dir: string;
}

/** How many entries of a list that are left out are told to a person. */
const MAX_TOLD = 5;

const MEGABYTE = 1_000_000;

/** Resolves with the exit code. Rejects with `configuration` for a name that stands for nothing, and as the installers do. */
export async function pull(given: PullArguments, inForce: EnginesInForce, { json, terminal, dir }: Output): Promise<number> {
  if (given.names.length === 0) {
    throw new SubcamError(
      'configuration',
      'Say what to pull: pairs of languages such as en-de, or ids of models. "subcam models list --remote" lists them.',
    );
  }
  using stop = interruption();
  const { signal } = stop;
  const engine = catalogueEngine(inForce);
  const entries: ModelEntry[] = [];
  const names: string[] = [];
  for (const name of new Set(given.names.map((typed) => typed.trim()))) {
    const entry = declaredModel(name, given, engine);
    if (entry === undefined) names.push(name);
    else entries.push(entry);
  }
  const wanted = names.length === 0 ? [] : await wantedModels({ ...given, names }, engine, signal);
  const bar = openProgressBar(terminal);
  try {
    const written =
      entries.length === 0
        ? []
        : await installModels(dir, entries, {
            registries: modelRegistries(terminal.env),
            signal,
            onWait: (message) => terminal.say(message),
            onProgress: (progress) => bar.show(progress),
          });
    const pulled =
      wanted.length === 0
        ? []
        : await pullModels(dir, wanted, {
            engine: engine.name,
            catalogue: engine.catalogue,
            tryModel: terminal.tryModel ?? engine.catalogue.tryModel,
            signal,
            onWait: (message) => terminal.say(message),
            onProgress: (progress) => bar.show(progress),
          });
    bar.end();
    tell(
      [...new Set(entries)].map((entry) => outcomeOf(entry, written)),
      pulled,
      { json, terminal, dir },
    );
    return 0;
  } catch (error) {
    bar.end();
    throw error;
  }
}

/** A model that comes from a package, which needs no list: named by its id, or by a pair for which nothing else is asked. */
function declaredModel(
  name: string,
  { architecture, from, channel }: PullArguments,
  { catalogue }: CatalogueEngine,
): ModelEntry | undefined {
  if (from !== undefined) return undefined;
  const byId = namedModels().find(({ id }) => id === name);
  if (byId !== undefined || architecture !== undefined || channel !== 'release') return byId;
  return catalogue.packaged.find((pair) => pairName(pair).toLowerCase() === name.toLowerCase())?.model;
}

async function wantedModels(
  { names, architecture, from, channel }: PullArguments,
  { name: engine, catalogue, settings }: CatalogueEngine,
  signal: AbortSignal,
): Promise<readonly WantedModel[]> {
  const there = await listPullableModels({ catalogue, settings, from, clock: systemClock, signal });
  const wanted = new Map<string, WantedModel>();
  for (const name of names) {
    const model = await chooseModel(name, { architecture, channel }, { there, catalogue, engine });
    const isListed = there.models.includes(model);
    const again = [
      isListed ? model.id : pairName(model),
      ...(from === undefined ? [] : ['--from', /^[\w@%+:,./-]+$/.test(there.from) ? there.from : `'${there.from}'`]),
      ...(isListed || architecture === undefined ? [] : ['--architecture', architecture]),
    ];
    wanted.set(model.id, { model, from: there.from, pulledWith: again.join(' ') });
  }
  return [...wanted.values()];
}

interface Outcome {
  readonly id: string;
  readonly status: PulledOutcome['status'];
}

function outcomeOf(model: ModelEntry, written: readonly string[]): Outcome {
  return { id: model.id, status: modelFiles(model).some(({ path }) => written.includes(path)) ? 'installed' : 'present' };
}

function tell(packaged: readonly Outcome[], pulled: readonly PulledOutcome[], { json, terminal, dir }: Output): void {
  if (json) {
    const models = [...packaged.map((outcome) => ({ ...outcome, removed: [] })), ...pulled];
    terminal.out(JSON.stringify({ dir, installed: models.filter(({ status }) => status === 'installed').map(({ id }) => id), models }));
    return;
  }
  for (const { id, status } of [...packaged, ...pulled]) {
    terminal.out(status === 'present' ? `${id} is in ${dir} already.` : `Installed ${id} in ${dir}.`);
  }
  for (const id of pulled.flatMap(({ removed }) => removed)) terminal.out(`Removed ${id}, which is older.`);
}

/** Resolves with the exit code. */
export async function listRemote(given: PullArguments, inForce: EnginesInForce, { json, terminal, dir }: Output): Promise<number> {
  using stop = interruption();
  const engine = catalogueEngine(inForce);
  const { catalogue, settings, name } = engine;
  const there = await listPullableModels({ catalogue, settings, from: given.from, clock: systemClock, signal: stop.signal });
  const here = new Set(readPulledModels(dir, name).models.map(({ manifest }) => manifest.id));
  const shown = there.models.filter((model) => isOnChannel(model, given.channel) && isAskedFor(model, given));
  if (shown.length === 0 && given.names.length > 0) throw nothingFor(given.names, there);
  const models = shown.map((model) => ({
    id: model.id,
    sourceLanguage: model.sourceLanguage,
    targetLanguage: model.targetLanguage,
    version: model.version,
    architecture: model.architecture,
    channel: model.channel,
    licence: model.licence,
    /** To fetch. */
    bytes: sumOf(model.files, ({ bytes }) => bytes),
    /** On the disk; null: it is not published. */
    installedBytes: sumOf(model.files, ({ installedBytes }) => installedBytes),
    installed: here.has(model.id),
  }));
  const packaged = await packagedModels(engine, dir);
  if (json) {
    const plain = there.plain.map(({ folder, hint }) => ({ folder, hint }));
    terminal.out(JSON.stringify({ dir, from: there.from, models, packaged, plain, leftOut: there.leftOut }));
    return 0;
  }
  const rows = models.map((model) => [
    pairName(model),
    model.architecture,
    model.version,
    ...(given.channel === 'release' ? [] : [model.channel]),
    `${((model.bytes ?? 0) / MEGABYTE).toFixed(1)} MB`,
    model.installed ? 'installed' : 'not installed',
    model.id,
  ]);
  for (const line of tableLines(rows)) terminal.out(line);
  for (const { folder, hint } of there.plain)
    terminal.say(`${folder} has the files of one direction${hint === null ? '' : `, ${hint} by their names`}.`);
  for (const { id, pairs, installed } of packaged) {
    terminal.say(
      `${pairs.join(' and ')}: "subcam models pull" takes ${id} (${installed ? 'installed' : 'not installed'}) unless --architecture or --from is given.`,
    );
  }
  tellLeftOut(there, terminal);
  terminal.say(`from ${there.from}; installed in ${dir}`);
  return 0;
}

function isAskedFor(model: PullableModel, { names, architecture }: PullArguments): boolean {
  if (architecture !== undefined && model.architecture !== architecture) return false;
  const own = [model.id, pairName(model), model.sourceLanguage, model.targetLanguage].map((text) => text.toLowerCase());
  return names.length === 0 || names.some((name) => own.includes(name.toLowerCase()));
}

function nothingFor(names: readonly string[], { from, models }: PullableModels): SubcamError {
  const languages = [...new Set(models.flatMap(({ sourceLanguage, targetLanguage }) => [sourceLanguage, targetLanguage]))].toSorted();
  return new SubcamError(
    'configuration',
    `There is no model for ${names.join(' ')} in ${from}; there are models for: ${languages.join(', ')}.`,
  );
}

async function packagedModels({ catalogue }: CatalogueEngine, dir: string) {
  const entries = [...new Set(catalogue.packaged.map(({ model }) => model))];
  const states = await inspectModels(dir, entries);
  return entries.map((entry) => ({
    id: entry.id,
    pairs: catalogue.packaged.filter(({ model }) => model === entry).map(pairName),
    installed: worstStatus(states, entry.id) === 'ok',
  }));
}

function tellLeftOut({ leftOut }: PullableModels, terminal: Terminal): void {
  if (leftOut.length === 0) return;
  const told = leftOut.slice(0, MAX_TOLD).join('; ');
  terminal.say(
    `Left out of the list: ${told}${leftOut.length > MAX_TOLD ? `; and ${leftOut.length - MAX_TOLD} more (--json names all)` : ''}.`,
  );
}

function sumOf(files: readonly OfferedFile[], size: (file: OfferedFile) => number | null): number | null {
  const sizes = files.map(size);
  return sizes.includes(null) ? null : sizes.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}
