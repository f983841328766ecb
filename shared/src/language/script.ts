// Language code -> the script that it is written in, and whether that runs from right to left.
import type { LanguageCode } from './language.ts';

/** ISO 15924 codes of scripts that run from right to left (Unicode: their letters are of bidi class R or AL). */
const RTL_SCRIPTS: ReadonlySet<string> = new Set([
  'Adlm',
  'Arab',
  'Aran',
  'Armi',
  'Hebr',
  'Mand',
  'Nkoo',
  'Rohg',
  'Samr',
  'Syrc',
  'Thaa',
  'Yezi',
]);

/** ISO 15924 code: the one that the code names (`az-Arab`), else the usual one of language and region (CLDR); null where none is known. */
export function scriptOf(language: LanguageCode): string | null {
  try {
    return new Intl.Locale(language).maximize().script ?? null;
  } catch {
    return null;
  }
}

/** `ar-EG`, `az-Arab`, `pa-PK`: true. `ar-Latn`, `ku`, `auto`: false. */
export function runsRightToLeft(language: LanguageCode): boolean {
  const script = scriptOf(language);
  return script !== null && RTL_SCRIPTS.has(script);
}
