// What one live capture tells -> the same, and how long after the speech it came.
import { samplesToMs, type Clock, type Transcript, type Translation } from '@subcam/shared';
import type { Metrics } from '../telemetry/index.ts';
import type { Publisher } from './publisher.ts';

/** Finals of which a translation may still come; of older ones nothing is measured. */
const MAX_FINALS = 200;

/**
 * The same publisher; what is told through it is timed. `clock`: one that goes on from when the capture began, whoever sets the time. `startedAtMs`: the
 * instant of sample 0. Nothing is measured where it is not `isLive`.
 */
export function timedPublisher(
  publisher: Publisher,
  deps: { readonly metrics: Pick<Metrics, 'took'>; readonly clock: Clock; readonly startedAtMs: number; readonly isLive: boolean },
): Publisher {
  const { metrics, clock, startedAtMs, isLive } = deps;
  if (!isLive) return publisher;
  const sinceSpeech = ({ speechEndSample }: Transcript): number => Math.max(0, clock.nowMs() - startedAtMs - samplesToMs(speechEndSample));
  /** When finals were told, by their first sample. Monotonic. */
  const finals = new Map<number, number>();
  let last: Pick<Transcript, 'firstSample' | 'text'> = { firstSample: -1, text: '' };

  const words = (transcript: Transcript): void => {
    const { firstSample, text } = transcript;
    const before = firstSample === last.firstSample ? last.text.length : 0;
    last = { firstSample, text };
    if (text.length > before) metrics.took('word_to_shown', sinceSpeech(transcript));
  };

  const final = (transcript: Transcript): void => {
    metrics.took('speech_end_to_final', sinceSpeech(transcript));
    finals.set(transcript.firstSample, clock.monotonicMs());
    const [oldest] = finals.keys();
    if (finals.size > MAX_FINALS && oldest !== undefined) finals.delete(oldest);
  };

  /** Those of finals of before this run are left out. */
  const translation = ({ firstSample, status }: Translation): void => {
    const toldAtMs = finals.get(firstSample);
    if (status === 'final' && toldAtMs !== undefined) metrics.took('final_to_translation', clock.monotonicMs() - toldAtMs);
  };

  return {
    ...publisher,
    event: (body) => {
      publisher.event(body);
      if (body.type === 'final') final(body.transcript);
      if (body.type === 'final' || body.type === 'partial') words(body.transcript);
      if (body.type === 'translation') translation(body.translation);
    },
  };
}
