// How speech is read, when it counts as late, and how many people this computer follows: the settings under `stt` beside the engine.
import * as z from 'zod';
import { ANOTHER_LANGUAGE_BELOW } from '../engines.ts';
import { about, wholeNumber } from './setting.ts';

export const SPEECH_POLICIES = ['steady', 'plain'] as const;

export const speechShape = {
  anotherLanguageBelow: z
    .number()
    .min(-10)
    .max(0)
    .default(ANOTHER_LANGUAGE_BELOW)
    .meta(
      about({
        description:
          'Mean log-probability of a long reading below which it is speech in another language and not shown, where the recogniser reads one language only; −10: never',
        variable: 'SUBCAM_ANOTHER_LANGUAGE_BELOW',
        live: true,
      }),
    ),
  policy: z
    .enum(SPEECH_POLICIES)
    .default('steady')
    .meta(
      about({
        description:
          'How speech is shown while it is spoken: steady: words that will probably stay; plain: everything that is read every half second, to compare with',
        variable: 'SUBCAM_SPEECH_POLICY',
      }),
    ),
  thinOutAfterMs: wholeNumber(1000, 600_000)
    // A daemon that was away for two minutes, as long as a client keeps sound, has read all of it by then.
    .default(30_000)
    .meta(
      about({
        description: 'When sound has waited for so long, in ms, speech is read only when it has been said, until it has caught up',
        live: true,
      }),
    ),
  crowdedThinOutAfterMs: wholeNumber(100, 600_000)
    .default(500)
    .meta(
      about({
        description:
          'When sound has waited for so long, in ms, while more people talk than this computer can follow, only the newest state of what is said is read before its end',
        live: true,
      }),
    ),
  talkers: wholeNumber(1, 10_000)
    .nullable()
    .default(null)
    .meta(
      about({
        description:
          'How many people who talk at the same time without a pause this computer can follow; null: it is measured at the start',
        variable: 'SUBCAM_TALKERS',
        live: true,
      }),
    ),
  lateAfterMs: wholeNumber(1000, 600_000)
    .default(4_000)
    .meta(
      about({
        description: 'When what was said so long ago, in ms, is still being read, viewers are told that captions come late',
        live: true,
      }),
    ),
  maxWaitingStates: wholeNumber(4, 10_000)
    .default(16)
    .meta(
      about({
        description:
          'States of growing speech of one stream that may wait for the recogniser; past it the detector of speech waits, and after it the sound',
        live: true,
      }),
    ),
};
