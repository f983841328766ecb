// The store is the translation queue: nothing twice, nothing forgotten, and an end.
import type { PendingTranslation } from '@subcam/shared';
import { describe, expect, it } from 'vitest';
import { createTranslationQueue } from './translation-queue.ts';

function row(firstSample: number, captureId = 'mine'): PendingTranslation {
  const engine = { name: 'scripted', model: 'test' };
  const text = `words at ${firstSample}`;
  const transcript = {
    captureId,
    firstSample,
    status: 'final',
    endSample: firstSample + 1,
    speechEndSample: firstSample + 1,
    revision: 1,
    text,
    stableLength: text.length,
    language: 'en',
    confidence: null,
    engine,
  } as const;
  const attribution = { participantId: null, displayName: null, speakerLabel: null, confidence: 0 };
  return { sessionId: 's', captureId, firstSample, targetLanguage: 'es', transcript, attribution };
}

function setUp() {
  const rows: PendingTranslation[] = [];
  const queue = createTranslationQueue({
    store: { pendingTranslations: async () => [...rows] },
    sessionId: 's',
    isMine: (captureId) => captureId === 'mine',
  });
  const stop = new AbortController();
  const reader = queue.pending(stop.signal)[Symbol.asyncIterator]();
  const settle = (asked: PendingTranslation): void => {
    rows.splice(rows.indexOf(asked), 1);
    queue.settled(asked);
  };
  return { rows, queue, stop, reader, settle };
}

describe('pending translations', () => {
  it('left by an earlier run are taken up at once, oldest first', async () => {
    const { rows, reader } = setUp();
    rows.push(row(1), row(2));
    expect((await reader.next()).value).toBe(rows[0]);
    expect((await reader.next()).value).toBe(rows[1]);
  });

  it('are given out once, however often the store still holds them', async () => {
    const { rows, queue, reader } = setUp();
    rows.push(row(1));
    await reader.next();
    queue.wake();
    const next = reader.next();
    rows.push(row(2));
    queue.wake();
    expect((await next).value).toBe(rows[1]);
  });

  it('of a capture that another session runs are left to it', async () => {
    const { rows, queue, reader } = setUp();
    rows.push(row(1, 'another'), row(2));
    expect((await reader.next()).value).toBe(rows[1]);
    queue.finish();
    queue.settled(rows[1] as PendingTranslation);
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });

  it('end only when nothing new comes and everything given out is settled', async () => {
    const { rows, queue, reader, settle } = setUp();
    const asked = row(1);
    rows.push(asked);
    await reader.next();
    queue.finish();
    let isOver = false;
    const end = reader.next().then((result) => {
      isOver = true;
      return result;
    });
    // Turns enough for an end that did not wait.
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    expect(isOver).toBe(false);
    settle(asked);
    expect((await end).done).toBe(true);
  });

  it('that were committed just before the end are still given out', async () => {
    const { rows, queue, reader, settle } = setUp();
    const waiting = reader.next();
    rows.push(row(1));
    queue.wake();
    queue.finish();
    const asked = (await waiting).value as PendingTranslation;
    settle(asked);
    expect((await reader.next()).done).toBe(true);
  });

  it('end when the signal fires', async () => {
    const { stop, reader } = setUp();
    const waiting = reader.next();
    stop.abort();
    expect((await waiting).done).toBe(true);
  });
});
