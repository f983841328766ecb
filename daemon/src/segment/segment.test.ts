import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ, type Progress } from '@subcam/shared';
import { openIngest } from '../audio/index.ts';
import { scriptedVad } from '../testing/fake-vad.ts';
import { resumeSample, segment, type SegmentEvent } from './index.ts';

/** Sound as a list of [level 0–1, milliseconds]. */
type Script = readonly (readonly [level: number, ms: number])[];

function soundOf(script: Script): Int16Array {
  const parts = script.map(([level, ms]) => Int16Array.from({ length: ms * 16 }, (_, index) => Math.round(level * 32_000) - (index % 3)));
  const sound = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    sound.set(part, at);
    at += part.length;
  }
  return sound;
}

interface Run {
  readonly events: readonly SegmentEvent[];
  readonly last: Progress | null;
}

/** Segments `sound` from a resume point on; stops after `commits` events that settle something, as a killed daemon does. */
async function run(sound: Int16Array, resume: Progress | null, commits = Number.POSITIVE_INFINITY): Promise<Run> {
  const committedThrough = resume?.throughSample ?? 0;
  const from = resumeSample(committedThrough);
  const ingest = openIngest({ resumeFromSample: from, maxBacklogSamples: Number.POSITIVE_INFINITY });
  for (let first = from; first < sound.length; first += 320)
    ingest.push({ firstSample: first, samples: sound.subarray(first, first + 320) });
  ingest.end(sound.length);
  const events: SegmentEvent[] = [];
  let last = resume;
  const stop = new AbortController();
  const deps = { vadFactory: scriptedVad(), captureId: 'c', resume: { committedThrough, state: resume?.segmenterState ?? null } };
  for await (const event of segment(ingest.items(stop.signal), deps, stop.signal)) {
    events.push(event);
    if (event.type === 'growing') continue;
    last = event.progress;
    if (events.filter((kept) => kept.type !== 'growing').length >= commits) break;
  }
  return { events, last };
}

type Segment = Extract<SegmentEvent, { type: 'segment' }>;
const segmentsOf = (events: readonly SegmentEvent[]): readonly Segment[] => events.filter((event) => event.type === 'segment');
/** Bounds of every segment, and all that would be stored with it: the VAD's memory shows what was read twice or not at all. */
const spans = (events: readonly SegmentEvent[]): readonly (readonly (number | string)[])[] =>
  segmentsOf(events).map((event) => [
    event.firstSample,
    event.endSample,
    event.speechEndSample,
    event.progress.throughSample,
    event.progress.segmenterState,
  ]);

