import { describe, expect, it } from 'vitest';
import { SubcamError, type Stt, type SttRequest } from '@subcam/shared';
import { ServiceRefusal } from '../lib/service-refusal.ts';
import type { SegmentEvent } from '../segment/index.ts';
import { scriptedStt, type ScriptedReading } from '../testing/fake-stt.ts';
import { createVirtualClock, type VirtualClock } from '@subcam/shared/testing';
import { transcribe, type TranscribeDeps } from './index.ts';
import { at, growing, progress, quiet, run, SECOND, textOf, whole } from './testing/scripted-segments.ts';

const forever = new AbortController().signal;

const away = (): SubcamError => new SubcamError('engine-unavailable', 'Away.', { retryable: true });
const broken = (): SubcamError => new SubcamError('engine-failed', 'Broken.');

describe('a segment', () => {
  it.each(['[BLANK_AUDIO]', '(upbeat music)', '♪♪', '*sighs*', '[ Silence ]'])(
    'in which no words were heard comes to silence, as a partial and as a final: %s',
    async (text) => {
      const { events } = await run(
        [
          [0, growing(0, SECOND)],
          [500, whole(0, 2 * SECOND)],
        ],
        () => ({ text }),
      );
      expect(events).toEqual([{ type: 'quiet', progress: progress(2 * SECOND) }]);
    },
  );

  it('is read as it grows and once and for all, with revisions that rise and a stable prefix', async () => {
    const texts = ['We', 'We meet.', 'We meet at', 'We meet at noon.'];
    const script = [
      [0, growing(0, SECOND)],
      [250, growing(0, 1.25 * SECOND)],
      [500, growing(0, 1.5 * SECOND)],
      [800, whole(0, 2 * SECOND)],
    ] as const;
    const { events } = await run(script, (_request, index) => ({ text: texts[index] ?? '', afterMs: 20 }));
    expect(events).toMatchObject([
      { type: 'partial', transcript: { status: 'partial', revision: 1, text: 'We', stableLength: 0, endSample: SECOND }, asRead: 'We' },
      { type: 'partial', transcript: { revision: 2, text: 'We meet', stableLength: 2 }, asRead: 'We meet.' },
      { type: 'partial', transcript: { revision: 3, text: 'We meet at', stableLength: 7 }, asRead: 'We meet at' },
      {
        type: 'final',
        transcript: {
          status: 'final',
          revision: 4,
          text: 'We meet at noon.',
          stableLength: 16,
          firstSample: 0,
          endSample: 2 * SECOND,
          captureId: 'c',
        },
        progress: progress(2 * SECOND),
      },
    ]);
  });

  it('is, in the end, read whole, whatever its partials were', async () => {
    const { calls } = await run(
      [
        [0, growing(0, SECOND)],
        [100, whole(0, 2 * SECOND)],
      ],
      () => ({ text: 'hello' }),
    );
    expect(calls.at(-1)?.request).toMatchObject({ purpose: 'final', language: 'en' });
    expect(calls.at(-1)?.request.samples).toHaveLength(2 * SECOND);
  });

  it('is read less often while the engine is slow: the newest reading wins', async () => {
    const script = [0, 250, 500, 750, 1000].map((atMs, index) => [atMs, growing(0, (index + 1) * SECOND)] as const);
    const { out, calls } = await run([...script, [2500, whole(0, 6 * SECOND)]], (request) => ({
      text: ['one', 'two', 'three', 'four', 'five', 'six'].slice(0, request.samples.length / SECOND).join(' '),
      afterMs: 600,
    }));
    expect(calls.map((call) => call.request.samples.length / SECOND)).toEqual([1, 3, 5, 6]);
    expect(out.map(({ atMs, event }) => [atMs, textOf(event)])).toEqual([
      [600, 'one'],
      [1200, 'one two three'],
      [1800, 'one two three four five'],
      [3100, 'one two three four five six'],
    ]);
  });

  it('gives a partial up when its final is due', async () => {
    const { out, calls } = await run(
      [
        [0, growing(0, SECOND)],
        [100, whole(0, 2 * SECOND)],
      ],
      (request) => ({ text: request.purpose, afterMs: request.purpose === 'partial' ? 10_000 : 30 }),
    );
    expect(calls.map(({ outcome, endedAtMs }) => [outcome, endedAtMs])).toEqual([
      ['given-up', 100],
      ['read', 130],
    ]);
    expect(out.map(({ atMs, event }) => [atMs, textOf(event)])).toEqual([[130, 'final']]);
  });

  it('has no partials when a file is read', async () => {
    const { events, calls } = await run(
      [
        [0, growing(0, SECOND)],
        [100, whole(0, 2 * SECOND)],
      ],
      () => ({ text: 'hello' }),
      { pace: 'file' },
    );
    expect(events.map((event) => event.type)).toEqual(['final']);
    expect(calls).toHaveLength(1);
  });

  it('comes to silence when nothing was said, or nothing that anybody could have said', async () => {
    const invented = Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ');
    const { events } = await run(
      [
        [0, whole(0, SECOND)],
        [1, whole(SECOND, 2 * SECOND)],
      ],
      (_request, index) => ({ text: index === 0 ? '' : invented }),
    );
    expect(events).toEqual([
      { type: 'quiet', progress: progress(SECOND) },
      { type: 'quiet', progress: progress(2 * SECOND) },
    ]);
  });

  it('in which the engine hears nothing though somebody spoke is read again without the quiet before the words', async () => {
    const answer = ({ samples }: SttRequest): ScriptedReading => ({ text: samples.length === 2 * SECOND ? '' : 'Ask not.', afterMs: 10 });
    const { events, calls } = await run([[0, whole(0, 2 * SECOND)]], answer);
    expect(events.map(textOf)).toEqual(['Ask not.']);
    expect(events[0]).toMatchObject({
      type: 'final',
      transcript: { firstSample: 0, endSample: 2 * SECOND },
      progress: progress(2 * SECOND),
    });
    expect(calls.map(({ request }) => request.samples.length)).toEqual([2 * SECOND, 1.8 * SECOND]);
    const cough = await run([[0, whole(0, 0.5 * SECOND)]], () => ({ text: '', afterMs: 10 }));
    expect(cough.calls).toHaveLength(1);
  });

  it('of less than a tenth of a second is not read at all', async () => {
    const { events, calls } = await run([[0, whole(0, 1599)]], () => ({ text: 'hello' }));
    expect(events).toEqual([{ type: 'quiet', progress: progress(1599) }]);
    expect(calls).toEqual([]);
  });
});

