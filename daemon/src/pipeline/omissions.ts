// What is not shown of a capture -> its count by reason, the log, readers, and the mark for speech in another language.
import {
  NO_OMISSIONS,
  withOmission,
  type CaptureState,
  type Clock,
  type LanguageCode,
  type Omission,
  type OmissionCounts,
} from '@subcam/shared';
import type { Log } from '../telemetry/index.ts';
import type { Publisher } from './publisher.ts';

/** Of one capture. */
export interface Omissions {
  readonly counts: OmissionCounts;
  /** What was said last is in another language: since a moment, and until words are read or `staysMs` are over. */
  readonly isAnotherLanguage: boolean;
  /** All of it as it is told of a capture. */
  readonly told: Pick<CaptureState, 'omissions' | 'anotherLanguage' | 'anotherLanguageCode' | 'askedAgainForLanguage'>;
  add(omission: Omission): void;
  /** A final was read in a language that was not believed, and is read again in another one. */
  askedAgain(): void;
  /** The same publisher, that tells of words here too. */
  listeningTo(publisher: Publisher): Publisher;
}

/** `onChange` is called when `isAnotherLanguage` may be another; that its time is over nobody is told. */
export function createOmissions(deps: {
  readonly clock: Clock;
  readonly log: Log;
  readonly publisher: Pick<Publisher, 'event'>;
  /** Counts for the whole daemon. */
  readonly count: (omission: Omission) => void;
  /** As long as a cue stays. */
  readonly staysMs: () => number;
  readonly onChange: () => void;
}): Omissions {
  const { clock } = deps;
  let counts = NO_OMISSIONS;
  let askedAgainForLanguage = 0;
  /** Monotonic. */
  let anotherLanguageUntilMs = Number.NEGATIVE_INFINITY;
  let anotherLanguage: LanguageCode | null = null;
  /** Of the segment that was another language last: what was promised of it before that was known is no sign of words. */
  let anotherLanguageSample = Number.NEGATIVE_INFINITY;
  const isAnotherLanguage = (): boolean => clock.monotonicMs() < anotherLanguageUntilMs;
  const heardWords = (): void => {
    if (!isAnotherLanguage()) return;
    anotherLanguageUntilMs = Number.NEGATIVE_INFINITY;
    deps.onChange();
  };
  return {
    get counts() {
      return counts;
    },
    get isAnotherLanguage() {
      return isAnotherLanguage();
    },
    get told() {
      const isAnother = isAnotherLanguage();
      return {
        omissions: counts,
        anotherLanguage: isAnother,
        anotherLanguageCode: isAnother ? (anotherLanguage ?? undefined) : undefined,
        askedAgainForLanguage,
      };
    },
    askedAgain: () => {
      askedAgainForLanguage += 1;
    },
    add: (omission) => {
      const { captureId, firstSample, sampleCount, reason, language } = omission;
      counts = withOmission(counts, reason);
      deps.count(omission);
      deps.log.debug({ captureId, firstSample, sampleCount, reason, language }, 'Something that was heard is not shown.');
      deps.publisher.event({ type: 'omission', omission });
      if (reason !== 'another-language') return;
      anotherLanguageSample = firstSample;
      anotherLanguage = language ?? null;
      anotherLanguageUntilMs = clock.monotonicMs() + deps.staysMs();
      deps.onChange();
    },
    listeningTo: (publisher) => ({
      ...publisher,
      event: (body) => {
        publisher.event(body);
        // Of half a word nobody knows yet in which language it is.
        if (body.type !== 'final' && body.type !== 'partial') return;
        const { stableLength, firstSample } = body.transcript;
        if (stableLength > 0 && firstSample !== anotherLanguageSample) heardWords();
      },
    }),
  };
}
