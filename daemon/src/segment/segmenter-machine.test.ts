import { describe, expect, it } from 'vitest';
import { INITIAL_STATE, step, type EndVerdict, type MachineDecision, type MachineState } from './segmenter-machine.ts';
import { DEFAULT_SEGMENTER_SETTINGS, PLAIN_SEGMENTER_SETTINGS, type SegmenterSettings } from './segmenter-settings.ts';

const FRAME = 512;

/** Nobody is told of endings. */
const UNTOLD: SegmenterSettings = { ...DEFAULT_SEGMENTER_SETTINGS, endingSilenceFrames: null };

/** Frames of the given probabilities; what was decided at which frame, and the state in the end. */
function feed(
  probabilities: readonly number[],
  { verdict = null, settings = UNTOLD }: { readonly verdict?: EndVerdict; readonly settings?: SegmenterSettings } = {},
) {
  let state: MachineState = INITIAL_STATE;
  const decisions: (readonly [frame: number, decision: MachineDecision])[] = [];
  for (const [frame, probability] of probabilities.entries()) {
    const next = step(state, { frameSample: frame * FRAME, probability, verdict }, settings);
    state = next.state;
    if (next.decision.type !== 'none' && next.decision.type !== 'growing') decisions.push([frame, next.decision]);
  }
  return { state, decisions };
}

const times = (count: number, probability: number): readonly number[] => Array.from({ length: count }, () => probability);

describe('the segmenter', () => {
  it('opens at 0.5 and not below', () => {
    expect(feed([0.49]).state.status).toBe('idle');
    expect(feed([0.5]).state.status).toBe('open');
  });

  it('stays open above 0.35: what opens no segment does not end one either', () => {
    expect(feed([0.9, ...times(40, 0.35)]).decisions).toEqual([]);
    expect(feed(times(20, 0.35)).state.status).toBe('idle');
  });

  it('ends a segment with the eleventh frame of silence in a row: 352 ms', () => {
    const open = times(20, 0.9);
    expect(feed([...open, ...times(10, 0.34)]).decisions).toEqual([]);
    expect(feed([...open, ...times(10, 0.34), 0.35, ...times(10, 0.34)]).decisions).toEqual([]);
    const end = { type: 'close', firstSample: 0, speechEndSample: 20 * FRAME, endSample: 20 * FRAME + 3200 };
    expect(feed([...open, ...times(11, 0.34)]).decisions).toEqual([[30, end]]);
  });

  it('tells a segment as it would end once its whole post-roll has been heard: after 224 ms', () => {
    const told = { settings: DEFAULT_SEGMENTER_SETTINGS };
    const open = times(20, 0.9);
    const ending = { type: 'ending', firstSample: 0, speechEndSample: 20 * FRAME, endSample: 20 * FRAME + 3200 };
    expect(feed([...open, ...times(6, 0.34)], told).decisions).toEqual([]);
    expect(feed([...open, ...times(7, 0.34)], told).decisions).toEqual([[26, ending]]);
    expect(feed([...open, ...times(11, 0.34)], told).decisions).toEqual([
      [26, ending],
      [30, { ...ending, type: 'close' }],
    ]);
    // Speech that goes on takes it back, and the next silence tells it anew.
    expect(feed([...open, ...times(8, 0), 0.9, ...times(7, 0)], told).decisions.map(([frame]) => frame)).toEqual([26, 35]);
    expect(feed([0.9, 0.9, ...times(7, 0)], told).decisions).toEqual([]);
  });

  it('goes on after 256 ms of silence with clear speech alone: breath and noise that stay below 0.75 are a part of the pause', () => {
    const told = { settings: DEFAULT_SEGMENTER_SETTINGS };
    const open = times(20, 0.9);
    const end = { type: 'close', firstSample: 0, speechEndSample: 20 * FRAME, endSample: 20 * FRAME + 3200 };
    expect(feed([...open, ...times(8, 0), ...times(3, 0.74)], told).decisions).toMatchObject([
      [26, { type: 'ending' }],
      [30, end],
    ]);
    expect(feed([...open, ...times(8, 0), 0.6, 0.75, ...times(5, 0)], told).state).toMatchObject({ status: 'open', silenceFrames: 5 });
    // In a shorter pause, and where nobody is told, all that is not below 0.35 goes on.
    expect(feed([...open, ...times(7, 0), 0.35], told).state).toMatchObject({ status: 'open', silenceFrames: 0 });
    expect(feed([...open, ...times(8, 0), 0.35]).state).toMatchObject({ status: 'open', silenceFrames: 0 });
  });

  it('hears what is said in such a sound with the segment after it, which begins where the one before ends', () => {
    const told = { settings: DEFAULT_SEGMENTER_SETTINGS };
    const { state } = feed([...times(20, 0.9), ...times(8, 0), ...times(4, 0.6)], told);
    expect(state).toMatchObject({ status: 'open', firstSample: 20 * FRAME + 3200 });
  });

  it.each([
    ['complete', 9],
    ['incomplete', 12],
  ] as const)('ends a segment that is %s after %i frames of silence', (verdict, frames) => {
    const open = times(20, 0.9);
    expect(feed([...open, ...times(frames - 1, 0)], { verdict }).decisions).toEqual([]);
    expect(feed([...open, ...times(frames, 0)], { verdict }).decisions).toMatchObject([[19 + frames, { type: 'close' }]]);
  });

  it('never ends a segment in a pause of less than 256 ms', () => {
    for (const settings of [DEFAULT_SEGMENTER_SETTINGS, { ...DEFAULT_SEGMENTER_SETTINGS, ...PLAIN_SEGMENTER_SETTINGS }])
      for (const verdict of ['complete', 'incomplete', null] as const)
        for (const pause of [
          [...times(8, 0), 0.9],
          [...times(7, 0), 0.4, 0.5, 0.9],
        ])
          expect(feed([...times(20, 0.9), ...pause], { verdict, settings }).state.status).toBe('open');
  });

  it('gives 300 ms of pre-roll, but none that belongs to the segment before', () => {
    expect(feed([...times(30, 0), 0.9]).state).toMatchObject({ status: 'open', firstSample: 30 * FRAME - 4800 });
    const { state } = feed([...times(20, 0.9), ...times(11, 0), 0.9]);
    expect(state).toMatchObject({ status: 'open', firstSample: 20 * FRAME + 3200 });
  });

  it('takes two frames of speech for a click, and three for a word', () => {
    expect(feed([0.9, 0.9, ...times(11, 0)]).decisions).toEqual([[12, { type: 'quiet' }]]);
    expect(feed([0.9, 0.9, 0.9, ...times(11, 0)]).decisions[0]?.[1].type).toBe('close');
  });

  it('settles silence every 32 frames: about a second', () => {
    expect(feed(times(70, 0)).decisions).toEqual([
      [31, { type: 'quiet' }],
      [63, { type: 'quiet' }],
    ]);
  });

  it('asks for a cut when a segment is 12 s long', () => {
    expect(feed(times(375, 0.9)).decisions).toEqual([[374, { type: 'too-long', firstSample: 0 }]]);
  });
});
