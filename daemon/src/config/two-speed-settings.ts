// Two recognisers at two speeds: the settings under `stt` of the one for words that are still being said.
import * as z from 'zod';
import { DEFAULT_TWO_SPEEDS, PARTIALS_OTHERWISE } from '../engines.ts';
import { about, wholeNumber } from './setting.ts';

/** What is still being said is read by the engine that reads finals. */
export const SAME_ENGINE = 'same';

export const PARTIALS_ENGINE = 'Quicker engine for words that are still being said, so that the other one reads each utterance once';

/** `names`: of engines that may be chosen, SAME_ENGINE among them. */
export function twoSpeedShape<Names extends z.ZodType>({ names, description }: { readonly names: Names; readonly description: string }) {
  return {
    partials: z
      ._default(names, SAME_ENGINE as never)
      .meta(about({ description, variable: 'SUBCAM_STT_PARTIALS', flag: 'stt-partials', valueHint: 'ENGINE' })),
    partialsOtherwise: z
      .enum(PARTIALS_OTHERWISE)
      .default(DEFAULT_TWO_SPEEDS.partialsOtherwise)
      .meta(
        about({
          description:
            'What shows words of speech that the engine for partials does not read: finals-engine: the other engine, at its cost; none: nothing before the final',
          live: true,
        }),
      ),
    partialsPatienceMs: wholeNumber(500, 600_000)
      .default(DEFAULT_TWO_SPEEDS.partialsPatienceMs)
      .meta(
        about({
          description: 'How long a reading of the engine for partials is waited for, in ms: finals don’t depend on one that hangs',
          live: true,
        }),
      ),
    standInAfterMs: wholeNumber(500, 600_000)
      .nullable()
      .default(DEFAULT_TWO_SPEEDS.standInAfterMs)
      .meta(
        about({
          description:
            'So long after an utterance, in ms, the engine for partials gives its final when the other one has not, and the tile says “Backup recogniser”; null: finals wait, however long',
          live: true,
        }),
      ),
    maxWaitingForFinalsMs: wholeNumber(1000, 3_600_000)
      .default(DEFAULT_TWO_SPEEDS.maxWaitingForFinalsMs)
      .meta(
        about({
          description:
            'How much speech may wait for the engine for finals, in ms, while the engine for partials still shows what is said after it',
          live: true,
        }),
      ),
  };
}
