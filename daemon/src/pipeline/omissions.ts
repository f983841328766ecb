// What is not shown of a capture -> its count by reason, the log, readers, and the mark for speech in another language.
import { NO_OMISSIONS, withOmission, type Clock, type Omission, type OmissionCounts } from '@subcam/shared';
import type { Log } from '../telemetry/index.ts';
import type { Publisher } from './publisher.ts';

/** Of one capture. */
export interface Omissions {
  readonly counts: OmissionCounts;
  /** What was said last is in another language: since a moment, and until words are read or `staysMs` are over. */
  readonly isAnotherLanguage: boolean;
  add(omission: Omission): void;
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
  /** Monotonic. */
  let anotherLanguageUntilMs = Number.NEGATIVE_INFINITY;
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
    add: (omission) => {
      const { captureId, firstSample, sampleCount, reason } = omission;
      counts = withOmission(counts, reason);
      deps.count(omission);
      deps.log.debug({ captureId, firstSample, sampleCount, reason }, 'Something that was heard is not shown.');
      deps.publisher.event({ type: 'omission', omission });
      if (reason !== 'another-language') return;
      anotherLanguageSample = firstSample;
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
