// The tile's typefaces: Noto under names of ours, one family per script; which scripts a text needs; the CSS font of a size and weight.
import { hanCovers } from './han-coverage.ts';
import type { HanScript } from './han-ranges.ts';

export type FontWeight = 400 | 600;

/** Written with files of `@fontsource/noto-sans`. */
const NOTO_SANS = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'vietnamese', 'devanagari'] as const;
/** Each in a package of its own, under its own name there. */
const OWN_PACKAGE = [
  'arabic',
  'hebrew',
  'thai',
  'symbols',
  'armenian',
  'bengali',
  'ethiopic',
  'georgian',
  'gujarati',
  'gurmukhi',
  'kannada',
  'khmer',
  'lao',
  'malayalam',
  'myanmar',
  'oriya',
  'sinhala',
  'tamil',
  'telugu',
  'thaana',
] as const;

/** What one family of ours writes (traditional Chinese has a second one, for its punctuation). */
export type FontScript =
  (typeof NOTO_SANS)[number] | (typeof OWN_PACKAGE)[number] | HanScript | 'tibetan' | 'korean' | 'emoji' | 'mathematics';

export interface TileFont {
  readonly script: FontScript;
  /** The name under which it is registered, in a page and in Node alike. */
  readonly family: string;
  /** The weight of the file's letters. */
  readonly weight: FontWeight;
  /** The only file of its family: it stands for every weight, and none is to be made from it by thickening. */
  readonly forEveryWeight: boolean;
  /** The module specifier of the file: `package/path`. */
  readonly file: string;
}

const familyOf = (script: FontScript): string => `Subcam ${script}`;

const WEIGHTS = [400, 600] as const;

function bothWeights(script: FontScript, fileOf: (weight: FontWeight) => string): TileFont[] {
  return WEIGHTS.map((weight) => ({ script, family: familyOf(script), weight, forEveryWeight: false, file: fileOf(weight) }));
}

function oneWeight(script: FontScript, weight: FontWeight, file: string): TileFont {
  return { script, family: familyOf(script), weight, forEveryWeight: true, file };
}

const OURS = '@subcam/shared/fonts';

/**
 * Every font file of the tile. Each script has a family of its own, all of which the CSS font lists: files of one family would
 * hide each other's glyphs, since they carry no ranges when they are registered from bytes.
 */
export const TILE_FONTS: readonly TileFont[] = [
  ...NOTO_SANS.flatMap((script) =>
    bothWeights(script, (weight) => `@fontsource/noto-sans/files/noto-sans-${script}-${weight}-normal.woff2`),
  ),
  ...OWN_PACKAGE.flatMap((script) =>
    bothWeights(script, (weight) => `@fontsource/noto-sans-${script}/files/noto-sans-${script}-${script}-${weight}-normal.woff2`),
  ),
  // Noto has no sans serif letters for Tibetan.
  ...bothWeights('tibetan', (weight) => `@fontsource/noto-serif-tibetan/files/noto-serif-tibetan-tibetan-${weight}-normal.woff2`),
  oneWeight('simplified-chinese', 600, `${OURS}/noto-sans-sc-chinese-simplified-600-normal.woff2`),
  oneWeight('traditional-chinese', 600, `${OURS}/noto-sans-tc-chinese-traditional-600-normal.woff2`),
  // Full-width punctuation in the middle of its square, as Taiwan and Hong Kong set it, which the whole-script file lacks.
  { ...oneWeight('traditional-chinese', 600, `${OURS}/noto-sans-tc-118-600-normal.woff2`), family: 'Subcam traditional-chinese marks' },
  { ...oneWeight('traditional-chinese', 600, `${OURS}/noto-sans-tc-119-600-normal.woff2`), family: 'Subcam traditional-chinese stops' },
  oneWeight('japanese', 600, `${OURS}/noto-sans-jp-japanese-600-normal.woff2`),
  oneWeight('korean', 600, `${OURS}/noto-sans-kr-korean-600-normal.woff2`),
  oneWeight('emoji', 400, `${OURS}/noto-color-emoji-400-without-svg.woff2`),
  oneWeight('mathematics', 400, '@fontsource/noto-sans-math/files/noto-sans-math-latin-400-normal.woff2'),
];

const FIRST: readonly FontScript[] = ['latin', 'latin-ext', 'symbols'];

/** What a page has before the first cue: Latin letters with and without accents, and the arrow of `EN → ES`. */
export const FIRST_FONTS: readonly TileFont[] = TILE_FONTS.filter(({ script }) => FIRST.includes(script));

const SIMPLIFIED_FIRST: readonly HanScript[] = ['simplified-chinese', 'traditional-chinese', 'japanese'];
const TRADITIONAL_FIRST: readonly HanScript[] = ['traditional-chinese', 'japanese', 'simplified-chinese'];
const JAPANESE_FIRST: readonly HanScript[] = ['japanese', 'traditional-chinese', 'simplified-chinese'];

/** BCP 47: `zh-TW`, `zh-Hant-HK`, Cantonese; Korean writes Chinese characters in traditional shapes. */
const TRADITIONAL_LOCALE = /^(?:zh-(?:hant|tw|hk|mo)|yue|ko)\b/i;
const JAPANESE_LOCALE = /^ja\b/i;

/** In whose shapes a language's Chinese characters are set: the first whose font has the character. */
function hanOrder(locale: string | null): readonly HanScript[] {
  if (locale === null) return SIMPLIFIED_FIRST;
  if (JAPANESE_LOCALE.test(locale)) return JAPANESE_FIRST;
  return TRADITIONAL_LOCALE.test(locale) ? TRADITIONAL_FIRST : SIMPLIFIED_FIRST;
}

