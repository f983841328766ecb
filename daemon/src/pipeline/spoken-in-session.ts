// The languages of a session and its recogniser -> what may be spoken in it, where the recogniser is to tell which language it hears.
import { spokenLanguages, type MeetingLanguages, type Stt } from '@subcam/shared';
import type { SpokenLanguages } from '../transcribe/index.ts';

/**
 * null: the recogniser is asked for one language. It is to tell the language where several may be spoken, or any; and where one may be, if it
 * tells it before it reads: then speech in another one is not read as that one.
 */
export function spokenInSession(
  languages: MeetingLanguages,
  { languages: read, weighsLanguages }: Pick<Stt, 'languages' | 'weighsLanguages'>,
): Pick<SpokenLanguages, 'allowed' | 'otherwise'> | null {
  if (read?.length === 1) return null;
  const spoken = spokenLanguages(languages);
  const { sourceLanguage } = languages;
  const otherwise = sourceLanguage === 'auto' ? (spoken[0] ?? sourceLanguage) : sourceLanguage;
  if (spoken.length === 0) return { allowed: read ?? null, otherwise };
  return spoken.length > 1 || weighsLanguages === true ? { allowed: spoken, otherwise } : null;
}
