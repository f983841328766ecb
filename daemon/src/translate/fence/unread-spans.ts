// Text and its language -> the parts of it that an engine which reads that language alone loses: words of other scripts, and emoji. Pure.
import { scriptOf, type FenceKind, type LanguageCode } from '@subcam/shared';
import type { Span } from './span.ts';

/** Codes of ISO 15924 that stand for several scripts of Unicode's, or for a way of writing one. */
const SCRIPTS: Readonly<Record<string, readonly string[]>> = {
  Hans: ['Hani', 'Bopo'],
  Hant: ['Hani', 'Bopo'],
  Jpan: ['Hani', 'Hira', 'Kana'],
  Kore: ['Hang', 'Hani'],
  Aran: ['Arab'],
};

/** What finds the words that are foreign to a script. */
interface ForeignWords {
  /** From the first letter to the last; between them may be anything but letters that can be read. */
  readonly run: RegExp;
  /** Signs that belong to such words: `。` and `؟`, not `?`. */
  readonly sign: RegExp;
}

const prepared = new Map<string, ForeignWords | null>();

/** Latin letters are foreign to no script: placeholders have them too, and whoever leaves those where they stand does the same with a name. */
function foreignTo(script: string): ForeignWords | null {
  const known = prepared.get(script);
  if (known !== undefined) return known;
  const made = makeForeign(script);
  prepared.set(script, made);
  return made;
}

function makeForeign(script: string): ForeignWords | null {
  const own = ['Latn', ...(SCRIPTS[script] ?? [script])].map((name) => String.raw`\p{scx=${name}}`).join('');
  const letter = String.raw`[\p{L}--[${own}\p{sc=Zyyy}\p{sc=Zinh}]]`;
  const between = String.raw`[\P{L}[\p{L}&&\p{sc=Zyyy}]]`;
  try {
    return {
      run: new RegExp(`${letter}(?:${between}*${letter})*`, 'gv'),
      sign: new RegExp(String.raw`^[[\p{P}--[${own}\p{scx=Zyyy}\p{scx=Zinh}]]\uFF01-\uFF0F\uFF1A-\uFF20]$`, 'v'),
    };
  } catch {
    // A script that Unicode has under no such name.
    return null;
  }
}

/** What makes one word with the letters beside it, whatever their script. */
const PART_OF_WORD = /^[\p{sc=Latin}\p{Lm}\p{M}\p{N}]$/u;

function characterAt(text: string, at: number): string {
  const codePoint = text.codePointAt(at);
  return codePoint === undefined ? '' : String.fromCodePoint(codePoint);
}

function characterBefore(text: string, at: number): string {
  const isPair = /[\uDC00-\uDFFF]/.test(text.charAt(at - 1)) && /[\uD800-\uDBFF]/.test(text.charAt(at - 2));
  return text.slice(Math.max(0, at - (isPair ? 2 : 1)), at);
}

/** Whole words, with the signs of their script around them. `language`: of the text; nothing is foreign to one whose script is not known. */
function foreignSpans(text: string, language: LanguageCode): readonly Span[] {
  const script = scriptOf(language);
  const foreign = script === null ? null : foreignTo(script);
  if (foreign === null) return [];
  const { run, sign } = foreign;
  const spans: Span[] = [];
  let least = 0;
  for (const { 0: found, index } of text.matchAll(run)) {
    let [start, end] = [Math.max(index, least), index + found.length];
    // It is a part of the word before.
    if (end <= least) continue;
    const grow = (belongs: RegExp): void => {
      for (let next = characterBefore(text, start); start > least && belongs.test(next); next = characterBefore(text, start))
        start -= next.length;
      for (let next = characterAt(text, end); next !== '' && belongs.test(next); next = characterAt(text, end)) end += next.length;
    };
    grow(PART_OF_WORD);
    grow(sign);
    spans.push({ start, end });
    least = end;
  }
  return spans;
}

/**
 * A flag, a keycap, or a picture with what says its colour, form or region. Signs of trade, `ℹ`, `‼` and the like only where they are written
 * as pictures.
 */
const PICTURE = String.raw`(?:\p{RI}{1,2}|[0-9#*]\uFE0F?\u20E3|(?:[\p{Emoji_Presentation}[\p{Extended_Pictographic}--[©®™‼⁉ℹ]]]|[©®™‼⁉ℹ](?=\uFE0F))[\uFE0E\uFE0F]?\p{Emoji_Modifier}?[\u{E0020}-\u{E007F}]*)`;

/** Several in a row are one. */
const EMOJI = new RegExp(String.raw`${PICTURE}(?:(?:\u200D| *)${PICTURE})*`, 'gv');

