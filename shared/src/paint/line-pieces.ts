// Text -> pieces: what a line may not be broken inside of, by script; and how far the pieces are settled while the text grows.
import { graphemesOf } from './clean-text.ts';

/** Without the spaces between pieces. `start`: UTF-16 offset in the text. */
export interface Piece {
  readonly text: string;
  readonly start: number;
}

/** Ideographs and kana: a line may break between any two of them. Hangul sets spaces between words and breaks there. */
const IDEOGRAPHIC =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\u3000-\u303f\u30fb\u30fc\uff00-\uff9f\uffe0-\uffe6]/u;
/** No spaces between words, and a line breaks only between words: these need a dictionary. */
const DICTIONARY = /^[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\u3000-\u303f\uff00-\uff9f\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/**
 * May not begin a line: closing marks, and small kana, iteration and prolonged sound marks of Japanese (JIS X 4051, kinsoku), Thai's
 * repetition and abbreviation marks.
 */
const NO_START = /^[\p{Pe}\p{Pf}\p{Po}ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶｧｨｩｪｫｬｭｮｯｰーゝゞヽヾ々〻〜～…‥%％‰℃°ๆฯ]/u;
/** Opening marks of `\p{Po}` may begin a line. */
const OPENS = /^[¿¡]/u;
/** May not end a line: opening marks and signs of money. */
const NO_END = /[\p{Ps}\p{Pi}\p{Sc}¿¡#＃]$/u;

/**
 * Graphemes that the dictionary sees from the beginning of a word on. Words in what it saw before are therefore settled; all of a
 * run at once would be looked up again, and divided otherwise, with each word that is added. Its own look-ahead is three words.
 */
const LOOK_AHEAD_GRAPHEMES = 20;

const words = new Intl.Segmenter('und', { granularity: 'word' });

interface Cluster {
  readonly text: string;
  readonly start: number;
}

/** Where words begin in clusters `from`…`to` of one dictionary script, and from which of them on more text could divide otherwise. */
function dictionaryWords(
  clusters: readonly Cluster[],
  from: number,
  to: number,
): { readonly begins: ReadonlySet<number>; readonly openFrom: number } {
  const begins = new Set<number>();
  let openFrom = to;
  for (let at = from; at < to;) {
    if (at > from) begins.add(at);
    const end = Math.min(to, at + LOOK_AHEAD_GRAPHEMES);
    if (end === to) openFrom = Math.min(openFrom, at);
    const seen = clusters
      .slice(at, end)
      .map(({ text }) => text)
      .join('');
    const [first] = words.segment(seen);
    const length = first?.segment.length ?? 1;
    const base = clusters[at]?.start ?? 0;
    let next = at + 1;
    // A word that ends inside a grapheme ends after it.
    while (next < end && (clusters[next]?.start ?? 0) - base < length) next += 1;
    at = next;
  }
  return { begins, openFrom };
}

interface ChunkPieces {
  readonly pieces: readonly Piece[];
  /** Offset from which on more text at the end could still divide otherwise; breaks before it stand. */
  readonly openFrom: number;
}

/** `chunk` has no spaces. */
function piecesOfChunk(chunk: string, start: number): ChunkPieces {
  if (!UNSPACED.test(chunk)) return { pieces: [{ text: chunk, start }], openFrom: start };
  const clusters: Cluster[] = [];
  let at = start;
  for (const text of graphemesOf(chunk)) {
    clusters.push({ text, start: at });
    at += text.length;
  }
  const needsDictionary = clusters.map(({ text }) => DICTIONARY.test(text));
  const begins = new Set<number>();
  let open = clusters.length - 1;
  for (let from = 0; from < clusters.length; from += 1) {
    if (needsDictionary[from] !== true) continue;
    let to = from + 1;
    while (needsDictionary[to] === true) to += 1;
    const found = dictionaryWords(clusters, from, to);
    for (const index of found.begins) begins.add(index);
    if (to === clusters.length) open = Math.min(open, found.openFrom);
    from = to - 1;
  }
  const mayBreakBefore = (index: number): boolean => {
    const [before, after] = [clusters[index - 1]?.text ?? '', clusters[index]?.text ?? ''];
    if ((NO_START.test(after) && !OPENS.test(after)) || NO_END.test(before)) return false;
    if (needsDictionary[index] === true && needsDictionary[index - 1] === true) return begins.has(index);
    return needsDictionary[index] !== needsDictionary[index - 1] || IDEOGRAPHIC.test(before) || IDEOGRAPHIC.test(after);
  };
  const pieces: Piece[] = [];
  for (const [index, { text, start: from }] of clusters.entries()) {
    const last = pieces.at(-1);
    if (last !== undefined && !mayBreakBefore(index)) pieces[pieces.length - 1] = { ...last, text: last.text + text };
    else pieces.push({ text, start: from });
  }
  // What comes next may join the last cluster, or may not stand without it.
  return { pieces, openFrom: clusters[open]?.start ?? start };
}

function chunksOf(text: string): readonly { readonly text: string; readonly start: number }[] {
  return Array.from(text.matchAll(/[^ ]+/gu), (match) => ({ text: match[0], start: match.index }));
}

/** In order; a line may end after each of them. */
export function piecesOf(text: string): readonly Piece[] {
  return chunksOf(text).flatMap((chunk) => piecesOfChunk(chunk.text, chunk.start).pieces);
}

/**
 * How much of a text is settled when its first `stableLength` units will not change and anything may follow them: the words in it,
 * and where lines may break between them. So the last word before the end of the stable part is not, until something stable follows.
 */
export function settledLength(text: string, stableLength: number): number {
  const stable = text.slice(0, Math.max(0, stableLength));
  const last = chunksOf(stable).at(-1);
  if (last === undefined) return 0;
  if (stable.endsWith(' ')) return stable.length;
  const { pieces, openFrom } = piecesOfChunk(last.text, last.start);
  return pieces.findLast((piece) => piece.start <= openFrom)?.start ?? last.start;
}
