// Any Vad -> whether it keeps what the port promises: one suite for every adapter.
import { expect, it } from 'vitest';
import { VAD_FRAME_SAMPLES, type Vad, type VadFactory, type VadState } from '@subcam/shared';

export interface VadSubject {
  readonly factory: VadFactory;
  /** At least 2 s of which most is speech. */
  readonly speech: Float32Array;
}

export interface VadCheck {
  readonly name: string;
  readonly run: (subject: VadSubject) => Promise<void>;
}

function framesOf(sound: Float32Array): readonly Float32Array[] {
  const count = Math.floor(sound.length / VAD_FRAME_SAMPLES);
  return Array.from({ length: count }, (_, index) => sound.slice(index * VAD_FRAME_SAMPLES, (index + 1) * VAD_FRAME_SAMPLES));
}

async function probabilities(vad: Vad, frames: readonly Float32Array[]): Promise<readonly number[]> {
  const seen: number[] = [];
  for (const frame of frames) seen.push(await vad.process(frame));
  return seen;
}

/** As the store keeps it. */
const stored = (state: VadState): VadState => JSON.parse(JSON.stringify(state)) as VadState;

/** What every detector must do; each check throws when it doesn't. */
export const VAD_CHECKS: readonly VadCheck[] = [
  {
    name: 'says who it is',
    run: async ({ factory }) => {
      expect(factory.info.name).toMatch(/^\S+$/u);
      expect(factory.info.model).not.toBe('');
      expect(factory.open().info).toEqual(factory.info);
      expect(factory.open().snapshot().engine).toEqual(factory.info);
    },
  },
  {
    name: 'knows speech from silence',
    run: async ({ factory, speech }) => {
      const spoken = await probabilities(factory.open(), framesOf(speech));
      const silent = await probabilities(factory.open(), framesOf(new Float32Array(speech.length)));
      for (const probability of [...spoken, ...silent]) {
        expect(probability).toBeGreaterThanOrEqual(0);
        expect(probability).toBeLessThanOrEqual(1);
      }
      expect(spoken.filter((probability) => probability >= 0.5).length).toBeGreaterThan(spoken.length / 2);
      expect(Math.max(...silent)).toBeLessThan(0.35);
    },
  },
  {
    name: 'says the same of the same sound, whatever others hear meanwhile',
    run: async ({ factory, speech }) => {
      const frames = framesOf(speech);
      const alone = await probabilities(factory.open(), frames);
      const [a, b] = [factory.open(), factory.open()];
      const interleaved: number[] = [];
      for (const [index, frame] of frames.entries()) {
        interleaved.push(await a.process(frame));
        await b.process(frames[frames.length - 1 - index] ?? frame);
      }
      expect(interleaved).toEqual(alone);
    },
  },
  {
    name: 'goes on from a stored state bit for bit, from any frame on',
    run: async ({ factory, speech }) => {
      const frames = framesOf(speech);
      const whole = await probabilities(factory.open(), frames);
      for (const at of [0, 1, Math.floor(frames.length / 3), frames.length - 1]) {
        const vad = factory.open();
        await probabilities(vad, frames.slice(0, at));
        const state = stored(vad.snapshot());
        expect(await probabilities(factory.open(state), frames.slice(at))).toEqual(whole.slice(at));
      }
    },
  },
  {
    name: 'gives snapshots that later frames do not change',
    run: async ({ factory, speech }) => {
      const frames = framesOf(speech);
      const vad = factory.open();
      await probabilities(vad, frames.slice(0, 10));
      const state = vad.snapshot();
      const before = stored(state);
      const rest = await probabilities(vad, frames.slice(10));
      expect(stored(state)).toEqual(before);
      expect(await probabilities(factory.open(state), frames.slice(10))).toEqual(rest);
    },
  },
  {
    name: "leaves the caller's frame as it was",
    run: async ({ factory, speech }) => {
      const frame = speech.slice(0, VAD_FRAME_SAMPLES);
      await factory.open().process(frame);
      expect(frame).toEqual(speech.slice(0, VAD_FRAME_SAMPLES));
    },
  },
  {
    name: "refuses another engine's state",
    run: async ({ factory }) => {
      const state = { ...factory.open().snapshot(), engine: { name: 'another', model: 'one' } };
      expect(() => factory.open(state)).toThrow(expect.objectContaining({ code: 'engine-failed' }));
    },
  },
];

/** Declares the suite's tests. */
export function testVadConformance(subject: () => Promise<VadSubject>): void {
  for (const check of VAD_CHECKS) it(check.name, async () => check.run(await subject()));
}
