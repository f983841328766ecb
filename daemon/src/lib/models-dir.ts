// Environment -> the directory in which models live.
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { SubcamError } from '@subcam/shared';

/** `SUBCAM_MODELS`, else `subcam/models` in the user's cache directory (XDG Base Directory Specification). */
export function defaultModelsDir(env: Readonly<Record<string, string | undefined>>): string {
  const chosen = env['SUBCAM_MODELS'];
  if (chosen !== undefined && chosen !== '') return chosen;
  const cache = env['XDG_CACHE_HOME'];
  if (cache !== undefined && cache !== '') return join(cache, 'subcam', 'models');
  const home = env['HOME'] ?? homedir();
  if (home === '')
    throw new SubcamError('configuration', 'There is no home directory to keep models in: set SUBCAM_MODELS to a directory.');
  return join(home, '.cache', 'subcam', 'models');
}

/** Rejects with `storage`. */
export async function makeModelsDir(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
  } catch (error) {
    throw new SubcamError('storage', `The models directory ${dir} can't be made: mend its permissions or set SUBCAM_MODELS.`, {
      cause: error,
    });
  }
}
