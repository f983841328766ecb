// The Store port: a journal that the pipeline writes, an archive that people read, and its upkeep, over the same rows.
import type { Archive } from './archive.ts';
import type { Journal } from './journal.ts';
import type { Upkeep } from './upkeep.ts';
import type { Outbox } from './webhooks.ts';

export interface Store extends Journal, Archive, Upkeep, Outbox {
  /** What is under way is waited for. Idempotent. */
  close(): Promise<void>;
}
