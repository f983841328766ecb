// Words from anywhere -> text that is safe to lay out: bounded, no control characters, no overrides of direction, no towers of marks.

export interface CleanText {
  readonly text: string;
  /** UTF-16 length of the part that will not change any more, on a grapheme's edge. */
  readonly stableLength: number;
}

/**
 * More than any picture can show (12 lines of 50 letters at the smallest size of letters). Only the end of a longer text is kept,
 * since that is what a scrolled cue shows; everything that costs more than copying comes after this cut.
 */
const MAX_UNITS = 1_200;
/** The cut moves in steps of this, so that the lines of a growing text don't shift at each word. */
const CUT_STEP_UNITS = 400;
/** Read at all, from the end: enough for 1,200 units of letters under towers of marks. */
const MAX_READ_UNITS = 20_000;
/** Marks upon one letter. Vietnamese and Hebrew need 3, Devanagari 3; what stacks higher would leave its line. */
const MAX_MARKS = 4;
/** UTF-16 units of one grapheme: the longest emoji of Unicode 16 (a kiss of two, both with skin tones) has 15. */
const MAX_GRAPHEME_UNITS = 24;

// Control characters, the soft hyphen, embeddings, overrides and isolates of direction, word joiner and invisible operators,
// byte order mark, interlinear annotations, letters without ink (Hangul fillers, grapheme joiner, Mongolian vowel separator). ZWJ and
// ZWNJ stay: scripts and emoji need them. Marks of direction (LRM, RLM, ALM) stay too: they reach no further than the signs beside them.
const UNWANTED = /[\u034f\p{Cc}\u00ad\u115f\u1160\u180e\u3164\uffa0\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb]/gu;
/** Anything that leaves ink: neither a space nor what is taken out, nor a mark with nothing to sit on. */
const INK = /[^\s\u0085\p{Cc}\p{Cf}\p{M}\u115f\u1160\u3164\uffa0]/u;
const SPACES = /[\s\u0085\u2028\u2029]+/gu;
const TOWERS = /(\p{M}{4})\p{M}+/gu;
const REPEATED_DIRECTION_MARKS = /([\u061c\u200e\u200f])\1+/gu;
const MARK = /^\p{M}$/u;
/** Marks and joiners with nothing to sit on would make one grapheme of a space and what follows. */
const HOMELESS_MARKS = /(^| )[\p{M}\u200c\u200d]+/gu;

const BLANKS = / {2,}/gu;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** The user-perceived characters of a text, in order. */
export function graphemesOf(text: string): readonly string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

function withoutTowers(text: string): string {
  let kept = '';
  let marks = 0;
  let unitsInGrapheme = 0;
  for (const { segment } of graphemes.segment(text)) {
    marks = 0;
    unitsInGrapheme = 0;
    for (const character of segment) {
      const isMark = MARK.test(character);
      if (isMark) marks += 1;
      unitsInGrapheme += character.length;
      if ((isMark && marks > MAX_MARKS) || unitsInGrapheme > MAX_GRAPHEME_UNITS) continue;
      kept += character;
    }
  }
  return kept;
}

function clean(text: string): string {
  const spaced = text.toWellFormed().replace(SPACES, ' ').replace(UNWANTED, '').replace(REPEATED_DIRECTION_MARKS, '$1');
  // Taking out what stands between two blanks leaves them side by side.
  return withoutTowers(spaced.normalize('NFC')).replace(HOMELESS_MARKS, '$1').replace(BLANKS, ' ');
}

/** Whether anything can be seen of a text. */
export function hasInk(text: string): boolean {
  return INK.test(text);
}

/** A single line that needs no stable part: a name, an engine. At most `maxGraphemes`, an ellipsis in place of the rest. */
export function cleanLabel(text: string, maxGraphemes: number): string {
  const parts = graphemesOf(clean(text.slice(0, MAX_UNITS)).trim());
  return parts.length <= maxGraphemes
    ? parts.join('')
    : `${parts
        .slice(0, Math.max(1, maxGraphemes - 1))
        .join('')
        .trimEnd()}…`;
}

/** Cost is bounded whatever the length: a bounded end of the text is read, a smaller one is kept. */
export function cleanText(given: { readonly text: string; readonly stableLength: number }): CleanText {
  const read = given.text.slice(-MAX_READ_UNITS);
  const unread = given.text.length - read.length;
  const settled = read.slice(0, Math.max(0, given.stableLength - unread)).replace(TOWERS, '$1').length;
  const lowered = read.replace(TOWERS, '$1');
  const excess = lowered.length - MAX_UNITS;
  const cut = excess <= 0 ? 0 : Math.ceil(excess / CUT_STEP_UNITS) * CUT_STEP_UNITS;
  const kept = lowered.slice(cut);
  const stableUnits = Math.min(kept.length, Math.max(0, settled - cut));
  const text = clean(kept).trim();
  if (stableUnits >= kept.length) return { text, stableLength: text.length };
  const wanted = Math.min(text.length, clean(kept.slice(0, stableUnits)).trimStart().length);
  let stableLength = 0;
  for (const { index, segment } of graphemes.segment(text)) {
    if (index + segment.length > wanted) break;
    stableLength = index + segment.length;
  }
  return { text, stableLength };
}
