// Language codes -> their names in the language of these pages, and in the order of the names.

const NAMES = new Intl.DisplayNames(['en'], { type: 'language', languageDisplay: 'standard' });

/** A code as Intl takes it: one that is shaped like a language's and breaks the rules beyond that (`en-abc1`) is as good as none, `und`. */
export function localeOf(code: string): string {
  try {
    return Intl.getCanonicalLocales(code)[0] ?? 'und';
  } catch {
    return 'und';
  }
}

/** `es` -> `Spanish`; a code that has no name stands for itself. */
export function languageName(code: string): string {
  const locale = localeOf(code);
  return locale === 'und' ? code : (NAMES.of(locale) ?? code);
}

/** Each once, by name. */
export function byName(codes: Iterable<string>): readonly string[] {
  return [...new Set(codes)].toSorted((a, b) => languageName(a).localeCompare(languageName(b), 'en'));
}
