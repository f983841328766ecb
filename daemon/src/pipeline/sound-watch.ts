// Frames and the clock -> `listening` or `no-sound`: silence is not success, and a user has to see it.
import { SAMPLE_RATE_HZ } from '@subcam/shared';

/** Without a frame for this long, nothing arrives. */
export const NO_FRAMES_MS = 3_000;

/** Nothing but zeros for this long (media time) is a muted or a broken source: a quiet room still has noise in its last bits. */
export const DIGITAL_SILENCE_SAMPLES = 10 * SAMPLE_RATE_HZ;

/** `nowMs` and `openedAtMs`: of a monotonic clock. */
export interface SoundWatch {
  heard(samples: Int16Array, nowMs: number): void;
  status(nowMs: number): 'listening' | 'no-sound';
}

export function createSoundWatch(openedAtMs: number): SoundWatch {
  let lastFrameAtMs = openedAtMs;
  let zerosInARow = 0;
  return {
    heard: (samples, nowMs) => {
      lastFrameAtMs = nowMs;
      // By hand: it is done for fifty frames a second, and most often over at the last sample.
      let lastSound = samples.length - 1;
      while (lastSound >= 0 && samples[lastSound] === 0) lastSound -= 1;
      zerosInARow = lastSound === -1 ? zerosInARow + samples.length : samples.length - 1 - lastSound;
    },
    status: (nowMs) => (nowMs - lastFrameAtMs >= NO_FRAMES_MS || zerosInARow >= DIGITAL_SILENCE_SAMPLES ? 'no-sound' : 'listening'),
  };
}
