// A model that is to be loaded, and the machine -> whether there is memory for it. Without it the system ends the daemon.
import { SubcamError } from '@subcam/shared';
import type { GgmlModel } from './ggml-file.ts';

/** Beside the model itself: what whisper.cpp works in, for a model of base's size. Measured: 190 MB. */
const WORK_BYTES = 200_000_000;
const WORK_STATE = 512;

/** While it is loaded, the file is in memory twice. */
const COPIES_WHILE_LOADING = 2;

/** What one thread takes at most. */
export function neededMemory({ bytes, shape }: Pick<GgmlModel, 'bytes' | 'shape'>): number {
  return Math.max(COPIES_WHILE_LOADING * bytes, bytes + WORK_BYTES * (shape.audioState / WORK_STATE));
}

/** `available`: bytes; left out: what this process may still take, as the system or the container says. Throws `engine-failed`. */
export function requireMemory(model: Pick<GgmlModel, 'bytes' | 'shape'>, name: string, available = process.availableMemory()): void {
  const needed = neededMemory(model);
  if (needed <= available) return;
  const mb = (bytes: number): string => `${Math.ceil(bytes / 1_000_000)} MB`;
  throw new SubcamError(
    'engine-failed',
    `The model ${name} takes ${mb(needed)} of memory, and ${mb(available)} are free: end other programs, or choose a smaller model (stt.whisper.model).`,
  );
}
