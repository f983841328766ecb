// A sentence as a synthesiser spoke it: its sound, and when each word is said. What every voice gives, and what they share.
import { SubcamError } from '@subcam/shared';
import type { SpokenWord } from './conversation.ts';
import { alignPhones } from './phone-alignment.ts';

/** Of the sound of all voices. */
export const VOICE_RATE_HZ = 16_000;

/** Kept behind the last phone, ms: its release. */
const RELEASE_MS = 80;

/** A sentence whose phones differ more than this from its words' own is not aligned but guessed. */
const MAX_PHONE_MISMATCH = 0.2;

export interface TimedPhone {
  readonly phone: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface SpokenSentence {
  /** −1…1, 16 kHz, from `onsetMs` ahead of the first phone to its release behind the last. */
  readonly samples: Float32Array;
  readonly onsetMs: number;
  /** Relative to the first phone. */
  readonly words: readonly SpokenWord[];
  readonly durationMs: number;
}

export interface PhonesAndSound {
  readonly text: string;
  /** Words as a transcript counts them, each with its phones when it is spoken alone. */
  readonly words: readonly { readonly text: string; readonly phones: readonly string[] }[];
  /** Without pauses; times from the first sample of `sound` on. */
  readonly phones: readonly TimedPhone[];
  /** The whole of what the synthesiser gave, 16 kHz. */
  readonly sound: Float32Array;
  /** What is heard of the first phone before its time. */
  readonly onsetMs: number;
}

/** Rejects with `engine-failed` where no word can be told apart in the phones: the sentence has to be reworded. */
export function sentenceOf({ text, words, phones, sound, onsetMs }: PhonesAndSound): SpokenSentence {
  const aligned = alignPhones(
    phones.map(({ phone }) => phone),
    words.map((word) => word.phones),
  );
  if (aligned.mismatch > MAX_PHONE_MISMATCH) {
    throw new SubcamError(
      'engine-failed',
      `The words of "${text}" cannot be told apart in its phones (${aligned.mismatch.toFixed(2)}). Reword it.`,
    );
  }
  const first = phones[0];
  const last = phones.at(-1);
  if (first === undefined || last === undefined) throw new SubcamError('engine-failed', `The voice said nothing for "${text}".`);
  const timed = words.map((word, index): SpokenWord => {
    const range = aligned.words[index];
    const from = range === undefined ? undefined : phones[range.from];
    const to = range === undefined ? undefined : phones[range.to - 1];
    if (from === undefined || to === undefined)
      throw new SubcamError('engine-failed', `No phone of "${text}" belongs to "${word.text}". Reword it.`);
    return { text: word.text, startMs: from.startMs - first.startMs, endMs: to.endMs - first.startMs };
  });
  const sampleAt = (ms: number): number => Math.round((ms * VOICE_RATE_HZ) / 1000);
  const samples = sound.slice(Math.max(0, sampleAt(first.startMs - onsetMs)), sampleAt(last.endMs + RELEASE_MS));
  return { samples, onsetMs, words: timed, durationMs: last.endMs - first.startMs };
}
