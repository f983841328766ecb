// Text -> how long a viewer needs for it.

/** Adults read subtitles at up to 17 characters a second (Netflix Timed Text Style Guide, most languages). */
const CHARACTERS_PER_SECOND = 17;

/** No subtitle is shorter (Netflix: 5/6 of a second). */
export const SHORTEST_MS = (5 / 6) * 1000;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Milliseconds; characters are counted as readers see them. */
export function readingMs(text: string): number {
  return Math.max(SHORTEST_MS, ([...graphemes.segment(text)].length / CHARACTERS_PER_SECOND) * 1000);
}
