import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FRAME_SAMPLES, samplesToMs, systemClock, type Stt, type Transcript, type VadFactory } from '@subcam/shared';
import { openIngest, type Ingest } from '../audio/index.ts';
import { segment } from '../segment/index.ts';
import { openLocalStt, openLocalVad } from '../testing/local-engines.ts';
import { join, pause, speak } from '../testing/spoken-text.ts';
import { transcribe, type TranscribeEvent } from './index.ts';

const SENTENCES = [
  ['Good morning everybody, and welcome to the weekly meeting.', 'slt', 700],
  ['The first point today is the budget for the coming year.', 'rms', 500],
  ['I sent you all the numbers yesterday evening.', 'awb', 900],
  ['Thank you. We should talk about the printing costs, because they have doubled since the spring.', 'slt', 1500],
] as const;

const forever = new AbortController().signal;

/** Words without case and punctuation. */
const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[a-z']+/gu) ?? [];

/** How many words of `spoken` are in `heard`, in their order (longest common subsequence). */
function heardInOrder(spoken: readonly string[], heard: readonly string[]): number {
  let row = Array.from({ length: heard.length + 1 }, () => 0);
  for (const word of spoken) {
    const next = [0];
    for (const [index, other] of heard.entries()) {
      next.push(word === other ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

describe('from sound to words, with the engines of a laptop', () => {
  let vadFactory: VadFactory;
  let stt: Stt;
  let sound: Int16Array;

  beforeAll(async () => {
    vadFactory = await openLocalVad();
    stt = await openLocalStt();
    const parts = [pause(500)];
    for (const [text, voice, pauseMs] of SENTENCES) parts.push(await speak(text, voice), pause(pauseMs));
    sound = join(parts);
  });
  afterAll(() => stt.close());

  async function hear(pace: 'live' | 'file', send: (ingest: Ingest) => Promise<void>): Promise<readonly TranscribeEvent[]> {
    const ingest = openIngest({ resumeFromSample: 0, maxBacklogSamples: sound.length });
    const segments = segment(ingest.items(forever), { vadFactory, captureId: 'c', resume: { committedThrough: 0, state: null } }, forever);
    const deps = { stt, captureId: 'c', language: 'en', pace, clock: systemClock } as const;
    const sending = send(ingest);
    const events: TranscribeEvent[] = [];
    for await (const event of transcribe(segments, deps, forever)) events.push(event);
    await sending;
    return events;
  }

  const frames = function* (): Iterable<{ readonly firstSample: number; readonly samples: Int16Array }> {
    for (let first = 0; first < sound.length; first += FRAME_SAMPLES)
      yield { firstSample: first, samples: sound.subarray(first, first + FRAME_SAMPLES) };
  };
  const atOnce = (ingest: Ingest): Promise<void> => {
    for (const frame of frames()) ingest.push(frame);
    ingest.end(sound.length);
    return Promise.resolve();
  };
  const asItIsSpoken = async (ingest: Ingest): Promise<void> => {
    const startMs = systemClock.nowMs();
    for (const frame of frames()) {
      const dueMs = startMs + samplesToMs(frame.firstSample + frame.samples.length);
      await systemClock.sleep(Math.max(0, dueMs - systemClock.nowMs()));
      ingest.push(frame);
    }
    ingest.end(sound.length);
  };

  const finals = (events: readonly TranscribeEvent[]): readonly Omit<Transcript, 'revision'>[] =>
    events.flatMap((event) => {
      if (event.type !== 'final') return [];
      const { revision: _, ...transcript } = event.transcript;
      return [transcript];
    });
  const partials = (events: readonly TranscribeEvent[]): readonly Transcript[] =>
    events.flatMap((event) => (event.type === 'partial' ? [event.transcript] : []));

  it('hears nine of ten words, and the same finals in real time as at full speed; a file, of which nothing was promised, as well', async () => {
    const live = await hear('live', asItIsSpoken);
    const fast = await hear('live', atOnce);
    const file = await hear('file', atOnce);

    const spoken = SENTENCES.flatMap(([text]) => wordsOf(text));
    for (const events of [live, file]) {
      const heard = finals(events).flatMap(({ text }) => wordsOf(text));
      expect(heardInOrder(spoken, heard)).toBeGreaterThanOrEqual(0.9 * spoken.length);
      expect(heard.length).toBeLessThanOrEqual(1.1 * spoken.length);
    }

    expect(finals(fast)).toEqual(finals(live));
    const spans = (events: readonly TranscribeEvent[]) => finals(events).map(({ firstSample, endSample }) => [firstSample, endSample]);
    expect(spans(file)).toEqual(spans(live));
    expect(partials(file)).toEqual([]);

    // Every sentence was there to be read before it was over.
    for (const { firstSample } of finals(live)) {
      const growth = partials(live).filter((partial) => partial.firstSample === firstSample);
      expect(growth.length).toBeGreaterThan(0);
      expect(growth.map(({ revision }) => revision)).toEqual(growth.map((_, index) => index + 1));
    }
    for (const event of [live, fast, file].map((events) => events.at(-1))) {
      expect(event !== undefined && 'progress' in event ? event.progress.throughSample : null).toBe(sound.length);
    }
  });
});
