import { beforeAll, describe, expect, it } from 'vitest';
import { samplesToMs, type Progress, type VadFactory } from '@subcam/shared';
import { openIngest } from '../../../audio/index.ts';
import { defaultModelsDir } from '../../../models/index.ts';
import { join, pause, speak, toFloat } from '../../../testing/spoken-text.ts';
import { testVadConformance } from '../../../testing/vad-conformance.ts';
import { resumeSample, segment, type SegmentEvent } from '../../index.ts';
import { sileroModelPath } from './description.ts';
import { createSileroVad } from './silero-vad.ts';

const MODEL = sileroModelPath(defaultModelsDir(process.env));

const forever = new AbortController().signal;

type Settled = Exclude<SegmentEvent, { type: 'growing' | 'ending' | 'mark' }>;

interface Span {
  readonly firstSample: number;
  readonly endSample: number;
}

/** Two seconds of something like a voice: a buzz through three formants, four syllables a second. */
function buzz(): Float32Array {
  const formants = [
    [1, 600, 200],
    [0.6, 1200, 250],
    [0.3, 2500, 300],
  ] as const;
  return Float32Array.from({ length: 32_000 }, (_, index) => {
    const t = index / 16_000;
    let sum = 0;
    for (let harmonic = 1; harmonic < 30; harmonic += 1) {
      const hz = harmonic * (120 + 20 * Math.sin(3 * Math.PI * t));
      const level = formants.reduce((total, [height, at, width]) => total + height / (1 + ((hz - at) / width) ** 2), 0);
      sum += level * Math.sin(2 * Math.PI * hz * t);
    }
    return 0.1 * sum * (0.55 + 0.45 * Math.sin(8 * Math.PI * t));
  });
}

describe('Silero on a known sound', () => {
  it('gives the probabilities of the model, fed as its authors feed it: 64 samples of the frame before, then the frame', async () => {
    const vad = (await createSileroVad({ path: MODEL })).open();
    const sound = buzz();
    const seen: number[] = [];
    for (let first = 0; first + 512 <= sound.length; first += 512) seen.push(await vad.process(sound.slice(first, first + 512)));
    for (const [frame, probability] of [
      [0, 0.476],
      [1, 0.489],
      [20, 0.263],
      [27, 0.859],
      [39, 0.451],
      [61, 0.252],
    ] as const) {
      expect(seen[frame]).toBeCloseTo(probability, 2);
    }
  });
});

describe('Silero on speech', () => {
  let factory: VadFactory;
  let sound: Int16Array;
  /** Where each sentence lies in the sound. */
  const sentences: Span[] = [];

  beforeAll(async () => {
    factory = await createSileroVad({ path: MODEL });
    const parts: Int16Array[] = [];
    let at = 0;
    const add = (part: Int16Array): void => {
      parts.push(part);
      at += part.length;
    };
    add(pause(800));
    const spoken = [
      ['Good morning everybody, and welcome to the weekly meeting of our small team.', 'slt', 900],
      ['Thank you. The first point is the budget of the coming year.', 'rms', 500],
      ['I have sent you the numbers yesterday evening.', 'awb', 1500],
      [
        'We should look at every single line together, since the printing costs have doubled, and nobody in this room knows why that happened, ' +
          'unless it was the new machine in the hall, which prints whatever anybody sends to it, and which nobody has ever looked after so far.',
        'slt',
        1200,
      ],
      ['Agreed.', 'rms', 2500],
    ] as const;
    for (const [text, voice, pauseMs] of spoken) {
      const speech = await speak(text, voice);
      sentences.push({ firstSample: at, endSample: at + speech.length });
      add(speech);
      add(pause(pauseMs));
    }
    sound = join(parts);
  });

  describe('as a detector', () => {
    testVadConformance(() =>
      Promise.resolve({ factory, speech: toFloat(sound.subarray(sentences[0]?.firstSample, sentences[0]?.endSample)) }),
    );
  });

  /** Until `commits` have come, or to the end of the sound. */
  async function run(resume: Progress | null, commits = Number.POSITIVE_INFINITY): Promise<readonly Settled[]> {
    const committedThrough = resume?.throughSample ?? 0;
    const from = resumeSample(committedThrough);
    const ingest = openIngest({ resumeFromSample: from, maxBacklogSamples: Number.POSITIVE_INFINITY });
    for (let first = from; first < sound.length; first += 320)
      ingest.push({ firstSample: first, samples: sound.subarray(first, first + 320) });
    ingest.end(sound.length);
    const deps = { vadFactory: factory, captureId: 'c', resume: { committedThrough, state: resume?.segmenterState ?? null } };
    const settled: Settled[] = [];
    for await (const event of segment(ingest.items(forever), deps, forever)) {
      if (event.type !== 'growing' && event.type !== 'ending' && event.type !== 'mark') settled.push(event);
      if (settled.length >= commits) break;
    }
    return settled;
  }

  it('finds every sentence, whole, and little besides', async () => {
    const segments = (await run(null)).filter((event) => event.type === 'segment');
    for (const sentence of sentences) {
      const parts = segments.filter(({ firstSample, endSample }) => firstSample < sentence.endSample && endSample > sentence.firstSample);
      expect(parts.length).toBeGreaterThan(0);
      // flite itself leaves up to a fifth of a second of silence at either end.
      expect(parts[0]?.firstSample).toBeLessThanOrEqual(sentence.firstSample + 3200);
      expect(parts.at(-1)?.endSample).toBeGreaterThanOrEqual(sentence.endSample - 3200);
      for (const [index, part] of parts.entries())
        if (index > 0) expect(part.firstSample - (parts[index - 1]?.endSample ?? 0)).toBeLessThan(8000);
    }
    const inside = (sample: number): boolean =>
      sentences.some(({ firstSample, endSample }) => sample > firstSample - 8000 && sample < endSample + 8000);
    for (const { firstSample, endSample } of segments) expect(inside(firstSample) && inside(endSample)).toBe(true);
    for (const { firstSample, endSample } of segments) expect(samplesToMs(endSample - firstSample)).toBeLessThanOrEqual(12_032);
  });

  it('cuts the same segments, bit for bit, however often the daemon dies', async () => {
    const whole = await run(null);
    const facts = (events: readonly Settled[]) =>
      events.flatMap((event) =>
        event.type === 'segment' ? [{ ...event, samples: Buffer.from(event.samples.buffer).toString('base64') }] : [],
      );
    expect(whole.filter((event) => event.type === 'segment').length).toBeGreaterThan(sentences.length);
    // After every single commit there is; and again and again after one, two or three.
    for (let commits = 1; commits < whole.length; commits += 1) {
      const before = whole.slice(0, commits);
      expect(facts([...before, ...(await run(before.at(-1)?.progress ?? null))])).toEqual(facts(whole));
    }
    for (const commits of [1, 2, 3]) {
      const kept: Settled[] = [];
      while (kept.at(-1)?.progress.throughSample !== sound.length) kept.push(...(await run(kept.at(-1)?.progress ?? null, commits)));
      expect(facts(kept)).toEqual(facts(whole));
    }
  });

  it('is not to be had without its model', async () => {
    await expect(createSileroVad({ path: `${MODEL}.missing` })).rejects.toMatchObject({ code: 'model-missing' });
  });
});
