// Frames -> frame-000001.png and so on: a file for every frame; one that shows the same as the frame before shares its bytes.
import { link, readdir } from 'node:fs/promises';
import path from 'node:path';
import { SubcamError, toSubcamError } from '@subcam/shared';
import { makePrivateFolder, openNewPrivateFile } from '../lib/private-files.ts';
import type { FrameSink } from './frame-sink.ts';
import type { Picture } from './tile-painter.ts';

/** What a file system says that makes no (more) hard links of a file. */
const NO_LINKS: ReadonlySet<unknown> = new Set(['EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EACCES']);

export function pngName(index: number): string {
  return `frame-${String(index + 1).padStart(6, '0')}.png`;
}

/** Makes the folder; it and its files are their owner's alone. Rejects with `configuration` when there is something in it, or when it can't be made. */
export async function openPngFolder(folder: string): Promise<FrameSink> {
  let inside: readonly string[];
  try {
    await makePrivateFolder(folder);
    inside = await readdir(folder);
  } catch (error) {
    throw new SubcamError('configuration', `The folder ${folder} can't be used: ${toSubcamError(error).message}.`, { cause: error });
  }
  if (inside.length > 0) {
    throw new SubcamError('configuration', `The folder ${folder} is not empty: name another, or remove what is in it.`);
  }
  let count = 0;
  let before: { readonly picture: Picture; readonly file: string } | null = null;

  const isLinked = async (existing: string, file: string): Promise<boolean> => {
    try {
      await link(existing, file);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && NO_LINKS.has(error.code)) return false;
      throw error;
    }
  };

  return {
    write: async (picture) => {
      const file = path.join(folder, pngName(count));
      count += 1;
      try {
        if (before?.picture === picture && (await isLinked(before.file, file))) return;
        await writePicture(file, picture);
      } catch (error) {
        throw new SubcamError('storage', `${file} can't be written: ${toSubcamError(error).message}.`, { cause: error });
      }
      before = { picture, file };
    },
    finish: () => Promise.resolve(),
    // Complete files of the frames so far are of use.
    abort: () => Promise.resolve(),
  };
}

async function writePicture(file: string, picture: Picture): Promise<void> {
  const png = await picture.png();
  await using handle = await openNewPrivateFile(file);
  await handle.writeFile(png);
}
