// Who counts as talking, from when on captions are told to be late, why, and when that is over.
import { beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock, sampleTrouble, type VirtualClock } from '@subcam/shared/testing';
import { STEADY_SPEECH } from '../testing/steady-speech.ts';
import { createTalk, OVER_AFTER_MS, TOLD_AFTER_MS, type Talk, type Talker } from './talk.ts';

const SECOND = 16_000;
const CROWD = 'More people are talking than this computer can follow.';
const HANGING = sampleTrouble({ code: 'timeout' });

let clock: VirtualClock;
let follows: number | null;
let talk: Talk;
/** One past the last sample that has come, of every capture. */
let received: number;

beforeEach(() => {
  clock = createVirtualClock();
  follows = 2;
  received = 0;
  talk = createTalk({ clock, follows: () => follows });
});

function join({ isLive = true }: { readonly isLive?: boolean } = {}): Talker {
  return talk.join({
    receivedThrough: () => received,
    isLive,
    engine: () => ({ name: 'moonshine', model: 'tiny-en' }),
    settings: () => STEADY_SPEECH,
  });
}

/** Three people speak, of whom two may. */
function crowd(): readonly [Talker, Talker, Talker] {
  const talkers = [join(), join(), join()] as const;
  for (const talker of talkers) talker.speaks(true);
  return talkers;
}

async function lookFor(talker: Talker, ms: number): Promise<boolean> {
  let isChange = false;
  for (let passed = 0; passed <= ms; passed += 500) {
    isChange = talker.look() || isChange;
    await clock.advance(500);
  }
  return isChange;
}

describe('who talks', () => {
  it('is a live capture in which somebody speaks or of which more than a second waits, until it leaves; never a file', () => {
    const [speaking, waiting, file] = [join(), join(), join({ isLive: false })];
    expect(talk).toMatchObject({ talkers: 0, follows: 2, isCrowded: false });
    speaking.speaks(true);
    file.speaks(true);
    expect(talk.talkers).toBe(1);
    received = 2 * SECOND;
    waiting.reads(SECOND + 1);
    expect(talk.talkers).toBe(1);
    waiting.reads(SECOND - 1);
    expect(talk.talkers).toBe(2);
    waiting.reads(null);
    speaking.speaks(false);
    expect(talk.talkers).toBe(0);
    speaking.speaks(true);
    speaking.leave();
    expect(talk.talkers).toBe(0);
  });

  it('is a crowd when more talk than are followed, and never where that is not known', () => {
    const [one] = crowd();
    expect(talk.isCrowded).toBe(true);
    one.speaks(false);
    expect(talk.isCrowded).toBe(false);
    one.speaks(true);
    follows = null;
    expect(talk.isCrowded).toBe(false);
  });
});

describe('what is left out', () => {
  /** What is left out of the last second of sound that came so long ago. */
  async function leftOutAfter(talker: Talker, ms: number) {
    received += SECOND;
    talker.heard(clock.monotonicMs());
    await clock.advance(ms);
    return talker.leftOut(received);
  }

  it('is nothing up to the limits, older states in a crowd, and all when sound waits for very long', async () => {
    const [one] = crowd();
    expect(await leftOutAfter(one, 500)).toBe('nothing');
    expect(await leftOutAfter(one, 501)).toBe('older');
    expect(await leftOutAfter(one, 10_000)).toBe('older');
    expect(await leftOutAfter(one, 10_001)).toBe('all');
    follows = 3;
    expect(await leftOutAfter(one, 501)).toBe('nothing');
    expect(await leftOutAfter(one, 10_000)).toBe('nothing');
    expect(await leftOutAfter(one, 10_001)).toBe('all');
  });

  it('is nothing of sound that waited while work stood still, and is counted anew from then on', async () => {
    const [one] = crowd();
    expect(await leftOutAfter(one, 20_000)).toBe('all');
    one.stoodStill(20_000);
    expect(one.leftOut(received)).toBe('nothing');
    await clock.advance(501);
    expect(one.leftOut(received)).toBe('older');
  });

  it('is still everything of sound that waits for too long apart from the second in which work stood still', async () => {
    const [one] = crowd();
    expect(await leftOutAfter(one, 11_100)).toBe('all');
    one.stoodStill(1_000);
    expect(one.leftOut(received)).toBe('all');
    one.stoodStill(1_000);
    expect(one.leftOut(received)).toBe('older');
  });

  it('is nothing of sound that is old but has only just come, as after the daemon was away', async () => {
    const [one] = crowd();
    received = 60 * SECOND;
    one.heard(clock.monotonicMs());
    await clock.advance(400);
    for (const second of [1, 20, 60]) expect(one.leftOut(second * SECOND)).toBe('nothing');
    received = 61 * SECOND;
    one.heard(clock.monotonicMs());
    await clock.advance(200);
    expect(one.leftOut(60 * SECOND)).toBe('older');
    expect(one.leftOut(61 * SECOND)).toBe('nothing');
  });

  it('is nothing of a minute that a client had kept, nor of what is said after it, for as long as it is read at the pace of speech', async () => {
    const one = join();
    const comes = async (second: number): Promise<void> => {
      received = second * SECOND;
      one.heard(clock.monotonicMs());
      await clock.advance(1_000);
    };
    await comes(0.02);
    await comes(60);
    await comes(61);
    await clock.advance(47_000);
    // 49 s later half of it has been read.
    expect(one.leftOut(30 * SECOND)).toBe('nothing');
    expect(one.leftOut(61 * SECOND)).toBe('nothing');
    await clock.advance(20_900);
    expect(one.leftOut(61 * SECOND)).toBe('nothing');
    await clock.advance(200);
    expect(one.leftOut(61 * SECOND)).toBe('all');
    one.reads(null);
    await comes(62);
    await clock.advance(9_000);
    expect(one.leftOut(62 * SECOND)).toBe('nothing');
    await clock.advance(1);
    expect(one.leftOut(62 * SECOND)).toBe('all');
  });

  it('is the same however long sound has come before anybody asks', async () => {
    const [one] = crowd();
    for (let second = 1; second <= 120; second += 1) {
      received = second * SECOND;
      one.heard(clock.monotonicMs());
      await clock.advance(1_000);
    }
    expect(one.leftOut(SECOND)).toBe('all');
    expect(one.leftOut(109 * SECOND)).toBe('all');
    expect(one.leftOut(112 * SECOND)).toBe('older');
    received += 1;
    one.heard(clock.monotonicMs());
    expect(one.leftOut(received)).toBe('nothing');
  });
});