const emojiSpans = (text: string): readonly Span[] =>
  Array.from(text.matchAll(EMOJI), ({ 0: found, index }) => ({ start: index, end: index + found.length }));

/** Neither in Latin letters of Europe nor in their punctuation. */
const UNUSUAL = /[^\0-\u024F\u2000-\u206F]/u;

/** Ten minutes of speech. Of a longer text the engine is to see all, so that it can refuse it. */
const MAX_TEXT_LENGTH = 10_000;

/** In the order of the text; none overlap, and those that touch are one. `apart`: what is none of them, in the order of the text. */
export function unreadSpans(
  text: string,
  kinds: readonly FenceKind[],
  { language, apart }: { readonly language: LanguageCode; readonly apart: readonly Span[] },
): readonly Span[] {
  if (text.length > MAX_TEXT_LENGTH || !UNUSUAL.test(text) || !(kinds.includes('scripts') || kinds.includes('emoji'))) return [];
  // A letter that every script can read divides what is left.
  let rest = '';
  for (const { start, end } of apart) rest = `${rest}${text.slice(rest.length, start)}${'x'.repeat(end - start)}`;
  rest += text.slice(rest.length);
  const found = [...(kinds.includes('scripts') ? foreignSpans(rest, language) : []), ...(kinds.includes('emoji') ? emojiSpans(rest) : [])];
  return joined(found);
}

/** In the order of the text: spans that overlap or touch, as one. */
function joined(spans: readonly Span[]): readonly Span[] {
  const whole: Span[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = whole.at(-1);
    if (last !== undefined && start <= last.end) whole[whole.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    else whole.push({ start, end });
  }
  return whole;
}

/** `spans` that have a part in common with one of `unread` become a part of it. Neither overlap among themselves; both come in the order of the text. */
export function withUnread(
  spans: readonly Span[],
  unread: readonly Span[],
): { readonly spans: readonly Span[]; readonly unread: readonly Span[] } {
  if (unread.length === 0) return { spans, unread };
  const left: Span[] = [];
  const grown: { start: number; end: number }[] = unread.map(({ start, end }) => ({ start, end }));
  let at = 0;
  for (const span of spans) {
    while ((grown[at]?.end ?? Number.POSITIVE_INFINITY) <= span.start) at += 1;
    const first = grown[at];
    if (first === undefined || first.start >= span.end) {
      left.push(span);
      continue;
    }
    first.start = Math.min(first.start, span.start);
    first.end = Math.max(first.end, span.end);
    // It may reach into the ones after.
    while ((grown[at + 1]?.start ?? Number.POSITIVE_INFINITY) < first.end) {
      first.end = Math.max(first.end, grown[at + 1]?.end ?? 0);
      grown.splice(at + 1, 1);
    }
  }
  return { spans: left, unread: grown };
}

/** Within the first signs after a word. */
const ENDS_SENTENCE = /^[.!?…]+["'”’»)\]]*(?:\s|$)/u;
const HAS_ENDED = /[.!?…。！？؟।]["'”’»)\]]*\s*$/u;
const OWN_END = /[。！？؟।]$/u;
const HAS_LETTER = /\p{L}/u;

/** Far more signs than end a sentence. */
const LOOK_AROUND = 12;

/**
 * The part that is left to translate: between emoji and sentences in other scripts at both ends, which need nobody to leave them where they
 * stand. `unread`: in the order of the text.
 */
export function readablePart(text: string, unread: readonly Span[]): Span {
  const isWords = ({ start, end }: Span): boolean => HAS_LETTER.test(text.slice(start, end));
  let start = 0;
  for (const span of unread) {
    const before = text.slice(start, span.start);
    if (!isWords(span)) {
      if (before.trim() !== '') break;
      start = span.end;
      continue;
    }
    const rest = text.slice(span.end, span.end + LOOK_AROUND);
    const ending = ENDS_SENTENCE.exec(rest)?.[0] ?? (OWN_END.test(text.slice(span.start, span.end)) || rest.trim() === '' ? '' : null);
    if (ending === null || /[^\s¿¡"'“‘«(]/u.test(before)) break;
    start = span.end + ending.length;
  }
  let end = text.length;
  for (const span of unread.toReversed()) {
    if (span.start < start) break;
    const after = text.slice(span.end, end);
    const hasEnded = HAS_ENDED.test(text.slice(Math.max(start, span.start - LOOK_AROUND), span.start));
    if (isWords(span) ? !hasEnded || /[^.!?…"'”’»)\]\s]/u.test(after) : after.trim() !== '') break;
    ({ start: end } = span);
  }
  while (start < end && /\s/u.test(text.charAt(start))) start += 1;
  while (end > start && /\s/u.test(text.charAt(end - 1))) end -= 1;
  return { start, end };
}
