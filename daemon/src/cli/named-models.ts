// The engines that there are -> every model that can be named on the command line.
import type { ModelEntry } from '@subcam/shared';
import { allModels, ENGINES } from '../engines.ts';

/** Models that are fetched when they are named, and never otherwise, each once. */
export function offeredModels(): readonly ModelEntry[] {
  return [...new Set(ENGINES.flatMap(({ offers = [] }) => offers))];
}

/** Those, and all that engines declare. */
export function namedModels(): readonly ModelEntry[] {
  return [...allModels(), ...offeredModels()];
}
