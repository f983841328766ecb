// A part of a text, by where it lies.

/** UTF-16 offsets; `end` is one past the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Those that overlap none before them, in the given order. Their number may be as large as the text. */
export function withoutOverlaps<Item extends Span>(
  spans: readonly Item[],
  { among = [] }: { readonly among?: readonly Span[] } = {},
): Item[] {
  const isTaken = new Uint8Array([...among, ...spans].reduce((most, { end }) => Math.max(most, end), 0));
  for (const { start, end } of among) isTaken.fill(1, start, end);
  return spans.filter(({ start, end }) => {
    if (isTaken.subarray(start, end).includes(1)) return false;
    isTaken.fill(1, start, end);
    return true;
  });
}
