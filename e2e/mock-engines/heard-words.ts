// A span of a conversation -> the words that are said in it, sentence by sentence, as they are written.
import { SubcamError } from '@subcam/shared';
import type { Conversation } from '../mock-meet/index.ts';

export interface HeardSegment {
  /** Within the span, ms from its start. */
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  /** As the utterance has it; undefined: it does not say. */
  readonly language: string | undefined;
}

interface WrittenWord {
  /** With the punctuation around it. */
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** `span`: conversation time. Words whose middle lies in it. */
export type HeardWords = (span: { readonly startMs: number; readonly endMs: number }) => HeardSegment[];

/** Throws `configuration` for a conversation without words: nobody knows what to answer. */
export function openHeardWords(conversation: Conversation): HeardWords {
  const sentences = conversation.utterances.map(({ text, language, words }) => {
    if (words === undefined) throw new SubcamError('configuration', `Nobody knows when the words of "${text}" are said.`);
    return { language, words: written(text, words) };
  });
  if (sentences.length === 0) {
    throw new SubcamError('configuration', 'A mocked recogniser needs to know what is said: give the transcript of the recording.');
  }
  return ({ startMs, endMs }) =>
    sentences.flatMap(({ language, words }) => {
      const heard = words.filter((word) => {
        const middleMs = (word.startMs + word.endMs) / 2;
        return middleMs >= startMs && middleMs < endMs;
      });
      const first = heard[0];
      const last = heard.at(-1);
      if (first === undefined || last === undefined) return [];
      const within = (atMs: number): number => Math.min(Math.max(atMs, startMs), endMs) - startMs;
      return [{ startMs: within(first.startMs), endMs: within(last.endMs), text: heard.map((word) => word.text).join(' '), language }];
    });
}

/** Each word with its punctuation: the text from its start to the next word's. */
function written(text: string, words: NonNullable<Conversation['utterances'][number]['words']>): WrittenWord[] {
  const starts: number[] = [];
  let from = 0;
  for (const word of words) {
    const at = text.indexOf(word.text, from);
    if (at < 0) throw new SubcamError('configuration', `The word "${word.text}" is not where it should be in "${text}".`);
    starts.push(at);
    from = at + word.text.length;
  }
  return words.map(({ startMs, endMs }, index) => ({
    text: text.slice(index === 0 ? 0 : starts[index], starts[index + 1]).trim(),
    startMs,
    endMs,
  }));
}
