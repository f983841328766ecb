// Conversation -> who has the recording at each moment, so that every sample of it is played once, by one participant.
import type { Conversation } from './conversation.ts';

export interface SpeakerSpan {
  readonly speakerId: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Spans from 0 to the end of the conversation without holes: the recording changes hands in the middle of the pause between two speakers. */
export function speakerSpans({ speakers, utterances, durationMs }: Conversation): SpeakerSpan[] {
  const first = utterances[0]?.speakerId ?? speakers[0]?.speakerId;
  if (first === undefined) return [];
  const spans: { speakerId: string; startMs: number; endMs: number }[] = [{ speakerId: first, startMs: 0, endMs: durationMs }];
  for (const [index, utterance] of utterances.entries()) {
    const before = utterances[index - 1];
    const last = spans.at(-1);
    if (before === undefined || last === undefined || before.speakerId === utterance.speakerId) continue;
    const handOverMs = (before.endMs + utterance.startMs) / 2;
    last.endMs = handOverMs;
    spans.push({ speakerId: utterance.speakerId, startMs: handOverMs, endMs: durationMs });
  }
  return spans;
}
