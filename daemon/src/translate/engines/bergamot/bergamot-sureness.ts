// Which words of half a sentence's translation will probably stay: read from what the runtime says of them in HTML. Pure.
import { textUnitsOf } from '../../partials/text-units.ts';

/** A translation, without spaces around it. */
export interface SureTranslation {
  readonly text: string;
  /** UTF-16 length of the beginning of `text` whose words are all sure; null: the runtime was not asked. */
  readonly sureLength: number | null;
}

/**
 * Of sixty lines of FLORES-200 and forty meeting sentences, English to Portuguese, word by word: from 0.7 on words change oftener than one in
 * ten, with 0.8 they stand a word later (ADR 24).
 */
export const DEFAULT_SURE_PROBABILITY = 0.75;

const HAS_WORD = /[\p{L}\p{N}]/u;

/**
 * The text as HTML, its last word within `<i>`: the next word may make another one of it. null: no word is in it, or signs that HTML
 * reads otherwise, which the runtime would not give back as they were.
 */
export function markLastWord(text: string): string | null {
  if (/[<>&]/.test(text)) return null;
  const last = textUnitsOf(text).findLast(({ start, end }) => HAS_WORD.test(text.slice(start, end)));
  return last === undefined ? null : `${text.slice(0, last.start)}<i>${text.slice(last.start)}</i>`;
}

const TAG_OR_TEXT = /<[^>]*>|[^<]+/gu;

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/**
 * What the runtime answers to marked HTML. A word is sure if no part of it is within `<i>`, and none has a probability below `sureProbability`, 0–1.
 */
export function readSureness(html: string, sureProbability: number): SureTranslation {
  const leastScore = Math.log(sureProbability);
  /** Of each open element, whether what is within it is unsure. */
  const open: boolean[] = [];
  let text = '';
  /** Where the first character stands that is unsure. */
  let unsureAt: number | null = null;
  for (const [piece] of html.matchAll(TAG_OR_TEXT)) {
    if (piece.startsWith('</')) open.pop();
    else if (piece.startsWith('<')) open.push(piece.startsWith('<i>') || scoreOf(piece) < leastScore);
    else {
      const written = piece.replaceAll(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);
      if (open.includes(true)) unsureAt ??= text.length + written.search(/\S|$/u);
      text += written;
    }
  }
  const startsAt = text.search(/\S|$/u);
  const words = textUnitsOf(text);
  const firstUnsure = words.findIndex(({ end }) => unsureAt !== null && end > unsureAt);
  const lastSure = words.at(firstUnsure === -1 ? -1 : firstUnsure - 1);
  const end = firstUnsure === 0 ? startsAt : (lastSure?.end ?? startsAt);
  return { text: text.trim(), sureLength: end - startsAt };
}

/** Of an element without a score: 0, the score of what is certain. */
function scoreOf(tag: string): number {
  const score = /x-bergamot-word-score="(?<score>[^"]*)"/u.exec(tag)?.groups?.['score'];
  return score === undefined ? 0 : Number(score);
}
