// What people say in a meeting: who speaks, when, which words, and the one recording that holds them all.

export interface Speaker {
  /** Unique in the conversation. */
  readonly speakerId: string;
  /** The name on the tile. */
  readonly name: string;
}

export interface SpokenWord {
  /** As written, without the punctuation around it. */
  readonly text: string;
  /** Conversation time, ms. */
  readonly startMs: number;
  readonly endMs: number;
}

export interface Utterance {
  readonly speakerId: string;
  readonly name: string;
  /** Conversation time of the first and last sound, ms. */
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  /** Left out where everybody speaks the same language, or nobody knows which. */
  readonly language?: string;
  /** Left out where nobody knows the words. */
  readonly words?: readonly SpokenWord[];
}

/**
 * Where the words' times come from. `exact`: from the synthesiser that spoke them. `estimated`: the text was spread over the time that
 * has sound, so a word may be off by a second; no latency may be computed from it. `null`: there is no text.
 */
export type WordTimes = 'exact' | 'estimated' | null;

export interface Conversation {
  readonly speakers: readonly Speaker[];
  /** In the order of `startMs`; they do not overlap. Empty where there is no transcript. */
  readonly utterances: readonly Utterance[];
  readonly wordTimes: WordTimes;
  readonly durationMs: number;
  /** Any file that Chromium decodes (WAV of any rate, mono or stereo; Ogg Opus). Time 0 of the file is conversation time 0. */
  readonly audioPath: string;
}
