// An engine in use -> what else people should know of it, the same words wherever they read them.
import type { EngineInUse } from '../session/session.ts';

/** Why it has its place, else on what its service runs: `on a GPU (cuda:0), a sentence in 42 ms`, `on cuda:0`; null: there is nothing to say. */
export function engineRemark({ chosenFor, device }: Pick<EngineInUse, 'chosenFor' | 'device'>): string | null {
  return chosenFor ?? (device === undefined ? null : `on ${device}`);
}
