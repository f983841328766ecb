import { describe, expect, it } from 'vitest';
import { sampleCue } from '@subcam/shared/testing';
import { withOwnEnd } from './cue-end.ts';

describe('the end of a cue', () => {
  it('is as far away by the camera’s clock as it was by the daemon’s when the cue was told, however far apart the clocks are', () => {
    const cue = sampleCue({ expiresAtMs: 3_605_000 });
    expect(withOwnEnd(cue, { saidAtMs: 3_600_000, nowMs: 40 })).toEqual({ ...cue, expiresAtMs: 5_040 });
  });

  it('stays open while the cue grows', () => {
    const cue = sampleCue({ expiresAtMs: null });
    expect(withOwnEnd(cue, { saidAtMs: 3_600_000, nowMs: 40 })).toBe(cue);
  });
});
