// FrameSink: where frames go, one after the other; every one of them is written, in order.
import type { Picture } from './tile-painter.ts';

export interface FrameSink {
  /** Resolves when the picture may change again. Rejects with `storage`. */
  write(picture: Picture): Promise<void>;
  /** Resolves when everything is on the disk under its name. Rejects with `storage`. */
  finish(): Promise<void>;
  /** Ends without a result; never rejects. */
  abort(): Promise<void>;
}
