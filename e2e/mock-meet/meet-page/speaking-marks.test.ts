import { describe, expect, it } from 'vitest';
import { HOLD_MS, LOUDEST_STEP, levelStep, SpeakingMark } from './speaking-marks.ts';

const ofDb = (db: number): number => 10 ** (db / 20);

describe('the mark of a speaker', () => {
  it('is dark for silence and what a codec makes of it, and grows with the voice', () => {
    expect(levelStep(0)).toBe(0);
    expect(levelStep(ofDb(-60))).toBe(0);
    expect(levelStep(ofDb(-45))).toBe(2);
    expect(levelStep(ofDb(-23))).toBeGreaterThan(levelStep(ofDb(-40)));
    expect(levelStep(1)).toBe(LOUDEST_STEP);
  });

  it('stays lit between two syllables and goes dark between two turns', () => {
    const mark = new SpeakingMark();
    expect(mark.update(ofDb(-20), 1000)).toBeGreaterThan(0);
    expect(mark.update(0, 1000 + HOLD_MS)).toBeGreaterThan(0);
    expect(mark.update(0, 1001 + HOLD_MS)).toBe(0);
  });
});
