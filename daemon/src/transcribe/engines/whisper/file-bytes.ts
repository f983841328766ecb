// Files -> their bytes, read at any place and one after the other, as if they were one file.
import { open, type FileHandle } from 'node:fs/promises';
import { SubcamError } from '@subcam/shared';

export interface FileBytes extends AsyncDisposable {
  readonly bytes: number;
  /** Fills `target` with what lies from `at` on. Rejects with `model-corrupt` where the files end before. */
  read(target: Uint8Array, at: number): Promise<void>;
}

/** Rejects as `open` does. */
export async function openFileBytes(paths: readonly string[]): Promise<FileBytes> {
  await using opened = new AsyncDisposableStack();
  const files: { readonly handle: FileHandle; readonly from: number; readonly end: number }[] = [];
  let bytes = 0;
  for (const path of paths) {
    const handle = opened.use(await open(path));
    const { size } = await handle.stat();
    files.push({ handle, from: bytes, end: bytes + size });
    bytes += size;
  }
  const running = opened.move();
  return {
    bytes,
    read: async (target, at) => {
      let done = 0;
      for (const { handle, from, end } of files) {
        while (done < target.length && at + done >= from && at + done < end) {
          const { bytesRead } = await handle.read(target, done, Math.min(target.length - done, end - at - done), at + done - from);
          if (bytesRead === 0) break;
          done += bytesRead;
        }
      }
      if (done < target.length) throw new SubcamError('model-corrupt', `The model ends after ${bytes} bytes, before what it says it has.`);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
