// A part of a text, by where it lies.

/** UTF-16 offsets; `end` is one past the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}
