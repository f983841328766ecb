import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ, VAD_FRAME_SAMPLES, type AudioGap, type EngineInfo, type Progress, type SubcamError } from '@subcam/shared';
import { openIngest, type Ingest } from '../audio/index.ts';
import { scriptedVad } from '../testing/fake-vad.ts';
import { soundOf as scriptedSound } from '../testing/scripted-pipeline.ts';
import { resumeSample, segment, type SegmentEvent } from './index.ts';

/** Sound as a list of [level 0–1, milliseconds]. */
type Script = readonly (readonly [level: number, ms: number])[];

const soundOf = (script: Script): Int16Array => scriptedSound(...script);

interface Run {
  readonly events: readonly SegmentEvent[];
  readonly last: Progress | null;
}

/** Stretches of a capture that never came. */
type Gaps = readonly Pick<AudioGap, 'firstSample' | 'sampleCount'>[];

/** What a client sends from a sample on: 20 ms frames, each up to the next gap, and the gaps. */
function send(ingest: Ingest, sound: Int16Array, { from, gaps }: { readonly from: number; readonly gaps: Gaps }): void {
  let next = from;
  while (next < sound.length) {
    const gap = gaps.find(({ firstSample, sampleCount }) => firstSample + sampleCount > next);
    if (gap !== undefined && gap.firstSample <= next) {
      ingest.pushGap({ ...gap, reason: 'buffer-evicted' });
      next = gap.firstSample + gap.sampleCount;
    } else {
      const end = Math.min(next + 320, sound.length, gap?.firstSample ?? sound.length);
      ingest.push({ firstSample: next, samples: sound.subarray(next, end) });
      next = end;
    }
  }
  ingest.end(sound.length);
}

interface RunOptions {
  /** Stops after so many events that settle something, as a killed daemon does. */
  readonly commits?: number;
  readonly gaps?: Gaps;
}

