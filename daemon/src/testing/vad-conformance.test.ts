import { describe, expect, it } from 'vitest';
import type { Vad, VadFactory } from '@subcam/shared';
import { scriptedVad } from './fake-vad.ts';
import { testVadConformance, VAD_CHECKS } from './vad-conformance.ts';

const speech = Float32Array.from({ length: 3 * 16_000 }, (_, index) => 0.8 + 0.1 * Math.sin(index / 900));

describe('the scripted detector', () => {
  testVadConformance(() => Promise.resolve({ factory: scriptedVad(), speech }));
});

/** The scripted detector with something wrong about each that it opens. */
function brokenVad(change: (vad: Vad) => Partial<Vad>): VadFactory {
  const inner = scriptedVad();
  return {
    info: inner.info,
    open: (state) => {
      const vad = inner.open(state);
      return { ...vad, ...change(vad) };
    },
  };
}

async function failedChecks(factory: VadFactory): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const check of VAD_CHECKS) await check.run({ factory, speech }).catch(() => failed.push(check.name));
  return failed;
}

describe('the suite finds a detector that', () => {
  const shared = scriptedVad().open();
  const broken: readonly (readonly [string, VadFactory, string])[] = [
    ['has another name than its factory', brokenVad(() => ({ info: { name: 'other', model: 'test' } })), 'says who it is'],
    ['hears speech in everything', brokenVad(() => ({ process: () => Promise.resolve(0.9) })), 'knows speech from silence'],
    ['hears nothing', brokenVad(() => ({ process: () => Promise.resolve(0) })), 'knows speech from silence'],
    ['has one memory for all', brokenVad(() => shared), 'says the same of the same sound, whatever others hear meanwhile'],
    [
      'forgets when it is stored',
      brokenVad((vad) => ({ snapshot: () => ({ ...vad.snapshot(), data: '0' }) })),
      'goes on from a stored state bit for bit, from any frame on',
    ],
    [
      'gives its living memory away as a snapshot',
      brokenVad((vad) => ({
        snapshot: () => ({
          engine: vad.info,
          get data() {
            return vad.snapshot().data;
          },
        }),
      })),
      'gives snapshots that later frames do not change',
    ],
    [
      'writes into the frame',
      brokenVad((vad) => ({
        process: (frame) => {
          const answer = vad.process(frame);
          frame.fill(0);
          return answer;
        },
      })),
      "leaves the caller's frame as it was",
    ],
    ["takes up anybody's state", { ...scriptedVad(), open: () => scriptedVad().open() }, "refuses another engine's state"],
  ];

  it.each(broken)('%s', async (_defect, factory, check) => {
    expect(await failedChecks(factory)).toContain(check);
  });

  it('nothing in a sound one', async () => {
    expect(await failedChecks(scriptedVad())).toEqual([]);
  });
});
