// Engines in force -> the one for which models can be pulled, and those that were.
import path from 'node:path';
import { SubcamError, type ModelCatalogue, type TryModel } from '@subcam/shared';
import { inspectPulledModel, readPulledModels, type PulledFileState, type PulledModel } from '../lib/pulled-models.ts';
import { pairName, type ModelFileState } from '../models/index.ts';
import type { EnginesInForce } from './engines-in-force.ts';

export interface CatalogueEngine {
  /** Its name, which is that of its folder in the models directory. */
  readonly name: string;
  readonly catalogue: ModelCatalogue;
  readonly settings: Record<string, unknown>;
  /** Whether the settings choose it. */
  readonly isInUse: boolean;
}

/** The first that has a catalogue. Throws `internal` where none has. */
export function catalogueEngine({ all, chosen }: EnginesInForce): CatalogueEngine {
  for (const { description, settings } of all) {
    const catalogue = description.kind === 'translator' ? description.catalogue : undefined;
    if (catalogue === undefined) continue;
    return { name: description.name, catalogue, settings, isInUse: chosen.some((one) => one.description === description) };
  }
  throw new SubcamError('internal', 'No engine has models that can be pulled.');
}

/** A folder of a pulled model and what is in it. */
export interface PulledFinding {
  /** Of the model; where its manifest can't be read, the folder's path in the models directory. */
  readonly id: string;
  /** Absolute. */
  readonly folder: string;
  /** null: it can't be read. */
  readonly model: PulledModel | null;
  readonly files: readonly PulledFileState[];
  /** `unusable`: its files are whole, and its engine can't load them. */
  readonly status: ModelFileState['status'] | 'unusable';
  /** What is wrong, and the command that mends it, in a sentence; null: nothing is. */
  readonly problem: string | null;
}

export interface ExamineOptions {
  /** Left out: all of them. */
  readonly isWanted?: (model: Pick<PulledFinding, 'id' | 'model'>) => boolean;
  /** Loads each whose files are whole. Left out: none is loaded. */
  readonly tryModel?: TryModel;
}

/** Reads every byte of those that are wanted. Rejects with `storage`, and as `tryModel` does. */
export async function examinePulled(
  modelsDir: string,
  engine: string,
  { isWanted = () => true, tryModel }: ExamineOptions = {},
): Promise<readonly PulledFinding[]> {
  const { models, unreadable } = readPulledModels(modelsDir, engine);
  const findings: PulledFinding[] = [];
  for (const model of models) {
    const { id } = model.manifest;
    if (!isWanted({ id, model })) continue;
    const files = await inspectPulledModel(model);
    const { status, problem } = stateOf(model, files);
    const why = status === 'ok' ? ((await tryModel?.({ ...model.manifest, folder: model.folder }, NEVER)) ?? null) : null;
    const unusable = { status: 'unusable', problem: `${id} can't be loaded (${why}): "subcam models rm ${id}" removes it.` } as const;
    findings.push({ id, folder: model.folder, model, files, ...(why === null ? { status, problem } : unusable) });
  }
  for (const { folder, problem } of unreadable) {
    const id = path.relative(modelsDir, folder).split(path.sep).join('/');
    if (!isWanted({ id, model: null })) continue;
    findings.push({
      id,
      folder,
      model: null,
      files: [],
      status: 'corrupt',
      problem: `${id}: ${problem}; "subcam models rm ${id}" removes it.`,
    });
  }
  return findings;
}

const NEVER = new AbortController().signal;

function stateOf(
  { manifest: { id, pulledWith } }: PulledModel,
  files: readonly PulledFileState[],
): Pick<PulledFinding, 'status' | 'problem'> {
  const wrong = files.filter(({ status }) => status !== 'ok');
  if (wrong.length === 0) return { status: 'ok', problem: null };
  const said = wrong.map(({ name, status }) => `${name} ${status === 'missing' ? 'is missing' : 'is damaged'}`).join(', ');
  const status = wrong.some((file) => file.status === 'corrupt') ? 'corrupt' : 'missing';
  return { status, problem: `${id}: ${said}; "subcam models pull ${pulledWith}" fetches it again.` };
}

/** Whether a name that was typed stands for a pulled model: its id, its pair of languages, or its engine. */
export function isNamed(name: string, { id, model }: Pick<PulledFinding, 'id' | 'model'>, engine: string): boolean {
  const wanted = name.toLowerCase();
  return wanted === id.toLowerCase() || wanted === engine || (model !== null && wanted === pairName(model.manifest).toLowerCase());
}
