// LayoutMemo: widths, clean texts and line breaks that were found before, for pictures that are laid out many times a second.
import type { TextMeasure } from './canvas-2d.ts';

/** Enough for everything that ten cues in eight languages ask, twice over; a text is at most some kilobytes. */
const MAX_KEPT = 2_000;
/** Longer keys are not kept: they come from texts that nobody reads. */
const MAX_KEY_UNITS = 3_000;

/** Holds the results of pure functions; what was found with other letters must not be put in. */
export interface LayoutMemo {
  /** The value kept under `key`, or what `find` gives, which is then kept. One key always stands for one type of value. */
  get<T>(key: string, find: () => T): T;
  readonly size: number;
}

/** Keeps at most `maxKept` results, those used last. */
export function createLayoutMemo(maxKept = MAX_KEPT): LayoutMemo {
  // Two generations: what was not used while one filled up goes with it.
  let young = new Map<string, unknown>();
  let old = new Map<string, unknown>();
  const keep = (key: string, value: unknown): void => {
    if (young.size >= maxKept / 2) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  };
  return {
    get<T>(key: string, find: () => T): T {
      if (key.length > MAX_KEY_UNITS) return find();
      if (young.has(key)) return young.get(key) as T;
      if (old.has(key)) {
        const value = old.get(key) as T;
        keep(key, value);
        return value;
      }
      const value = find();
      keep(key, value);
      return value;
    },
    get size() {
      return young.size + old.size;
    },
  };
}

/** Width in px of a text in a CSS font, measured once for each pair. */
export function rememberingMeasure(measure: TextMeasure, memo: LayoutMemo): TextMeasure {
  return (text, font) => memo.get(`w\n${font}\n${text}`, () => measure(text, font));
}
