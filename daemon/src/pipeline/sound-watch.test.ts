// When a session says that it hears nothing.
import { SAMPLE_RATE_HZ } from '@subcam/shared';
import { describe, expect, it } from 'vitest';
import { createSoundWatch } from './sound-watch.ts';

const silence = new Int16Array(SAMPLE_RATE_HZ);
const noise = Int16Array.from(silence, (_zero, index) => (index % 2 === 0 ? 1 : -1));

describe('the watch over sound', () => {
  it('misses sound after 3 s without frames and hears it again with the next', () => {
    const watch = createSoundWatch(0);
    expect(watch.status(2_999)).toBe('listening');
    expect(watch.status(3_000)).toBe('no-sound');
    watch.heard(noise, 3_500);
    expect(watch.status(6_499)).toBe('listening');
    expect(watch.status(6_500)).toBe('no-sound');
  });

  it('calls 10 s of digital silence no sound, however promptly it arrives', () => {
    const watch = createSoundWatch(0);
    for (let second = 1; second <= 9; second += 1) watch.heard(silence, second * 1_000);
    expect(watch.status(9_000)).toBe('listening');
    watch.heard(silence, 10_000);
    expect(watch.status(10_000)).toBe('no-sound');
    watch.heard(noise, 11_000);
    expect(watch.status(11_000)).toBe('listening');
  });

  it('counts on from the last sample that was not zero', () => {
    const watch = createSoundWatch(0);
    const click = new Int16Array(SAMPLE_RATE_HZ);
    click[0] = 1;
    watch.heard(click, 1_000);
    for (let second = 2; second <= 10; second += 1) watch.heard(silence, second * 1_000);
    expect(watch.status(10_000)).toBe('listening');
    watch.heard(silence.subarray(0, 1), 10_001);
    expect(watch.status(10_001)).toBe('no-sound');
  });
});
