// The recogniser of the daemon and the languages of a session -> how that session is heard, at one speed or two.
import { sameLanguage, spokenLanguages, type LanguageCode, type MeetingLanguages, type Stt } from '@subcam/shared';
import type { Log } from '../telemetry/index.ts';
import { atOneSpeed, type TwoSpeedSettings } from '../transcribe/index.ts';

export interface SessionRecogniser {
  readonly stt: Stt;
  /** Whether anything is shown before the final. */
  readonly showsPartials: boolean;
  /** Whether words may be promised before the final: not where other languages may be spoken than the engine for partials reads. */
  readonly promisesWords: boolean;
}

/** Of these languages (none: any), whether an engine reads some and all of them. */
function readsOf(
  { languages }: Pick<Stt, 'languages'>,
  spoken: readonly LanguageCode[],
): { readonly some: boolean; readonly all: boolean } {
  if (languages === undefined) return { some: true, all: true };
  const isRead = (language: LanguageCode): boolean => languages.some((one) => sameLanguage(one, language));
  return spoken.length === 0 ? { some: true, all: false } : { some: spoken.some(isRead), all: spoken.every(isRead) };
}

/** Whether what is still being said in a session is read by the engine that is there for it. */
export function readsPartials(partials: Pick<Stt, 'languages'>, languages: MeetingLanguages): boolean {
  return readsOf(partials, spokenLanguages(languages)).some;
}

export function sessionRecogniser(
  stt: Stt,
  languages: MeetingLanguages,
  otherwise: TwoSpeedSettings['partialsOtherwise'],
): SessionRecogniser {
  if (stt.partials === undefined) return { stt, showsPartials: true, promisesWords: true };
  const reads = readsOf(stt.partials, spokenLanguages(languages));
  if (reads.some) return { stt, showsPartials: true, promisesWords: reads.all };
  return { stt: atOneSpeed(stt), showsPartials: otherwise === 'finals-engine', promisesWords: true };
}

/** Said once a capture: what the daemon has an engine for is read by another one, or not at all. */
export function tellOneSpeed(
  { stt, showsPartials }: SessionRecogniser,
  told: {
    readonly hello: { readonly captureId: string; readonly sourceLanguage: LanguageCode };
    readonly finals: string;
    readonly partials: Stt | undefined;
    readonly log: Log;
  },
): void {
  const { hello, finals, partials, log } = told;
  if (partials === undefined || stt.partials !== undefined) return;
  const message = showsPartials
    ? 'The engine for partials does not read this language: the engine for finals shows what is still being said.'
    : 'The engine for partials does not read this language: nothing is shown before the final.';
  log.info({ captureId: hello.captureId, language: hello.sourceLanguage, partials: partials.info.name, finals }, message);
}
