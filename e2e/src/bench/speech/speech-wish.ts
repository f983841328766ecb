// Flags of the command line -> what the bench of speech shall measure.
import { isLanguageCode, sameLanguage, SubcamError, type LanguageCode } from '@subcam/shared';

export interface SpeechWish {
  /** null: the conversation that comes with the mock meeting. */
  readonly files: { readonly audio: string; readonly words: string } | null;
  /** Sessions that talk at the same time. */
  readonly streams: number;
  /** How many times it is measured with each policy. */
  readonly repeat: number;
  /** null: the one that is configured. */
  readonly engine: string | null;
  /** What reads what is still being said; null: as is configured. */
  readonly partials: string | null;
  readonly from: LanguageCode;
  /** null: nothing is translated. */
  readonly to: LanguageCode | null;
  /** Each time the sound is repeated until so long; null: it is sent once. */
  readonly minutes: number | null;
  /** A few seconds of it. */
  readonly isQuick: boolean;
}

export interface SpeechFlags {
  readonly audio?: string;
  readonly words?: string;
  readonly streams?: string;
  readonly repeat?: string;
  readonly engine?: string;
  readonly partials?: string;
  readonly from?: string;
  readonly to?: string;
}

export const DEFAULT_REPEAT = 3;
const MAX_REPEAT = 100;
export const MAX_STREAMS = 64;

function bad(message: string): SubcamError {
  return new SubcamError('configuration', `${message} See \`pnpm bench --help\`.`);
}

function count(flag: string, text: string, most: number): number {
  if (!/^[1-9]\d{0,8}$/.test(text) || Number(text) > most) throw bad(`${flag} takes a whole number from 1 to ${most}, not "${text}".`);
  return Number(text);
}

function language(flag: string, text: string): LanguageCode {
  if (!isLanguageCode(text)) throw bad(`${flag} takes a language such as pt, not "${text}".`);
  return text;
}

/** Without `repeat`: three times, or once where it goes on for minutes. Throws `configuration` for what makes no sense. */
export function speechWish(flags: SpeechFlags, { minutes, isQuick }: Pick<SpeechWish, 'minutes' | 'isQuick'>): SpeechWish {
  const { audio, words, engine = null, partials = null } = flags;
  if ((audio === undefined) !== (words === undefined))
    throw bad('--audio and --words belong together: the words are compared by their times.');
  const [from, to] = [language('--from', flags.from ?? 'en'), flags.to === undefined ? null : language('--to', flags.to)];
  if (to !== null && sameLanguage(from, to)) throw bad(`--to takes another language than the one that is spoken (${from}), not "${to}".`);
  if (isQuick && flags.repeat !== undefined) throw bad('--quick and --repeat contradict each other.');
  return {
    files: audio === undefined || words === undefined ? null : { audio, words },
    streams: count('--streams', flags.streams ?? '1', MAX_STREAMS),
    repeat: flags.repeat === undefined ? (isQuick || minutes !== null ? 1 : DEFAULT_REPEAT) : count('--repeat', flags.repeat, MAX_REPEAT),
    engine,
    partials,
    from,
    to,
    minutes,
    isQuick,
  };
}