/** What each script's own font has, beyond what earlier ones do; Chinese and Japanese are told apart by `hanCovers`. */
const SCRIPT_LETTERS: readonly (readonly [script: FontScript, letters: RegExp])[] = [
  ['latin', /[A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0131\u0152\u0153]/u],
  ['latin-ext', /[\u0100-\u02ba\u1d00-\u1dbf\u1e00-\u1e9f\u1ef2-\u1eff\u20a0-\u20aa\u20ad-\u20c0\u2c60-\u2c7f\ua720-\ua7ff]/u],
  ['vietnamese', /[\u0300\u0301\u0303\u0309\u0323\u1ea0-\u1ef1\u20ab]/u],
  ['cyrillic', /[\u0400-\u045f\u0490\u0491\u04b0\u04b1\u2116]/u],
  ['cyrillic-ext', /[\u0460-\u052f\u1c80-\u1c8a\ua640-\ua66e]/u],
  ['greek', /[\u0370-\u03ff]/u],
  ['greek-ext', /[\u1f00-\u1fff]/u],
  ['devanagari', /\p{scx=Devanagari}/u],
  ['arabic', /\p{scx=Arabic}/u],
  ['hebrew', /\p{scx=Hebrew}/u],
  ['thai', /\p{scx=Thai}/u],
  ['armenian', /\p{sc=Armenian}/u],
  ['bengali', /\p{sc=Bengali}/u],
  ['ethiopic', /\p{sc=Ethiopic}/u],
  ['georgian', /\p{sc=Georgian}/u],
  ['gujarati', /\p{sc=Gujarati}/u],
  ['gurmukhi', /\p{sc=Gurmukhi}/u],
  ['kannada', /\p{sc=Kannada}/u],
  ['khmer', /\p{sc=Khmer}/u],
  ['lao', /\p{sc=Lao}/u],
  ['malayalam', /\p{sc=Malayalam}/u],
  ['myanmar', /\p{sc=Myanmar}/u],
  ['oriya', /\p{sc=Oriya}/u],
  ['sinhala', /\p{sc=Sinhala}/u],
  ['tamil', /\p{sc=Tamil}/u],
  ['telugu', /\p{sc=Telugu}/u],
  ['thaana', /\p{sc=Thaana}/u],
  ['tibetan', /\p{sc=Tibetan}/u],
  ['korean', /\p{sc=Hangul}/u],
  // Digits and the like are emoji by name only; a keycap's last part tells that one is meant.
  ['emoji', /(?![\p{ASCII}\u00a9\u00ae\u2122])\p{Emoji}|\u20e3/u],
  ['symbols', /[\u2160-\u2183\u2190-\u2193\u2460-\u24c1\u24c3-\u24ff\u2669-\u266e\u2776-\u2793]/u],
  ['mathematics', /(?![\p{Emoji}\u2190-\u2193\u2669-\u266e\u2776-\u2793])[\u2190-\u23ff\u2500-\u27ff\u2900-\u2bff\u{1d400}-\u{1d7ff}]/u],
];

const HAN_LETTERS = /[\u3001-\u312f\u4e00-\u9fff\uff01-\uffef]/gu;

/**
 * Which fonts a text wants, those for its Chinese characters by its language (BCP 47; null: not known, e.g. a name's). Letters that no
 * font of ours has want none, nor do spaces, digits and the punctuation of Latin. In the order of TILE_FONTS, each once.
 */
export function scriptsOf(text: string, locale: string | null): readonly FontScript[] {
  const wanted = new Set<FontScript>();
  for (const [script, letters] of SCRIPT_LETTERS) if (letters.test(text)) wanted.add(script);
  const order = hanOrder(locale);
  for (const [letter] of text.matchAll(HAN_LETTERS)) {
    const codePoint = letter.codePointAt(0) ?? 0;
    const script = order.find((one) => hanCovers(one, codePoint));
    if (script !== undefined) wanted.add(script);
  }
  return ALL_SCRIPTS.filter((script) => wanted.has(script));
}

const ALL_SCRIPTS: readonly FontScript[] = [...new Set(TILE_FONTS.map(({ script }) => script))];

const isHan = (script: FontScript): script is HanScript => SIMPLIFIED_FIRST.some((one) => one === script);

function stackOf(order: readonly HanScript[]): string {
  const rest = ALL_SCRIPTS.filter((script) => !isHan(script));
  // Emoji before symbols, whose font has some of them too, in black and white.
  const last: readonly FontScript[] = ['korean', 'emoji', 'symbols', 'mathematics'];
  const scripts = [...rest.filter((script) => !last.includes(script)), ...order, ...last];
  const families = scripts.flatMap((script) => TILE_FONTS.filter((font) => font.script === script).map(({ family }) => `"${family}"`));
  return [...new Set(families), 'sans-serif'].join(', ');
}

const STACKS: ReadonlyMap<readonly HanScript[], string> = new Map(
  [SIMPLIFIED_FIRST, TRADITIONAL_FIRST, JAPANESE_FIRST].map((order) => [order, stackOf(order)]),
);

/**
 * The CSS font of a size in px for a text in a language (BCP 47; null: not known). Falls back to the system's sans-serif for scripts
 * and moments without a file of ours.
 */
export function cssFont(sizePx: number, weight: FontWeight, locale: string | null = null): string {
  return `${weight} ${sizePx}px ${STACKS.get(hanOrder(locale)) ?? 'sans-serif'}`;
}
