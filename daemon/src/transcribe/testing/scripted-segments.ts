// Segments at instants of a virtual clock, through the transcriber with a scripted recogniser.
import type { SttRequest } from '@subcam/shared';
import { createVirtualClock, type VirtualClock } from '@subcam/shared/testing';
import type { SegmentEvent } from '../../segment/index.ts';
import { scriptedStt, type ScriptedReading } from '../../testing/fake-stt.ts';
import { transcribe, type TranscribeDeps, type TranscribeEvent } from '../index.ts';

export const SECOND = 16_000;
const NONE = new Float32Array(0);
const forever = new AbortController().signal;

export function progress(throughSample: number) {
  return { captureId: 'c', throughSample, segmenterState: `state at ${throughSample}` };
}

export function growing(firstSample: number, endSample: number): SegmentEvent {
  const samples = new Float32Array(endSample - firstSample);
  return { type: 'growing', firstSample, endSample, speechEndSample: endSample, samples, soundBefore: NONE, soundAfter: NONE };
}

export function whole(firstSample: number, endSample: number): SegmentEvent {
  return { ...growing(firstSample, endSample), type: 'segment', progress: progress(endSample) } as SegmentEvent;
}

export const quiet = (throughSample: number): SegmentEvent => ({ type: 'quiet', progress: progress(throughSample) });

/** Events at instants of the clock; `null`: it goes on without end. */
export async function* at(
  clock: VirtualClock,
  script: readonly (readonly [atMs: number, event: SegmentEvent | null])[],
): AsyncIterable<SegmentEvent> {
  const startMs = clock.nowMs();
  for (const [atMs, event] of script) {
    await clock.sleep(startMs + atMs - clock.nowMs());
    if (event === null) await new Promise(() => undefined);
    else yield event;
  }
}

/** Runs the room to its end; each event with the instant at which it came out. */
export async function run(
  script: readonly (readonly [number, SegmentEvent])[],
  answer: (request: SttRequest, index: number) => ScriptedReading,
  options: Partial<TranscribeDeps> = {},
) {
  const clock = createVirtualClock(0);
  const stt = scriptedStt(clock, answer);
  const out: { readonly atMs: number; readonly event: TranscribeEvent }[] = [];
  const deps: TranscribeDeps = { stt, captureId: 'c', language: 'en', pace: 'live', clock, ...options };
  const work = async (): Promise<void> => {
    for await (const event of transcribe(at(clock, script), deps, forever)) out.push({ atMs: clock.nowMs(), event });
  };
  await clock.run(work());
  return { out, events: out.map(({ event }) => event), calls: stt.calls };
}

export const textOf = (event: TranscribeEvent | undefined): string | null =>
  event !== undefined && 'transcript' in event ? event.transcript.text : null;
