// Models directory -> whether every byte is the one that was published. A wrong file is removed, never loaded.
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SubcamError, modelFiles } from '@subcam/shared';
import type { ModelEntry } from '@subcam/shared';
import { fileSha256 } from '../lib/file-sha256.ts';

export interface ModelFileState {
  readonly modelId: string;
  /** Relative to the models directory. */
  readonly path: string;
  readonly status: 'ok' | 'missing' | 'corrupt';
}

/**
 * The state of every installed file by its full SHA-256: about 0.1 s for the 31 MB of the default engines, so there is no cheaper
 * check that could be fooled. Changes nothing. Rejects with `storage` when a file can't be read.
 */
export async function inspectModels(dir: string, models: readonly ModelEntry[]): Promise<readonly ModelFileState[]> {
  const states: ModelFileState[] = [];
  for (const model of models) {
    for (const file of modelFiles(model)) {
      const sha256 = await fileSha256(join(dir, file.path));
      const status = sha256 === null ? 'missing' : sha256 === file.sha256 ? 'ok' : 'corrupt';
      states.push({ modelId: model.id, path: file.path, status });
    }
  }
  return states;
}

/** Whether any file of a model is there, whatever is in it. */
export async function hasAnyFile(dir: string, model: ModelEntry): Promise<boolean> {
  const found = await Promise.all(modelFiles(model).map((file) => stat(join(dir, file.path)).catch(() => null)));
  return found.some((file) => file !== null);
}

/**
 * Resolves when every file is there and whole. A file that isn't what was published is removed and refused with `model-corrupt`;
 * one that isn't there is `model-missing`. Both messages say how to get it.
 */
export async function verifyModels(dir: string, models: readonly ModelEntry[]): Promise<void> {
  const states = await inspectModels(dir, models);
  const corrupt = states.filter((state) => state.status === 'corrupt');
  for (const state of corrupt) await rm(join(dir, state.path), { force: true });
  if (corrupt.length > 0) {
    const names = corrupt.map((state) => state.path).join(', ');
    throw new SubcamError(
      'model-corrupt',
      `The model file ${names} in ${dir} was damaged and has been removed: run "${installing(corrupt)}" to fetch it again.`,
    );
  }
  const missing = states.filter((state) => state.status === 'missing');
  if (missing.length > 0) {
    const names = missing.map((state) => state.path).join(', ');
    throw new SubcamError('model-missing', `The model file ${names} is not in ${dir}: run "${installing(missing)}" to fetch it.`);
  }
}

/** By name: without one, the command fetches what the configuration has in use, which flags of another command are no part of. */
function installing(states: readonly ModelFileState[]): string {
  return `subcam models install ${[...new Set(states.map(({ modelId }) => modelId))].join(' ')}`;
}
