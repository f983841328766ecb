import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '@subcam/shared/testing';
import { createRetainedBuffer } from './retained-buffer.ts';
import { createSoundSender } from './sound-sender.ts';

function setUp() {
  const clock = createVirtualClock();
  const buffer = createRetainedBuffer();
  const packets: Uint8Array[] = [];
  let drained = 0;
  for (let n = 0; n < 120; n += 1) buffer.push({ firstSample: n * 320, samples: new Int16Array(320) });
  const sender = createSoundSender({
    connection: { audio: (packet) => void packets.push(packet), gap: () => undefined },
    buffer,
    connectionEpoch: 1,
    resumeFromSample: 0,
    clock,
    onDrained: () => {
      drained += 1;
    },
  });
  return { clock, sender, packets, drained: () => drained };
}

describe('the sound on a connection', () => {
  it('is sent in bursts of a second with pauses between them, and then there is nothing left', async () => {
    const { clock, sender, packets, drained } = setUp();
    sender.pump();
    sender.pump();
    expect(packets).toHaveLength(50);
    await clock.advance(10);
    expect([packets.length, drained()]).toEqual([100, 0]);
    await clock.advance(10);
    expect([packets.length, drained()]).toEqual([120, 1]);
  });

  it('is not sent any more once the connection is gone, in the middle of a pause included', async () => {
    const { clock, sender, packets, drained } = setUp();
    sender.pump();
    sender.stop();
    await clock.advance(100);
    sender.pump();
    expect([packets.length, drained()]).toEqual([50, 0]);
  });
});
