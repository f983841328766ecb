// Transcript -> Transcript with its Attribution: media time becomes wall clock, and the meeting's timeline says who spoke.
import { samplesToMs, type Attribution, type CaptureRow, type Transcript } from '@subcam/shared';
import type { TranscribeEvent } from '../transcribe/index.ts';
import type { ToldTimeline } from './meeting-timeline.ts';
import { untilAborted } from '../lib/until-aborted.ts';

/** What `transcribe` gives, with the speaker on partials and finals. */
export type AttributedEvent = TranscribeEvent extends infer Event
  ? Event extends { readonly transcript: Transcript }
    ? Event & { readonly attribution: Attribution }
    : Event extends { readonly provisional: Transcript | null }
      ? Event & { readonly attribution: Attribution | null }
      : Event
  : never;

export interface AttributeDeps {
  readonly timeline: Pick<ToldTimeline, 'attribution' | 'caughtUp' | 'self'>;
  /** A microphone's words are its owner's, whatever the meeting's marks say; all others' are as the marks say. */
  readonly source: CaptureRow['source'];
  /** Wall clock of sample 0, ms. */
  readonly startedAtMs: number;
  /** How much later the captured sound is than what the page shows at the same instant. */
  readonly captureDelayMs: number;
}

/** Shares of a segment from which on its speaker counts as known: of others, more than a word may be another person's. */
const KNOWN_SPEAKER_SHARE = 0.6;

const pageTimeMs = (sample: number, { startedAtMs, captureDelayMs }: AttributeDeps): number =>
  startedAtMs + samplesToMs(sample) - captureDelayMs;

/** Who speaks in a stretch of sound, as one name for what is remembered of people; null: nobody knows, or several do. */
export function knownSpeaker(
  { firstSample, speechEndSample }: Pick<Transcript, 'firstSample' | 'speechEndSample'>,
  deps: AttributeDeps,
): string | null {
  if (deps.source === 'microphone') return deps.source;
  const { participantId, confidence } = deps.timeline.attribution(pageTimeMs(firstSample, deps), pageTimeMs(speechEndSample, deps));
  return confidence >= KNOWN_SPEAKER_SHARE ? participantId : null;
}

/** One event out for each event in, in order. Ends with its input; throws the signal's reason when it fires. */
export async function* attribute(
  input: AsyncIterable<TranscribeEvent>,
  deps: AttributeDeps,
  signal: AbortSignal,
): AsyncIterable<AttributedEvent> {
  const speakerOf = ({ firstSample, speechEndSample }: Transcript): Attribution =>
    deps.source === 'microphone'
      ? deps.timeline.self()
      : deps.timeline.attribution(pageTimeMs(firstSample, deps), pageTimeMs(speechEndSample, deps));
  for await (const event of input) {
    signal.throwIfAborted();
    switch (event.type) {
      case 'final':
        // What was told while it was said may still be on its way into the store. Of a partial it is not worth waiting for.
        await untilAborted(deps.timeline.caughtUp(), signal);
        yield { ...event, attribution: speakerOf(event.transcript) };
        break;
      case 'partial':
        yield { ...event, attribution: speakerOf(event.transcript) };
        break;
      case 'mark':
        yield { ...event, attribution: event.provisional === null ? null : speakerOf(event.provisional) };
        break;
      case 'quiet':
      case 'gap':
        yield event;
        break;
    }
  }
  signal.throwIfAborted();
}
