// Frames of a file -> the same, up to so much sound: what is small in its file may hold days of it.
import { msToSamples, SubcamError, type AudioFrame } from '@subcam/shared';

const HOUR_MS = 3_600_000;

/** Throws `bad-request` where there is more. `maxMs`: read at each frame. */
export async function* boundedSound(frames: AsyncIterable<AudioFrame>, maxMs: () => number): AsyncIterable<AudioFrame> {
  let samples = 0;
  for await (const frame of frames) {
    samples += frame.samples.length;
    const mostMs = maxMs();
    if (samples > msToSamples(mostMs)) {
      const most = mostMs >= HOUR_MS ? `${Math.round((mostMs / HOUR_MS) * 10) / 10} h` : `${mostMs / 1000} s`;
      throw new SubcamError('bad-request', `The file holds more than ${most} of sound (uploads.maxSoundMs): what comes later is not read.`);
    }
    yield frame;
  }
}