/** Segments `sound` from where an earlier run committed last. */
async function run(
  sound: Int16Array,
  resume: Progress | null,
  { commits = Number.POSITIVE_INFINITY, gaps = [] }: RunOptions = {},
): Promise<Run> {
  const committedThrough = resume?.throughSample ?? 0;
  const from = resumeSample(committedThrough);
  const ingest = openIngest({ resumeFromSample: from, maxBacklogSamples: Number.POSITIVE_INFINITY });
  send(ingest, sound, { from, gaps });
  const events: SegmentEvent[] = [];
  let last = resume;
  const stop = new AbortController();
  const deps = { vadFactory: scriptedVad(), captureId: 'c', resume: { committedThrough, state: resume?.segmenterState ?? null } };
  for await (const event of segment(ingest.items(stop.signal), deps, stop.signal)) {
    events.push(event);
    if (event.type === 'growing' || event.type === 'ending' || event.type === 'mark') continue;
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

/** Where the script says that nothing came. */
function gapsOf(parts: readonly (readonly [level: number | null, ms: number])[]): Gaps {
  const gaps: { firstSample: number; sampleCount: number }[] = [];
  let at = 0;
  for (const [level, ms] of parts) {
    const before = gaps.at(-1);
    if (level === null && before !== undefined && before.firstSample + before.sampleCount === at) before.sampleCount += ms * 16;
    else if (level === null) gaps.push({ firstSample: at, sampleCount: ms * 16 });
    at += ms * 16;
  }
  return gaps;
}

const lost = (events: readonly SegmentEvent[]): Gaps =>
  events.flatMap((event) => (event.type === 'gap' ? [{ firstSample: event.gap.firstSample, sampleCount: event.gap.sampleCount }] : []));

const forever = new AbortController().signal;

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

  it('are read again while they grow, the longer they are the less often', async () => {
    const { events } = await run(
      soundOf([
        [0, 500],
        [0.9, 11_000],
        [0, 1000],
      ]),
      null,
    );
    const grown = events.filter((event) => event.type === 'growing');
    const steps = grown.slice(1).map((event, index) => ({
      length: event.endSample - event.firstSample,
      frames: (event.endSample - (grown[index]?.endSample ?? 0)) / 512,
    }));
    const framesAt = (seconds: number): number | undefined => steps.find(({ length }) => length >= seconds * SAMPLE_RATE_HZ)?.frames;
    expect([1, 3, 6, 9].map(framesAt)).toEqual([6, 8, 10, 14]);
    expect(steps.map(({ frames }) => frames)).toEqual(steps.map(({ frames }) => frames).toSorted((one, other) => one - other));
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

  it("are cut in a pause of 100 ms, not in a stop consonant's shorter and deeper closure inside a word", async () => {
    const script = [
      [0, 300],
      [0.9, 8692],
      [0.3, 48],
      [0.9, 808],
      [0.45, 112],
      [0.9, 6000],
      [0, 1000],
    ] as const;
    const [first] = segmentsOf((await run(soundOf(script), null)).events);
    expect((first?.endSample ?? 0) / 16).toBeGreaterThan(9848);
    expect((first?.endSample ?? 0) / 16).toBeLessThan(9960);
  });

  it('share the sound around a cut, 1.25 s on either side of it, and no other sound', async () => {
    const sound = soundOf([
      [0, 300],
      [0.9, 15_000],
      [0, 1000],
    ]);
    const [first, second] = segmentsOf((await run(sound, null)).events);
    const at = first?.endSample ?? 0;
    const between = (from: number, end: number): Float32Array => Float32Array.from(sound.subarray(from, end), (value) => value / 32_768);
    expect(first?.soundAfter).toEqual(between(at, at + 20_000));
    expect(second?.soundBefore).toEqual(between(at - 20_000, at));
    expect([first?.soundBefore.length, second?.soundAfter.length]).toEqual([0, 0]);
  });

  it('keep the rest after a cut also when silence follows at once', async () => {
    const script = [
      [0, 300],
      [0.9, 9500],
      [0.5, 100],
      [0.9, 2200],
      [0, 1000],
    ] as const;
    const [first, second] = segmentsOf((await run(soundOf(script), null)).events);
    expect(second?.firstSample).toBe(first?.endSample);
    expect((second?.speechEndSample ?? 0) / SAMPLE_RATE_HZ).toBeCloseTo(12.1, 1);
  });
});

describe('segments when sound is lost or the daemon dies', () => {
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
    const first = await run(sound, null, { commits: 1 });
    const cut = segmentsOf(first.events)[0];
    expect(cut?.progress.throughSample).toBe(cut?.endSample);
    const rest = await run(sound, first.last);
    expect(spans([...first.events, ...rest.events])).toEqual(spans(whole.events));
  });

  it('are the same, and gaps too, however often the daemon dies and goes on from its last commit', async () => {
    const level = fc.constantFrom(null, 0, 0, 0.3, 0.45, 0.6, 0.9, 0.9, 0.9);
    const script = fc.array(fc.tuple(level, fc.integer({ min: 20, max: 5000 })), { minLength: 1, maxLength: 10 });
    const kills = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(script, kills, async (parts, deaths) => {
        const sound = soundOf(parts.map(([level, ms]) => [level ?? 0, ms]));
        const gaps = gapsOf(parts);
        const whole = (await run(sound, null, { gaps })).events;
        let last: Progress | null = null;
        const kept: SegmentEvent[] = [];
        for (const commits of [...deaths, Number.POSITIVE_INFINITY]) {
          if (last?.throughSample === sound.length) break;
          const part: Run = await run(sound, last, { commits, gaps });
          kept.push(...part.events);
          last = part.last;
        }
        expect(spans(kept)).toEqual(spans(whole));
        expect(segmentsOf(kept).map(({ samples }) => samples)).toEqual(segmentsOf(whole).map(({ samples }) => samples));
        expect(lost(kept)).toEqual(lost(whole));
        expect(lost(whole)).toEqual(gaps);
        expect(last?.throughSample).toBe(sound.length);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('hold all that is loud for long, once, and settle sound in its order', async () => {
    const level = fc.constantFrom(0, 0.2, 0.45, 0.9, 0.9);
    const script = fc.array(fc.tuple(level, fc.integer({ min: 20, max: 5000 })), { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(script, async (parts) => {
        const sound = soundOf(parts);
        const { events } = await run(sound, null);
        const found = segmentsOf(events);
        let at = 0;
        for (const [level, ms] of parts) {
          const [first, end] = [at, at + ms * 16];
          at = end;
          // Whole frames of it, and enough of them to be speech and no click.
          if (level < 0.9 || ms < 300) continue;
          for (let sample = first + 512; sample < end - 512; sample += 512) {
            expect(found.filter(({ firstSample, endSample }) => firstSample <= sample && sample < endSample)).toHaveLength(1);
          }
        }
        let settled = 0;
        for (const event of events) {
          if (event.type === 'growing' || event.type === 'ending' || event.type === 'mark') continue;
          expect(event.progress.throughSample).toBeGreaterThanOrEqual(settled);
          if (event.type === 'segment') {
            expect(event.endSample).toBeLessThanOrEqual(event.progress.throughSample);
            expect(event.endSample - event.firstSample).toBeLessThanOrEqual(12 * SAMPLE_RATE_HZ + 512);
            expect(event.samples).toEqual(Float32Array.from(sound.subarray(event.firstSample, event.endSample), (value) => value / 32_768));
          }
          settled = event.progress.throughSample;
        }
      }),
      { numRuns: 40 },
    );
  }, 30_000);
});

describe('taking up where an earlier run was', () => {
  const sound = soundOf([
    [0, 500],
    [0.9, 1000],
    [0, 2000],
    [0.9, 1000],
    [0, 1000],
  ]);

  it('passes over a gap that was settled then, and tells only the rest of one that was not', async () => {
    const { last } = await run(sound, null, { commits: 1 });
    const committed = last?.throughSample ?? 0;
    const before = await run(sound, last, { gaps: [{ firstSample: committed - 3000, sampleCount: 3000 }] });
    expect(before.events.filter((event) => event.type === 'gap')).toEqual([]);
    expect(spans(before.events)).toEqual(spans((await run(sound, last)).events));
    const across = await run(sound, last, { gaps: [{ firstSample: committed - 3000, sampleCount: 4000 }] });
    expect(lost(across.events)).toEqual([{ firstSample: committed, sampleCount: 1000 }]);
  });

  it('does with less context than the pre-roll, when there is no more', async () => {
    const { last } = await run(sound, null, { commits: 1 });
    const committed = last?.throughSample ?? 0;
    const ingest = openIngest({ resumeFromSample: committed, maxBacklogSamples: Number.POSITIVE_INFINITY });
    send(ingest, sound, { from: committed, gaps: [] });
    const deps = {
      vadFactory: scriptedVad(),
      captureId: 'c',
      resume: { committedThrough: committed, state: last?.segmenterState ?? null },
    };
    const events: SegmentEvent[] = [];
    for await (const event of segment(ingest.items(forever), deps, forever)) events.push(event);
    expect(spans(events)).toEqual(spans((await run(sound, last)).events));
  });

  it.each([
    '',
    'null',
    '{"version":2}',
    '{"version":1,"vad":null,"machine":{"status":"idle"}}',
    '{"version":1,"vad":null,"machine":{"status":"open","firstSample":-1}}',
  ])('refuses a state that it did not write: %s', async (segmenterState) => {
    await expect(run(sound, { captureId: 'c', throughSample: 0, segmenterState })).rejects.toMatchObject({ code: 'storage' });
  });

  it("does not take up another VAD's state: the VAD begins anew, the segment that is open goes on, and it is told", async () => {
    const committed = 20 * VAD_FRAME_SAMPLES;
    const machine = { status: 'open', firstSample: 0, speechEndSample: committed, silenceFrames: 0, speechFrames: 20, frames: 20 };
    const stateOf = (engine: EngineInfo): string => JSON.stringify({ version: 1, vad: { engine, data: '0' }, machine });
    const told: SubcamError[] = [];
    const resumed = async (engine: EngineInfo): Promise<readonly SegmentEvent[]> => {
      const ingest = openIngest({ resumeFromSample: 0, maxBacklogSamples: Number.POSITIVE_INFINITY });
      send(ingest, sound, { from: 0, gaps: [] });
      const resume = { committedThrough: committed, state: stateOf(engine) };
      const deps = { vadFactory: scriptedVad(), captureId: 'c', resume, onVadStateDiscarded: (error: SubcamError) => told.push(error) };
      const events: SegmentEvent[] = [];
      for await (const event of segment(ingest.items(forever), deps, forever)) events.push(event);
      return events;
    };
    const own = await resumed({ name: 'scripted', model: 'test' });
    expect(told).toEqual([]);
    const others = await resumed({ name: 'another', model: 'one' });
    expect(told).toMatchObject([{ code: 'engine-failed' }]);
    expect(spans(others)).toEqual(spans(own));
    expect(spans(others).length).toBeGreaterThan(0);
  });

  it('ends with the reason of its signal', async () => {
    const stop = new AbortController();
    const ingest = openIngest({ resumeFromSample: 0, maxBacklogSamples: 1000 });
    const deps = { vadFactory: scriptedVad(), captureId: 'c', resume: { committedThrough: 0, state: null } };
    const next = segment(ingest.items(stop.signal), deps, stop.signal)[Symbol.asyncIterator]().next();
    stop.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
  });
});
