// How much of a translation is sure -> the same of what is made of that translation: another text, or a way's second step. Pure.
import type { TranslateResult } from '@subcam/shared';
import { agreedLength } from './partials/agreed-length.ts';

/**
 * `length`: UTF-16, of a beginning of `before`, which has become `after`. What was changed within that beginning or behind it moves its end; a text that
 * was changed on both sides is followed as far as nothing is another, so that never more counts than did before.
 */
export function carriedLength(before: string, after: string, length: number): number {
  const rest = before.slice(length);
  if (after.startsWith(before.slice(0, length))) return length;
  if (after.endsWith(rest)) return after.length - rest.length;
  let alike = 0;
  while (alike < length && before[alike] === after[alike]) alike += 1;
  return alike;
}

/** The result with the text that was made of its own. */
export function withText(result: TranslateResult, text: string): TranslateResult {
  const { sureLength } = result;
  return { ...result, text, ...(sureLength === undefined ? {} : { sureLength: carriedLength(result.text, text, sureLength) }) };
}

/** The result without a word of how sure it is. */
export function withoutSureness({ sureLength: _left, ...result }: TranslateResult): TranslateResult {
  return result;
}

/**
 * The second step of a translation in two, with what is sure of both: what it says also of the first one's sure beginning alone, as far as it is
 * sure itself. `translate` does the second step for that beginning; null: nobody wants to know. Rejects as `translate` does.
 */
export async function sureThroughBoth(
  first: TranslateResult,
  second: TranslateResult,
  translate: ((text: string) => Promise<TranslateResult>) | null,
): Promise<TranslateResult> {
  if (translate === null || first.sureLength === undefined || second.sureLength === undefined) return withoutSureness(second);
  if (first.sureLength >= first.text.length) return second;
  const beginning = first.text.slice(0, first.sureLength).trim();
  const alike = beginning === '' ? 0 : agreedLength((await translate(beginning)).text, second.text);
  return { ...second, sureLength: Math.min(second.sureLength, alike) };
}
