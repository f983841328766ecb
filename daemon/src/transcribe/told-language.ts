// What a recogniser elsewhere calls a language -> its code, and back: services answer with codes (`pt`, `PT-BR`, `por`) or with English names (`portuguese`).
import { isLanguageCode, type LanguageCode } from '@subcam/shared';

/** ISO 639-2: undetermined, several, without a code, no words. */
const NO_LANGUAGE: ReadonlySet<string> = new Set(['und', 'mul', 'mis', 'zxx']);

/** Names that Whisper's own list has and Unicode's list of names has not (openai/whisper, `tokenizer.py`). */
const WHISPER_NAMES: Readonly<Record<string, LanguageCode>> = {
  cantonese: 'yue',
  castilian: 'es',
  flemish: 'nl',
  haitian: 'ht',
  hawaiian: 'haw',
  letzeburgesch: 'lb',
  mandarin: 'zh',
  maori: 'mi',
  moldavian: 'ro',
  moldovan: 'ro',
  myanmar: 'my',
  nynorsk: 'nn',
  panjabi: 'pa',
  pushto: 'ps',
  sinhalese: 'si',
  tagalog: 'tl',
  valencian: 'ca',
};

/** Codes that others have replaced; Whisper's list still has `jw`. */
const REPLACED: Readonly<Record<string, LanguageCode>> = { in: 'id', iw: 'he', jw: 'jv' };

/** English names of all two-letter codes, in small letters. */
function codesByName(): ReadonlyMap<string, LanguageCode> {
  const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCodePoint(97 + index));
  const codes = letters.flatMap((first) => letters.map((second) => first + second)).filter((code) => !(code in REPLACED));
  return new Map(
    codes.flatMap((code): [string, LanguageCode][] => {
      const name = names.of(code);
      return name === undefined ? [] : [[name.toLowerCase(), code]];
    }),
  );
}

const BY_NAME: ReadonlyMap<string, LanguageCode> = new Map([...codesByName(), ...Object.entries(WHISPER_NAMES)]);

/** null for a text that names no language: the service does not know which it is. */
export function toldLanguage(told: string | null | undefined): LanguageCode | null {
  const text = (told ?? '').trim().toLowerCase();
  const [base = '', ...parts] = text.replaceAll('_', '-').split('-');
  if (isLanguageCode([base, ...parts].join('-')) && !NO_LANGUAGE.has(base)) {
    // A code of three letters may stand for one of two: `eng` is `en`.
    const [canonical = base] = base.length === 3 ? Intl.getCanonicalLocales(base) : [REPLACED[base] ?? base];
    return [canonical, ...parts.map((part) => (part.length === 2 ? part.toUpperCase() : part))].join('-');
  }
  return BY_NAME.get(text) ?? null;
}

/** Its English name in small letters, as Whisper's own list has it: `portuguese`; null for a code that has none. */
export function whisperName(language: LanguageCode): string | null {
  const [base = language] = language.split('-');
  for (const [name, code] of BY_NAME) if (code === base) return name;
  return null;
}
