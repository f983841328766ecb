import { describe, expect, it } from 'vitest';
import { createSendingAccount, STALLED_AFTER_MS, type SenderReading } from './sending-account.ts';

const sender = {};

function reading(framesEncoded: number, changes: Partial<SenderReading> = {}): SenderReading {
  return { sender, enabled: true, layers: [{ framesEncoded, width: 1280, height: 720 }], ...changes };
}

describe('what is said of sending', () => {
  it('is that there is no track while no page holds one', () => {
    const account = createSendingAccount();
    expect(account.take(0, { liveTracks: 0, readings: [] })).toEqual({
      status: 'no-track',
      width: null,
      height: null,
      framesPerSecond: null,
      framesEncoded: 0,
    });
  });

  it('has no size and no rate of a track that has ended since its sender was asked', () => {
    const account = createSendingAccount();
    account.take(0, { liveTracks: 1, readings: [reading(10)] });
    expect(account.take(1_000, { liveTracks: 1, readings: [reading(40)] })).toMatchObject({ status: 'sending', width: 1280 });
    expect(account.take(2_000, { liveTracks: 0, readings: [reading(50)] })).toMatchObject({
      status: 'no-track',
      width: null,
      height: null,
      framesPerSecond: null,
    });
  });

  it('is that no connection carries it while no sender has it', () => {
    expect(createSendingAccount().take(0, { liveTracks: 1, readings: [] }).status).toBe('not-attached');
  });

  it('is its size and its rate over the last seconds while frames are encoded', () => {
    const account = createSendingAccount();
    const say = (atMs: number, frames: number) => account.take(atMs, { liveTracks: 1, readings: [reading(frames)] });
    expect(say(0, 0).status).toBe('not-attached');
    say(1_000, 15);
    say(2_000, 30);
    expect(say(3_000, 45)).toEqual({ status: 'sending', width: 1280, height: 720, framesPerSecond: 15, framesEncoded: 45 });
    say(4_000, 47);
    say(5_000, 49);
    // Only the last three seconds count.
    expect(say(6_000, 51)).toMatchObject({ framesPerSecond: 2, framesEncoded: 51 });
  });

  it('is that it is switched off when the page has disabled the track, black frames or not', () => {
    const account = createSendingAccount();
    account.take(0, { liveTracks: 1, readings: [reading(0)] });
    expect(account.take(1_000, { liveTracks: 1, readings: [reading(30, { enabled: false })] }).status).toBe('disabled');
    expect(account.take(2_000, { liveTracks: 1, readings: [reading(60)] }).status).toBe('sending');
  });

  it('is that it is stalled when no frame is encoded for some seconds, and no longer when one is', () => {
    const account = createSendingAccount();
    const say = (atMs: number, frames: number) => account.take(atMs, { liveTracks: 1, readings: [reading(frames)] });
    say(0, 0);
    say(1_000, 10);
    expect(say(1_000 + STALLED_AFTER_MS - 1, 10).status).toBe('sending');
    expect(say(1_000 + STALLED_AFTER_MS, 10)).toEqual({
      status: 'stalled',
      width: null,
      height: null,
      framesPerSecond: null,
      framesEncoded: 10,
    });
    expect(say(5_000, 11).status).toBe('sending');
  });

  it('is that it is stalled when a connection never sends its first frame', () => {
    const account = createSendingAccount();
    const say = (atMs: number) => account.take(atMs, { liveTracks: 1, readings: [reading(0)] }).status;
    expect([say(0), say(1_000), say(2_000), say(STALLED_AFTER_MS)]).toEqual(['not-attached', 'not-attached', 'not-attached', 'stalled']);
  });

  it('does not count what a sender encoded of another track, before or in between', () => {
    const account = createSendingAccount();
    account.take(0, { liveTracks: 1, readings: [reading(5_000)] });
    expect(account.take(1_000, { liveTracks: 1, readings: [reading(5_010)] }).framesEncoded).toBe(10);
    account.take(2_000, { liveTracks: 1, readings: [] });
    account.take(3_000, { liveTracks: 1, readings: [reading(9_000)] });
    expect(account.take(4_000, { liveTracks: 1, readings: [reading(9_005)] }).framesEncoded).toBe(15);
  });

  it('is the largest picture of simulcast layers and of several connections', () => {
    const account = createSendingAccount();
    const second = {};
    const layers = (frames: number) => [
      { framesEncoded: frames, width: 320, height: 180 },
      { framesEncoded: frames, width: 1280, height: 720 },
      { framesEncoded: 0, width: null, height: null },
    ];
    const small = (frames: number): SenderReading => ({
      sender: second,
      enabled: true,
      layers: [{ framesEncoded: frames, width: 640, height: 360 }],
    });
    account.take(0, { liveTracks: 2, readings: [small(0), reading(0, { layers: layers(0) })] });
    expect(account.take(1_000, { liveTracks: 2, readings: [small(20), reading(30, { layers: layers(30) })] })).toEqual({
      status: 'sending',
      width: 1280,
      height: 720,
      framesPerSecond: 30,
      framesEncoded: 50,
    });
  });

  it('is that it is sent when one of two senders sends it', () => {
    const account = createSendingAccount();
    const idle = {};
    const say = (atMs: number, frames: number) =>
      account.take(atMs, { liveTracks: 1, readings: [{ sender: idle, enabled: true, layers: [] }, reading(frames)] }).status;
    say(0, 0);
    expect([say(2_000, 10), say(4_000, 20), say(6_000, 30)]).toEqual(['sending', 'sending', 'sending']);
  });
});
