// A language -> whether the tile has letters for its script. The one place that decides; hello, flags and pages ask it.
import { SubcamError } from '../errors/subcam-error.ts';
import { scriptOf } from '../language/script.ts';
import type { LanguageCode } from '../language/language.ts';
import type { FontScript } from './fonts.ts';

/** ISO 15924 codes of the scripts that each font of ours writes in full. Fonts of signs write no language. */
const WRITTEN_WITH: Readonly<Partial<Record<FontScript, readonly string[]>>> = {
  latin: ['Latn'],
  cyrillic: ['Cyrl'],
  greek: ['Grek'],
  devanagari: ['Deva'],
  arabic: ['Arab', 'Aran'],
  hebrew: ['Hebr'],
  thai: ['Thai'],
  armenian: ['Armn'],
  bengali: ['Beng'],
  ethiopic: ['Ethi'],
  georgian: ['Geor'],
  gujarati: ['Gujr'],
  gurmukhi: ['Guru'],
  kannada: ['Knda'],
  khmer: ['Khmr'],
  lao: ['Laoo'],
  malayalam: ['Mlym'],
  myanmar: ['Mymr'],
  oriya: ['Orya'],
  sinhala: ['Sinh'],
  tamil: ['Taml'],
  telugu: ['Telu'],
  thaana: ['Thaa'],
  tibetan: ['Tibt'],
  'simplified-chinese': ['Hans', 'Hani'],
  'traditional-chinese': ['Hant'],
  japanese: ['Jpan', 'Hrkt', 'Hira', 'Kana'],
  korean: ['Kore', 'Hang'],
};

const DRAWABLE: ReadonlySet<string> = new Set(Object.values(WRITTEN_WITH).flat());

const SCRIPT_NAMES = new Intl.DisplayNames(['en'], { type: 'script' });
const LANGUAGE_NAMES = new Intl.DisplayNames(['en'], { type: 'language' });

/** Whether the tile can draw what is written in a language. A language whose script is not known is taken: nothing speaks against it. */
export function isDrawable(language: LanguageCode): boolean {
  const script = scriptOf(language);
  return script === null || DRAWABLE.has(script);
}

/** Throws `bad-request` for a target language whose letters the tile would draw as boxes; says which script it is and what to do. */
export function requireDrawable(language: LanguageCode): void {
  const script = scriptOf(language);
  if (script === null || isDrawable(language)) return;
  const name = LANGUAGE_NAMES.of(language) ?? language;
  throw new SubcamError(
    'bad-request',
    `The tile can't draw ${name} (${language}): Subcam has no letters of its script, ${SCRIPT_NAMES.of(script) ?? script}. ` +
      `Choose another target language, or write it in another script where it has one, such as ${language.split('-')[0] ?? language}-Latn.`,
  );
}
