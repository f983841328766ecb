// The room: spans of media time become spans of the page's clock; nothing else of the events changes.
import type { Attribution, Transcript } from '@subcam/shared';
import { describe, expect, it } from 'vitest';
import type { TranscribeEvent } from '../transcribe/index.ts';
import { attribute } from './attribute.ts';

const transcript: Transcript = {
  captureId: 'c',
  firstSample: 16_000,
  endSample: 52_000,
  speechEndSample: 48_000,
  status: 'partial',
  revision: 1,
  text: 'good morning',
  stableLength: 4,
  language: 'en',
  confidence: null,
  engine: { name: 'scripted', model: 'test' },
};
const progress = { captureId: 'c', throughSample: 52_000, segmenterState: '{}' };
const anna: Attribution = { participantId: 'p1', displayName: 'Anna', speakerLabel: 'SPEAKER_00', confidence: 0.8 };

const me: Attribution = { participantId: 'p0', displayName: 'Me', speakerLabel: 'SPEAKER_01', confidence: 1 };

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = [];
  for await (const item of items) taken.push(item);
  return taken;
}

async function* from(events: readonly TranscribeEvent[]): AsyncIterable<TranscribeEvent> {
  yield* events;
}

describe('attribute', () => {
  const asked: [number, number][] = [];
  const timeline = {
    attribution: (fromMs: number, toMs: number): Attribution => {
      asked.push([fromMs, toMs]);
      return anna;
    },
    self: (): Attribution => me,
    caughtUp: () => Promise.resolve(),
  };
  const deps = { timeline, source: 'tab', startedAtMs: 1_000_000, captureDelayMs: 60 } as const;

  it('asks who spoke from the first sample to the end of speech, as the page saw it', async () => {
    asked.length = 0;
    const events: TranscribeEvent[] = [
      { type: 'partial', transcript, asRead: transcript.text },
      { type: 'quiet', progress },
      { type: 'final', transcript: { ...transcript, status: 'final' }, progress },
      { type: 'gap', gap: { firstSample: 52_000, sampleCount: 10, reason: 'source-gap' }, progress },
    ];
    const out = await all(attribute(from(events), deps, new AbortController().signal));
    expect(out).toEqual([{ ...events[0], attribution: anna }, events[1], { ...events[2], attribution: anna }, events[3]]);
    expect(asked).toEqual([
      [1_000_940, 1_002_940],
      [1_000_940, 1_002_940],
    ]);
  });

  it('lets a final wait for what was told of the meeting and is still on its way into the store', async () => {
    const recorded = Promise.withResolvers<void>();
    const final: TranscribeEvent = { type: 'final', transcript: { ...transcript, status: 'final' }, progress };
    const late = { ...deps, timeline: { ...timeline, caughtUp: () => recorded.promise } };
    asked.length = 0;
    const out = all(attribute(from([final]), late, new AbortController().signal));
    await new Promise(setImmediate);
    expect(asked).toEqual([]);
    recorded.resolve();
    expect(await out).toEqual([{ ...final, attribution: anna }]);
  });

  it("gives a microphone's words to its owner, whoever the page marks as speaking", async () => {
    asked.length = 0;
    const out = await all(
      attribute(
        from([{ type: 'partial', transcript, asRead: transcript.text }]),
        { ...deps, source: 'microphone' },
        new AbortController().signal,
      ),
    );
    expect(out).toEqual([{ type: 'partial', transcript, asRead: transcript.text, attribution: me }]);
    expect(asked).toEqual([]);
  });

  it('ends with the reason of its signal', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    stop.abort(reason);
    await expect(all(attribute(from([{ type: 'quiet', progress }]), deps, stop.signal))).rejects.toBe(reason);
  });
});
