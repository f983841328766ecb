// The detectors of speech that there are: a new one is a folder here and a line in this list.
import type { VadDescription } from '@subcam/shared';
import { silero } from './silero/description.ts';

/** The first is the default. */
export const VAD_ENGINES: readonly VadDescription[] = [silero];
