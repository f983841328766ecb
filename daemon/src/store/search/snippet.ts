// A text and what was looked for -> the part of the text around the first that was found, with the places of all that were found in it.
import type { SearchSnippet } from '@subcam/shared';
import type { Phrase } from './query.ts';
import { tokensOf, type Token } from './tokens.ts';

/** UTF-16. About two lines. */
const SNIPPET_LENGTH = 160;

/** How much of it stands before the first that was found. */
const LEAD_LENGTH = 40;

type Place = readonly [start: number, end: number];

function matches(tokens: readonly Token[], at: number, { tokens: sought, isPrefix }: Phrase): boolean {
  return sought.every((text, index) => {
    const token = tokens[at + index]?.text;
    if (token === undefined) return false;
    return isPrefix && index === sought.length - 1 ? token.startsWith(text) : token === text;
  });
}

/** Of signs without white space, a token covers its first sign, and the pair that it stands for one more. */
function placeOf(tokens: readonly Token[], at: number, phrase: Phrase): Place | null {
  const first = tokens[at];
  const last = tokens[at + phrase.tokens.length - 1];
  if (first === undefined || last === undefined) return null;
  const sought = phrase.tokens.at(-1) ?? '';
  const next = tokens[at + phrase.tokens.length];
  // A pair of signs: its second one is the next token's.
  const isPair = next?.start === last.end && last.isPair && sought === last.text;
  return [first.start, isPair ? next.end : last.end];
}

function placesIn(text: string, phrases: readonly Phrase[]): readonly Place[] {
  const tokens = tokensOf(text);
  const places = phrases.flatMap((phrase) =>
    tokens.flatMap((_token, at) => {
      const place = matches(tokens, at, phrase) ? placeOf(tokens, at, phrase) : null;
      return place === null ? [] : [place];
    }),
  );
  const merged: [number, number][] = [];
  for (const [start, end] of places.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

export function snippetOf(text: string, phrases: readonly Phrase[]): SearchSnippet {
  const places = placesIn(text, phrases);
  if (text.length <= SNIPPET_LENGTH) return { text, marks: places };
  const first = places[0]?.[0] ?? 0;
  const start = wholeSign(text, Math.max(0, Math.min(first - LEAD_LENGTH, text.length - SNIPPET_LENGTH)));
  const end = wholeSign(text, Math.min(text.length, start + SNIPPET_LENGTH));
  const [before, after] = [start > 0 ? '…' : '', end < text.length ? '…' : ''];
  const marks = places
    .filter((place) => place[0] >= start && place[1] <= end)
    .map(([from, to]): Place => [from - start + before.length, to - start + before.length]);
  return { text: `${before}${text.slice(start, end)}${after}`, marks };
}

/** Not within a surrogate pair. */
function wholeSign(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
