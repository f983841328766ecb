// What is still being said where a mark stands -> shown, translated, and told to whoever put the mark there; nothing is held to any of it.
import {
  SubcamError,
  targetsOf,
  toSubcamError,
  withinTime,
  type Clock,
  type LanguageCode,
  type MeetingLanguages,
  type Transcript,
  type Translation,
  type Translator,
} from '@subcam/shared';
import type { AttributedEvent } from '../attribute/index.ts';
import type { Provisional } from '../audio/index.ts';

type EventOf<Type> = Extract<AttributedEvent, { readonly type: Type }>;

export interface ProvisionalDeps {
  readonly hello: MeetingLanguages;
  /** null: nothing is translated. */
  readonly translator: Translator | null;
  readonly clock: Clock;
  readonly settings: { readonly translationDeadlineMs: number };
  readonly signal: AbortSignal;
  readonly showPartial: (event: EventOf<'partial'>) => void;
  readonly showTranslation: (translation: Translation) => void;
}

/** Resolves, and tells, within the time that a translation may take. Never rejects. */
export async function tellProvisional(
  { provisional: transcript, attribution, reached }: EventOf<'mark'>,
  deps: ProvisionalDeps,
): Promise<void> {
  if (transcript === null || attribution === null) {
    reached(null);
    return;
  }
  deps.showPartial({ type: 'partial', transcript, attribution, asRead: transcript.text });
  const translated = await translateProvisional(transcript, deps);
  for (const translation of translated.translations) deps.showTranslation(translation);
  reached({ transcript, ...translated });
}

async function translateProvisional(
  transcript: Transcript,
  { hello, translator, clock, settings, signal }: ProvisionalDeps,
): Promise<Pick<Provisional, 'translations' | 'failures'>> {
  const { captureId, firstSample, revision, language: sourceLanguage } = transcript;
  const { translationDeadlineMs: deadlineMs } = settings;
  const translations: Translation[] = [];
  const failures: Record<LanguageCode, string> = {};
  const late = (): SubcamError => new SubcamError('timeout', `There was no translation within ${deadlineMs / 1000} s.`);
  if (translator === null) return { translations, failures };
  const translate = async (targetLanguage: LanguageCode): Promise<void> => {
    const request = { text: transcript.text, sourceLanguage, targetLanguage, purpose: 'partial' } as const;
    try {
      const { text, confidence, engine } = await withinTime(deadlineMs, (stop) => translator.translate(request, stop), {
        clock,
        signal,
        late,
      });
      translations.push({
        captureId,
        firstSample,
        status: 'partial',
        revision,
        sourceLanguage,
        targetLanguage,
        text,
        stableLength: 0,
        confidence,
        engine,
      });
    } catch (error) {
      failures[targetLanguage] = toSubcamError(error).message;
    }
  };
  await Promise.all(targetsOf(hello, sourceLanguage).map(translate));
  return { translations, failures };
}
