// Declared models -> their files removed from the models directory.
import { rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { modelFiles, type ModelEntry } from '@subcam/shared';
import { withInstallLock, type LockWait } from './install-lock.ts';

/** Removes the files and the folders that are empty then. Those that are not there count as removed. Rejects with `storage` or `aborted`. */
export async function removeModels(dir: string, models: readonly ModelEntry[], wait: LockWait): Promise<void> {
  await withInstallLock(dir, wait, async () => {
    for (const { path: file } of models.flatMap(modelFiles)) {
      await rm(path.join(dir, file), { force: true });
      for (let folder = path.dirname(file); folder !== '.'; folder = path.dirname(folder)) {
        // One that holds something else stays.
        await rmdir(path.join(dir, folder)).catch(() => undefined);
      }
    }
  });
}
