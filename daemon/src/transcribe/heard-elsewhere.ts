// A recogniser that is a service -> the same one as every such recogniser is asked: checked for silence that is none, and paced.
import type { Clock, EngineLog, Stt } from '@subcam/shared';
import { knownAnswerSettings, withKnownAnswerCheck } from './known-answer-check.ts';
import { partialSettings, withPacedPartials, type PacedPartialsOptions } from './paced-partials.ts';

/** Keys for the settings of an engine that is one. */
export const heardElsewhereSettings = { ...knownAnswerSettings, ...partialSettings };

/** See `withKnownAnswerCheck` and `withPacedPartials`. */
export function heardElsewhere(
  stt: Stt,
  given: Omit<PacedPartialsOptions, 'clock'> & { readonly emptyAnswerPatienceMs: number },
  { clock, log }: { readonly clock: Clock; readonly log: EngineLog },
): Stt {
  return withPacedPartials(withKnownAnswerCheck(stt, { clock, log, patienceMs: given.emptyAnswerPatienceMs }), { ...given, clock });
}
