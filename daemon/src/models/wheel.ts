// Python wheel (a zip file) -> the few files that are wanted, in a directory. Nothing else of it is written.
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SubcamError } from '@subcam/shared';
import yauzl from 'yauzl';

/** Writes `sources` (paths within the wheel) under `into`. Rejects with `model-corrupt` when the wheel can't be read. */
export async function unpackWheel(archive: string, sources: ReadonlySet<string>, into: string): Promise<void> {
  try {
    // It closes itself at the end, and where reading it fails; names that lead out of the folder are refused.
    const zip = await yauzl.openPromise(archive, { lazyEntries: true, strictFileNames: true });
    for await (const entry of zip.eachEntry()) {
      if (!sources.has(entry.fileName)) continue;
      const target = join(into, entry.fileName);
      await mkdir(dirname(target), { recursive: true });
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target));
    }
  } catch (error) {
    throw new SubcamError('model-corrupt', `${archive} can't be unpacked: remove it and run "subcam models install" again.`, {
      cause: error,
    });
  }
}
