// A live capture's words as they are shown -> how long after they were said.
import { SAMPLES_PER_MS } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { describe, expect, it } from 'vitest';
import type { EventBody, Publisher } from './publisher.ts';
import { timedPublisher } from './stage-times.ts';

function setUp(isLive = true) {
  const clock = createVirtualClock();
  const told: string[] = [];
  const passedOn: string[] = [];
  const metrics = { took: (stage: string, ms: number) => void told.push(`${stage} ${ms}`) };
  const inner: Publisher = { event: ({ type }) => void passedOn.push(type), packet: () => undefined };
  const publisher = timedPublisher(inner, { metrics, clock, startedAtMs: clock.nowMs(), isLive });
  return {
    clock,
    told,
    passedOn,
    reading: (type: 'partial' | 'final', text: string, speechEndMs: number) => {
      const transcript = { firstSample: 0, text, speechEndSample: speechEndMs * SAMPLES_PER_MS };
      publisher.event({ type, transcript } as EventBody);
    },
    translation: (status: 'partial' | 'final', firstSample = 0) =>
      publisher.event({ type: 'translation', translation: { firstSample, status } } as EventBody),
  };
}

describe('the times of a capture', () => {
  it('are told of readings with new words, from the end of the speech that was heard', async () => {
    const { clock, told, reading } = setUp();
    await clock.advance(900);
    reading('partial', 'Good', 600);
    reading('partial', 'Good', 800);
    await clock.advance(300);
    reading('partial', 'Good morning', 1_000);
    expect(told).toEqual(['word_to_shown 300', 'word_to_shown 200']);
  });

  it('are told of finals and of each of their translations', async () => {
    const { clock, told, reading, translation } = setUp();
    reading('partial', 'Hello', 0);
    await clock.advance(1_500);
    translation('partial');
    reading('final', 'Hello', 1_000);
    await clock.advance(40);
    translation('partial');
    translation('final');
    await clock.advance(20);
    translation('final');
    translation('final', 99);
    expect(told).toEqual(['word_to_shown 0', 'speech_end_to_final 500', 'final_to_translation 40', 'final_to_translation 60']);
  });

  it('are not told of files, which come as fast as they are read; what is told goes on to its readers all the same', () => {
    const { told, passedOn, reading, translation } = setUp(false);
    reading('partial', 'Good', 0);
    reading('final', 'Good', 0);
    translation('final');
    expect(told).toEqual([]);
    expect(passedOn).toEqual(['partial', 'final', 'translation']);
  });
});
