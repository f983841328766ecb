// A language code -> its name in English, the language of everything that Subcam says of itself.
import type { LanguageCode } from './language.ts';

const NAMES = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' });

/** `pt` -> `Portuguese`; what is no code, or has no name, stands for itself. */
export function languageName(code: LanguageCode): string {
  try {
    return NAMES.of(code) ?? code;
  } catch {
    return code;
  }
}