describe('what settles sound', () => {
  it('comes out in the order in which it came in', async () => {
    const gap = { firstSample: 3 * SECOND, sampleCount: SECOND, reason: 'buffer-evicted' } as const;
    const script = [
      [0, quiet(SECOND)],
      [0, whole(SECOND, 2 * SECOND)],
      [0, whole(2 * SECOND, 3 * SECOND)],
      [0, { type: 'gap', gap, progress: progress(4 * SECOND) }],
      [0, quiet(5 * SECOND)],
    ] as const;
    const { events } = await run(script, (_request, index) => ({ text: 'hello', afterMs: index === 0 ? 500 : 5 }));
    expect(events.map((event) => [event.type, 'progress' in event ? event.progress.throughSample / SECOND : null])).toEqual([
      ['quiet', 1],
      ['final', 2],
      ['final', 3],
      ['gap', 4],
      ['quiet', 5],
    ]);
  });

  it('is never dropped, but holds up whoever brings it once much waits', async () => {
    const clock = createVirtualClock(0);
    let brought = 0;
    async function* input(): AsyncIterable<SegmentEvent> {
      for (let index = 0; index < 100; index += 1) {
        brought += 1;
        yield whole(index * SECOND, (index + 1) * SECOND);
      }
    }
    const stt = scriptedStt(clock, () => ({ text: 'hello', afterMs: 1000 }));
    const finals: number[] = [];
    const work = async (): Promise<void> => {
      const deps: TranscribeDeps = { stt, captureId: 'c', language: 'en', pace: 'live', clock };
      for await (const event of transcribe(input(), deps, forever))
        if (event.type === 'final') finals.push(event.transcript.firstSample / SECOND);
    };
    const done = work();
    await clock.advance(500);
    expect(brought).toBeLessThan(20);
    await clock.run(done);
    expect(finals).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });
});

