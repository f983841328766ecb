// Transcript -> Attribution: who spoke it, by subtracting instants of one clock; nobody when nothing says so.
import { samplesToMs, type Attribution, type Transcript } from '@subcam/shared';
import type { TranscribeEvent } from '../transcribe/index.ts';
import type { MeetingTimeline } from './meeting-timeline.ts';

type Spoken = Extract<TranscribeEvent, { readonly transcript: Transcript }>;

export type AttributedEvent = Exclude<TranscribeEvent, Spoken> | (Spoken & { readonly attribution: Attribution });

export interface AttributeDeps {
  readonly timeline: MeetingTimeline;
  /** Wall clock of sample 0, ms. */
  readonly startedAtMs: number;
  /** How much later a sound is captured than the page marks it. */
  readonly captureDelayMs: number;
}

/** Marks need about this long to light up after a voice begins (seen on meeting pages: a few animation frames of smoothed level). */
const MARK_LAG_MS = 150;

/** Passes events on in their order, transcripts with who spoke them. */
export async function* attribute(
  input: AsyncIterable<TranscribeEvent>,
  deps: AttributeDeps,
  signal: AbortSignal,
): AsyncIterable<AttributedEvent> {
  const wallClockOf = (sample: number): number => deps.startedAtMs + samplesToMs(sample) - deps.captureDelayMs + MARK_LAG_MS;
  for await (const event of input) {
    signal.throwIfAborted();
    switch (event.type) {
      case 'partial':
      case 'final': {
        const { firstSample, speechEndSample } = event.transcript;
        yield { ...event, attribution: deps.timeline.attribution(wallClockOf(firstSample), wallClockOf(speechEndSample)) };
        break;
      }
      case 'quiet':
      case 'gap':
        yield event;
        break;
    }
  }
}
