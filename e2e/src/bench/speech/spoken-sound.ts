// A recording and the times of its words, or the conversation of the mock meeting -> samples and words.
import { samplesToMs, SubcamError } from '@subcam/shared';
import { decodeSound } from '../../../mock-engines/sound/decode-sound.ts';
import { loadConversation } from '../../../mock-meet/index.ts';
import { normalizedWords } from '../../word-error-rate.ts';
import { readText } from '../read-text.ts';
import type { TimedWord } from './heard-session.ts';
import type { SpeechWish } from './speech-wish.ts';

export interface SpokenSound {
  /** s16 PCM, mono, 16 kHz. */
  readonly samples: Int16Array;
  /** In order. */
  readonly words: readonly TimedWord[];
  /** For people. */
  readonly title: string;
}

const HEADER = ['start_s', 'end_s', 'word'] as const;

/** How much later than the sound a word may end: times of words are no more exact than that. */
const TOLERANCE_MS = 100;

function bad(message: string, cause?: unknown): SubcamError {
  return new SubcamError('configuration', `${message} See \`pnpm bench --help\`.`, cause === undefined ? {} : { cause });
}

function secondsOf(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text);
}

/**
 * Lines of `start_s`, `end_s` and `word` with tabs between, under a header that names them. `name` is for messages. Throws `configuration`,
 * naming the line, for one that has no such three, that ends before it begins, or that begins before the one above it.
 */
export function parseWordTimes(text: string, name: string): readonly TimedWord[] {
  const [header = '', ...lines] = text
    .replace(/^\uFEFF/u, '')
    .trimEnd()
    .split(/\r?\n/u);
  const columns = header.split('\t').map((column) => column.trim());
  const places = HEADER.map((column) => columns.indexOf(column));
  if (places.includes(-1))
    throw bad(`The first line of ${name} has to name the columns ${HEADER.join(', ')}, with tabs between; it is "${header.slice(0, 80)}".`);
  if (lines.length === 0) throw bad(`${name} has no words under its header.`);
  let previousMs = 0;
  return lines.map((line, index) => {
    const cells = line.split('\t');
    const [start, end, word = ''] = places.map((place) => cells[place]);
    const [startMs, endMs] = [secondsOf(start) * 1000, secondsOf(end) * 1000];
    const where = `Line ${index + 2} of ${name}`;
    if (!(startMs >= 0 && endMs > startMs))
      throw bad(`${where} takes the seconds at which a word begins and ends, not "${line.slice(0, 80)}".`);
    if (startMs < previousMs) throw bad(`${where} begins before the word above it: words stand in the order in which they are said.`);
    if (normalizedWords(word).length === 0) throw bad(`${where} has no word with letters or digits.`);
    previousMs = startMs;
    return { text: word.trim(), startMs, endMs };
  });
}

async function readWordTimes(file: string): Promise<readonly TimedWord[]> {
  return parseWordTimes(await readText(file, bad), file);
}

/** s16 PCM, mono, 16 kHz. Rejects as `decodeSound` does. */
export async function readSamples(file: string): Promise<Int16Array> {
  const sound = await decodeSound(file);
  return Int16Array.from(sound, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))));
}

/** Throws `configuration` when the words are longer than the sound. */
export function checkLengths(
  { samples, words }: Pick<SpokenSound, 'samples' | 'words'>,
  { audio, words: file }: { readonly audio: string; readonly words: string },
): void {
  const [soundMs, lastMs] = [samplesToMs(samples.length), Math.max(...words.map(({ endMs }) => endMs))];
  if (lastMs > soundMs + TOLERANCE_MS)
    throw bad(
      `${file} has a word until ${(lastMs / 1000).toFixed(2)} s, but ${audio} is ${(soundMs / 1000).toFixed(2)} s long: do they belong together?`,
    );
}

/** Rejects with `configuration` for files that can't be read or don't fit together, with `program-missing` without ffmpeg. */
export async function readSpokenSound(files: SpeechWish['files']): Promise<SpokenSound> {
  if (files === null) {
    const { audioPath, utterances } = await loadConversation('default');
    const words = utterances.flatMap((utterance) => utterance.words ?? []);
    return { samples: await readSamples(audioPath), words, title: 'the conversation of the mock meeting' };
  }
  const words = await readWordTimes(files.words);
  const samples = await readSamples(files.audio);
  checkLengths({ samples, words }, files);
  return { samples, words, title: files.audio };
}
