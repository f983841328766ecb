// AudioFrames -> what a person should know of the sound: heard, digitally silent, or not arriving at all.
import { SAMPLE_RATE_HZ } from '@subcam/shared';
import type { AudioFrame } from '@subcam/shared';
import type { SoundStatus } from '../bus/extension-status.ts';

/** The same limits as the daemon's `no-sound` (SessionState). */
export const NO_FRAMES_MS = 3_000;
export const DIGITAL_SILENCE_MS = 10_000;

/** How far back the peak looks. */
const PEAK_WINDOW_SAMPLES = SAMPLE_RATE_HZ / 2;

/** s16 full scale. */
const FULL_SCALE = 32_767;

/** `nowMs` and `openedAtMs`: of a monotonic clock. */
export interface SoundMeter {
  frame(frame: AudioFrame, nowMs: number): void;
  status(nowMs: number): SoundStatus;
}

/** `openedAtMs`: when the capture began, so that a source that never gives a frame is told apart from one that is just starting. */
export function createSoundMeter(openedAtMs: number): SoundMeter {
  let lastFrameMs = openedAtMs;
  let lastSoundMs = openedAtMs;
  let peaks: { readonly firstSample: number; readonly peak: number }[] = [];
  return {
    frame(frame, nowMs) {
      const peak = frame.samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
      lastFrameMs = nowMs;
      if (peak > 0) lastSoundMs = nowMs;
      peaks = [
        ...peaks.filter((old) => old.firstSample > frame.firstSample - PEAK_WINDOW_SAMPLES),
        { firstSample: frame.firstSample, peak },
      ];
    },
    status(nowMs) {
      if (nowMs - lastFrameMs >= NO_FRAMES_MS) return { phase: 'none', peakDbfs: null };
      const peak = Math.max(0, ...peaks.map((entry) => entry.peak));
      return {
        phase: nowMs - lastSoundMs >= DIGITAL_SILENCE_MS ? 'silent' : 'sound',
        peakDbfs: peak === 0 ? null : 20 * Math.log10(peak / FULL_SCALE),
      };
    },
  };
}
