// The meter tells apart: sound, digital silence, and nothing at all.
import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from '@subcam/shared';
import { DIGITAL_SILENCE_MS, NO_FRAMES_MS, createSoundMeter } from './sound-meter.ts';
import type { SoundMeter } from './sound-meter.ts';

/** Frames of one value over some time; returns when the last one came. */
function feed(meter: SoundMeter, options: { fromMs: number; ms: number; value: number }): number {
  for (let atMs = options.fromMs; atMs < options.fromMs + options.ms; atMs += 20) {
    meter.frame({ firstSample: atMs * 16, samples: new Int16Array(FRAME_SAMPLES).fill(options.value) }, atMs + 20);
  }
  return options.fromMs + options.ms;
}

describe('createSoundMeter', () => {
  it('is patient with a source that is just starting, and then says that nothing comes', () => {
    const meter = createSoundMeter(1_000);
    expect(meter.status(1_000 + NO_FRAMES_MS - 1).phase).toBe('sound');
    expect(meter.status(1_000 + NO_FRAMES_MS)).toEqual({ phase: 'none', peakDbfs: null });
  });

  it('shows the loudest sample of the last half second in dB', () => {
    const meter = createSoundMeter(0);
    const loudMs = feed(meter, { fromMs: 0, ms: 100, value: -32_767 });
    expect(meter.status(loudMs).peakDbfs).toBeCloseTo(0, 5);
    const halfMs = feed(meter, { fromMs: loudMs, ms: 400, value: 3_277 });
    expect(meter.status(halfMs).peakDbfs).toBeCloseTo(0, 5);
    const laterMs = feed(meter, { fromMs: halfMs, ms: 200, value: 3_277 });
    expect(meter.status(laterMs).peakDbfs).toBeCloseTo(-20, 2);
  });

  it('calls frames without a single bit of sound silent after ten seconds, and sound again at the first bit', () => {
    const meter = createSoundMeter(0);
    const spokenMs = feed(meter, { fromMs: 0, ms: 100, value: 5 });
    const almostMs = feed(meter, { fromMs: spokenMs, ms: DIGITAL_SILENCE_MS - 20, value: 0 });
    expect(meter.status(almostMs)).toEqual({ phase: 'sound', peakDbfs: null });
    const silentMs = feed(meter, { fromMs: almostMs, ms: 20, value: 0 });
    expect(meter.status(silentMs).phase).toBe('silent');
    expect(meter.status(feed(meter, { fromMs: silentMs, ms: 20, value: 1 })).phase).toBe('sound');
  });
});