describe('an engine', () => {
  it('is named by its reading, not by what is in use by now', async () => {
    const engine = { name: 'first', model: 'one' };
    const stt: Stt = {
      info: { name: 'second', model: 'two' },
      transcribe: () => Promise.resolve({ text: 'Hello.', language: 'en', confidence: null, engine }),
      close: () => Promise.resolve(),
    };
    const script = [
      [0, growing(0, SECOND)],
      [250, whole(0, 2 * SECOND)],
    ] as const;
    const { events } = await run(script, () => ({}), { stt });
    expect(events).toMatchObject([
      { type: 'partial', transcript: { engine } },
      { type: 'final', transcript: { engine } },
    ]);
  });

  it('that is away is asked again, ever more patiently, until it reads; nothing is lost meanwhile', async () => {
    const { out, calls } = await run(
      [
        [0, whole(0, SECOND)],
        [0, whole(SECOND, 2 * SECOND)],
      ],
      (_request, index) => (index < 10 ? { error: away() } : { text: 'hello' }),
    );
    expect(calls.map((call) => call.startedAtMs)).toEqual([0, 250, 750, 1750, 3750, 7750, 12_750, 17_750, 22_750, 27_750, 32_750, 32_750]);
    expect(out.map(({ event }) => event.type)).toEqual(['final', 'final']);
    expect(calls.map((call) => call.outcome)).toEqual([...Array.from({ length: 10 }, () => 'failed'), 'read', 'read']);
  });

  it('that fails on a segment three times leaves a gap with its reason, never silence, and goes on', async () => {
    const { events, calls } = await run(
      [
        [0, whole(SECOND, 3 * SECOND)],
        [0, whole(3 * SECOND, 4 * SECOND)],
      ],
      (request) => (request.samples.length === 2 * SECOND ? { error: broken() } : { text: 'hello' }),
    );
    expect(calls).toHaveLength(4);
    expect(events).toMatchObject([
      { type: 'gap', gap: { firstSample: SECOND, sampleCount: 2 * SECOND, reason: 'engine-unavailable' }, progress: progress(3 * SECOND) },
      { type: 'final', progress: progress(4 * SECOND) },
    ]);
  });

  it('that is away in between is not blamed for it: only failures that waiting cannot mend count', async () => {
    const errors = [broken(), away(), away(), broken(), away()];
    const { events, calls } = await run([[0, whole(0, SECOND)]], (_request, index) => {
      const error = errors[index];
      return error === undefined ? { text: 'hello' } : { error };
    });
    expect(calls).toHaveLength(6);
    expect(events.map((event) => event.type)).toEqual(['final']);
  });

  it('that refuses it as a service is not asked again', async () => {
    const refused = new SubcamError('engine-failed', 'Refused.', { cause: new ServiceRefusal(400) });
    const { events, calls } = await run([[0, whole(0, SECOND)]], (_request, index) =>
      index === 0 ? { error: refused } : { text: 'hello' },
    );
    expect(events.map((event) => event.type)).toEqual(['gap']);
    expect(calls).toHaveLength(1);
  });

  it('that throws something strange is dealt with as one that failed', async () => {
    const { events } = await run([[0, whole(0, SECOND)]], () => ({ error: new TypeError('strange') }));
    expect(events.map((event) => event.type)).toEqual(['gap']);
  });

  it('that fails on a partial is asked again with the next one', async () => {
    const { events, calls } = await run(
      [
        [0, growing(0, SECOND)],
        [250, growing(0, 1.25 * SECOND)],
        [500, whole(0, 2 * SECOND)],
      ],
      (_request, index) => (index === 0 ? { error: away() } : { text: 'hello' }),
    );
    expect(events.map((event) => event.type)).toEqual(['partial', 'final']);
    expect(calls.map((call) => [call.request.purpose, call.outcome])).toEqual([
      ['partial', 'failed'],
      ['partial', 'read'],
      ['final', 'read'],
    ]);
  });
});

describe('reading ends', () => {
  const deps = (clock: VirtualClock, reading: ScriptedReading): TranscribeDeps & { readonly stt: ReturnType<typeof scriptedStt> } => ({
    stt: scriptedStt(clock, () => reading),
    captureId: 'c',
    language: 'en',
    pace: 'live',
    clock,
  });

  it.each<readonly [string, ScriptedReading]>([
    ['while a final is read', { text: 'hello', afterMs: 60_000 }],
    ['while an engine that is away is waited for', { error: away() }],
  ])('when its signal fires %s', async (_when, reading) => {
    const clock = createVirtualClock(0);
    const stop = new AbortController();
    const events = transcribe(at(clock, [[0, whole(0, SECOND)]]), deps(clock, reading), stop.signal)[Symbol.asyncIterator]();
    const next = events.next();
    await clock.advance(100);
    stop.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
    expect(clock.sleepers).toBe(0);
  });

  it('when its signal fires while there is nothing to read', async () => {
    const clock = createVirtualClock(0);
    const stop = new AbortController();
    const events = transcribe(at(clock, [[0, null]]), deps(clock, {}), stop.signal);
    const next = events[Symbol.asyncIterator]().next();
    await clock.advance(1);
    stop.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
  });

  it('when it is never begun: the signal had fired before', async () => {
    const clock = createVirtualClock(0);
    const room = deps(clock, { text: 'hello' });
    const events = transcribe(at(clock, [[0, whole(0, SECOND)]]), room, AbortSignal.abort(new Error('enough')));
    await expect(events[Symbol.asyncIterator]().next()).rejects.toThrow('enough');
    expect(room.stt.calls).toEqual([]);
  });

  it('when its reader stops, though there is more sound to come', async () => {
    const clock = createVirtualClock(0);
    const script = [
      [0, whole(0, SECOND)],
      [1, null],
    ] as const;
    const read = async (): Promise<string> => {
      for await (const event of transcribe(at(clock, script), deps(clock, { text: 'hello' }), forever)) return event.type;
      return 'nothing';
    };
    expect(await clock.run(read())).toBe('final');
  });

  it('with the failure of what brings the sound, after what came before it', async () => {
    const clock = createVirtualClock(0);
    async function* failing(): AsyncIterable<SegmentEvent> {
      yield quiet(SECOND);
      await clock.sleep(10);
      throw new SubcamError('engine-failed', 'The detector broke.');
    }
    const events: string[] = [];
    const read = async (): Promise<void> => {
      for await (const event of transcribe(failing(), deps(clock, {}), forever)) events.push(event.type);
    };
    await expect(clock.run(read())).rejects.toMatchObject({ code: 'engine-failed' });
    expect(events).toEqual(['quiet']);
  });
});