describe('captions that come late', () => {
  it('are told in a crowd once they have been for a second, since when, and are over after three seconds in time', async () => {
    const [one, two] = crowd();
    received = 10 * SECOND;
    one.reads(received - 0.6 * SECOND);
    const sinceMs = clock.nowMs();
    expect(await lookFor(one, TOLD_AFTER_MS - 500)).toBe(false);
    expect(one.troubleOr(null)).toBeNull();
    expect(await lookFor(one, 500)).toBe(true);
    expect(one.troubleOr(null)).toEqual({
      engine: { name: 'moonshine', model: 'tiny-en' },
      sinceMs,
      code: 'overloaded',
      message: CROWD,
      work: 'kept',
    });
    expect(two.troubleOr(null)).toBeNull();
    one.reads(null);
    expect(await lookFor(one, OVER_AFTER_MS - 500)).toBe(false);
    expect(one.troubleOr(null)).not.toBeNull();
    expect(await lookFor(one, 500)).toBe(true);
    expect(one.troubleOr(null)).toBeNull();
  });

  it('are told without a crowd from the setting on, in other words; what lies between the limits changes nothing', async () => {
    const one = join();
    received = 10 * SECOND;
    one.reads(received - 4 * SECOND);
    await lookFor(one, 3_000);
    expect(one.troubleOr(null)).toBeNull();
    one.reads(received - 4 * SECOND - 1);
    await lookFor(one, 3_000);
    expect(one.troubleOr(null)).toMatchObject({ code: 'overloaded', message: 'Speech comes faster than this computer reads it.' });
    one.reads(received - 3 * SECOND);
    expect(await lookFor(one, 10_000)).toBe(false);
    expect(one.troubleOr(null)).not.toBeNull();
  });

  it('are not told of a file, nor of what is late for a moment', async () => {
    const [file, one] = [join({ isLive: false }), join()];
    received = 60 * SECOND;
    for (const talker of [file, one]) talker.reads(0);
    await lookFor(file, 5_000);
    one.look();
    await clock.advance(500);
    one.reads(null);
    await lookFor(one, 5_000);
    expect([file, one].map((talker) => talker.troubleOr(null))).toEqual([null, null]);
  });

  it('are told in place of an engine that owes an answer while it answers others, and give way to one that hangs or fails', async () => {
    const [one, two] = crowd();
    received = 10 * SECOND;
    one.reads(0);
    await lookFor(one, 5_000);
    expect(one.troubleOr(HANGING)).toBe(HANGING);
    two.reads(received);
    expect(one.troubleOr(HANGING)).toMatchObject({ code: 'overloaded' });
    const failed = sampleTrouble({ code: 'engine-unavailable' });
    expect(one.troubleOr(failed)).toBe(failed);
  });
});
