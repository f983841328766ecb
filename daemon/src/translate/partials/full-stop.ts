// The full stop that a recogniser puts at the end of a sentence that may go on: no word more was said for it. Pure.

/** As recognisers write it in Latin and most other scripts. */
const FULL_STOP = /[.…]+$/u;

export function withoutFullStop(text: string): string {
  return text.replace(FULL_STOP, '');
}
