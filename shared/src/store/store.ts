// The Store port: a journal that the pipeline writes, and an archive that people read, over the same rows.
import type { Archive } from './archive.ts';
import type { Journal } from './journal.ts';

export interface Store extends Journal, Archive {
  /** What is under way is waited for. Idempotent. */
  close(): Promise<void>;
}
