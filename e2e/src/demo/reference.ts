// A conversation + when it was recorded -> what was said meanwhile, on the wall clock: what is heard is held against it. Pure.
import type { Conversation } from '../../mock-meet/index.ts';
import type { SpokenUtterance } from './language-report.ts';
import type { SpokenWord } from './word-latency.ts';

/** The conversation time that the tab may have swallowed before the bot's capture began is none: talking starts after it. */
export interface Recording {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** Conversation time, ms. */
interface Timed {
  readonly startMs: number;
  readonly endMs: number;
}

export interface Reference {
  /** The words that were said within the recording; null where nobody knows them. */
  readonly text: string | null;
  /** Those of them whose times are exact, on the wall clock. */
  readonly spoken: readonly SpokenWord[];
  /** Of which anything was said within the recording. */
  readonly utterances: readonly SpokenUtterance[];
}

/** `language`: of all that is said where the conversation does not tell; null: nobody knows. */
export function referenceOf(
  conversation: Conversation,
  { startedAtMs, endedAtMs }: Recording,
  { fromMs, language }: { readonly fromMs: number; readonly language: string | null },
): Reference {
  if (conversation.utterances.length === 0) return { text: null, spoken: [], utterances: [] };
  const untilMs = fromMs + (endedAtMs - startedAtMs);
  const atMs = (conversationMs: number): number => startedAtMs + conversationMs - fromMs;
  const isWithin = ({ startMs, endMs }: Timed): boolean => startMs >= fromMs && endMs <= untilMs;
  const isPartlyWithin = ({ startMs, endMs }: Timed): boolean => endMs > fromMs && startMs < untilMs;
  const timed = (words: Conversation['utterances'][number]['words'] = []): SpokenWord[] =>
    conversation.wordTimes === 'exact' ? words.map((word) => ({ text: word.text, endedAtMs: atMs(word.endMs) })) : [];
  const words = conversation.utterances
    .flatMap((utterance) => utterance.words ?? [])
    .filter(isWithin)
    .toSorted((a, b) => a.startMs - b.startMs);
  return {
    text: words.map((word) => word.text).join(' '),
    spoken: timed(words),
    utterances: conversation.utterances.filter(isPartlyWithin).map((utterance) => ({
      language: utterance.language ?? language,
      isWhole: isWithin(utterance),
      startedAtMs: atMs(utterance.startMs),
      endedAtMs: atMs(utterance.endMs),
      text: utterance.text,
      words: timed(utterance.words),
    })),
  };
}
