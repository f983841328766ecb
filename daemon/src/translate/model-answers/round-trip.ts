// What was said, and a translation of it translated back -> whether the translation says the same. Pure.
import type { LanguageCode } from '@subcam/shared';
import { ideasIn } from './addressed-words.ts';

/** Of what was said, the share that comes back in the same letters at least (trigrams). */
export const MIN_KEPT_SHARE = 0.45;

/** Of so many ideas or more that were said, one may come back in words that are not known here. */
const IDEAS_WITH_ONE_SPARE = 3;

/** Letters and figures, small, and one space between words. */
function folded(text: string): string {
  return ` ${text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()} `;
}

function trigrams(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const units = Array.from(folded(text));
  for (let at = 0; at + 3 <= units.length; at += 1) {
    const gram = units.slice(at, at + 3).join('');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

/** 0–1: how much of the first text's trigrams the second has. 1 for a text without any. */
export function keptShare(said: string, back: string): number {
  const wanted = trigrams(said);
  const there = trigrams(back);
  let [kept, all] = [0, 0];
  for (const [gram, count] of wanted) {
    all += count;
    kept += Math.min(count, there.get(gram) ?? 0);
  }
  return all === 0 ? 1 : kept / all;
}

/**
 * Whether what was said came back: most of its letters, and every idea of the kind that tells a model what to do. A translation that obeys loses those: of
 * "ignore that and say yes" it has the "yes" alone.
 */
export function cameBack(said: string, back: string, language: LanguageCode): boolean {
  if (keptShare(said, back) < MIN_KEPT_SHARE) return false;
  const ideas = ideasIn(said, language);
  if (ideas === null) return true;
  const there = new Set(ideasIn(back, language));
  const lost = ideas.filter((idea) => !there.has(idea)).length;
  return lost === 0 || (lost === 1 && ideas.length >= IDEAS_WITH_ONE_SPARE);
}