describe('segments', () => {
  it('begin with pre-roll, end after a third of a second of silence, and keep what was said in between', async () => {
    const { events } = await run(
      soundOf([
        [0, 1000],
        [0.9, 2000],
        [0, 1500],
      ]),
      null,
    );
    const [only, ...others] = segmentsOf(events);
    expect(others).toEqual([]);
    expect(only?.firstSample).toBeLessThanOrEqual(16_000 - 4000);
    expect(only?.speechEndSample).toBeGreaterThanOrEqual(48_000);
    expect(only?.speechEndSample).toBeLessThan(48_000 + 1024);
    expect(only?.samples).toHaveLength((only?.endSample ?? 0) - (only?.firstSample ?? 0));
    expect((only?.progress.throughSample ?? 0) - (only?.speechEndSample ?? 0)).toBe(11 * 512);
  });

  it('are read again every quarter of a second while they grow', async () => {
    const { events } = await run(
      soundOf([
        [0, 500],
        [0.9, 2000],
        [0, 1000],
      ]),
      null,
    );
    const ends = events.filter((event) => event.type === 'growing').map((event) => event.endSample);
    expect(ends.length).toBeGreaterThanOrEqual(8);
    for (const [index, end] of ends.entries()) if (index > 0) expect(end - (ends[index - 1] ?? 0)).toBe(8 * 512);
  });

  it('leave a click alone', async () => {
    const { events } = await run(
      soundOf([
        [0, 1000],
        [0.9, 40],
        [0, 3000],
      ]),
      null,
    );
    expect(segmentsOf(events)).toEqual([]);
    expect(events.filter((event) => event.type === 'quiet').length).toBeGreaterThan(2);
  });

  it('are cut where speech is weakest when somebody talks without a pause, and lose nothing by it', async () => {
    const { events } = await run(
      soundOf([
        [0, 300],
        [0.9, 9500],
        [0.5, 100],
        [0.9, 6000],
        [0, 1000],
      ]),
      null,
    );
    const [first, second] = segmentsOf(events);
    expect((first?.endSample ?? 0) / SAMPLE_RATE_HZ).toBeGreaterThan(9.7);
    expect((first?.endSample ?? 0) / SAMPLE_RATE_HZ).toBeLessThan(10);
    expect(second?.firstSample).toBe(first?.endSample);
    expect((second?.speechEndSample ?? 0) / SAMPLE_RATE_HZ).toBeGreaterThan(15.9);
  });

  it('end at a gap, which is passed on with its reason, and begin anew after it', async () => {
    const stop = new AbortController();
    const ingest = openIngest({ resumeFromSample: 0, maxBacklogSamples: Number.POSITIVE_INFINITY });
    const speech = soundOf([[0.9, 1000]]);
    ingest.push({ firstSample: 0, samples: speech });
    ingest.pushGap({ firstSample: 16_000, sampleCount: 5000, reason: 'buffer-evicted' });
    ingest.push({ firstSample: 21_000, samples: speech });
    ingest.end(37_000);
    const events: SegmentEvent[] = [];
    const deps = { vadFactory: scriptedVad(), captureId: 'c', resume: { committedThrough: 0, state: null } };
    for await (const event of segment(ingest.items(stop.signal), deps, stop.signal)) events.push(event);
    expect(events.filter((event) => event.type !== 'growing').map((event) => event.type)).toEqual(['segment', 'gap', 'segment']);
    const [before, after] = segmentsOf(events);
    expect(before?.endSample).toBe(16_000);
    expect(after?.firstSample).toBe(21_000);
    expect(after?.progress.throughSample).toBe(37_000);
  });

  it('go on after a cut as they would have, when the daemon dies right after it', async () => {
    const sound = soundOf([
      [0, 300],
      [0.9, 10_000],
      [0.5, 600],
      [0.9, 5000],
      [0, 1000],
    ]);
    const whole = await run(sound, null);
    const first = await run(sound, null, 1);
    const cut = segmentsOf(first.events)[0];
    expect(cut?.progress.throughSample).toBe(cut?.endSample);
    const rest = await run(sound, first.last);
    expect(spans([...first.events, ...rest.events])).toEqual(spans(whole.events));
  });

  it('are the same however often the daemon dies and goes on from its last commit', async () => {
    const level = fc.constantFrom(0, 0, 0.3, 0.45, 0.6, 0.9, 0.9);
    const script = fc.array(fc.tuple(level, fc.integer({ min: 20, max: 5000 })), { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(script, fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 }), async (parts, kills) => {
        const sound = soundOf(parts);
        const whole = await run(sound, null);
        let last: Progress | null = null;
        const kept: SegmentEvent[] = [];
        for (const commits of kills) {
          const part: Run = await run(sound, last, commits);
          kept.push(...part.events.filter((event) => event.type !== 'growing'));
          last = part.last;
          if (last?.throughSample === sound.length) break;
        }
        if (last?.throughSample !== sound.length) kept.push(...(await run(sound, last)).events.filter((event) => event.type !== 'growing'));
        expect(spans(kept)).toEqual(spans(whole.events));
        for (const [index, kept_] of segmentsOf(kept).entries()) expect(kept_.samples).toEqual(segmentsOf(whole.events)[index]?.samples);
        const final = kept.at(-1);
        expect(final === undefined || final.type === 'growing' ? null : final.progress.throughSample).toBe(sound.length);
      }),
      { numRuns: 60 },
    );
  }, 30_000);
});
