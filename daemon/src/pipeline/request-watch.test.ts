// Requests to an engine, watched: when it is in trouble, since when, and when that is over.
import { beforeEach, describe, expect, it } from 'vitest';
import { SubcamError } from '@subcam/shared';
import { createVirtualClock, type VirtualClock } from '@subcam/shared/testing';
import { createEngineWatch, OVERDUE_MS, type EngineWatch } from './request-watch.ts';

const WANTED = new AbortController().signal;

let clock: VirtualClock;
let over: AbortController;
let watch: EngineWatch;
/** What was told at each change: how the work fares, or null. */
let told: ('kept' | 'skipped' | null)[];

beforeEach(() => {
  clock = createVirtualClock(0);
  over = new AbortController();
  told = [];
  const engine = () => ({ name: 'scripted', model: 'test' });
  watch = createEngineWatch({ engine, clock, onChange: () => told.push(watch.trouble?.work ?? null) }, over.signal);
});

/** A request that is answered, or fails, after some time. */
function ask(afterMs: number, options: { readonly lane?: string; readonly error?: SubcamError; readonly signal?: AbortSignal } = {}) {
  const { lane = 'one', error, signal = WANTED } = options;
  const request = async (): Promise<string> => {
    await clock.sleep(afterMs, signal);
    if (error !== undefined) throw error;
    return 'answer';
  };
  const asked = watch.ask(lane, request, signal);
  asked.catch(() => undefined);
  return asked;
}

describe('an engine', () => {
  it('that answers in time is in no trouble, and its answer comes through', async () => {
    const asked = ask(OVERDUE_MS - 1);
    await clock.advance(OVERDUE_MS);
    expect(await asked).toBe('answer');
    await clock.advance(60_000);
    expect(told).toEqual([]);
    expect(clock.sleepers).toBe(0);
  });

  it('that owes an answer for too long is in trouble from when it was asked, its work is kept, and it ends with the answer', async () => {
    await clock.advance(1_000);
    const asked = ask(10_000);
    await clock.advance(OVERDUE_MS);
    expect(watch.trouble).toMatchObject({ sinceMs: 1_000, code: 'timeout', work: 'kept', engine: { name: 'scripted', model: 'test' } });
    await clock.run(asked);
    expect(watch.trouble).toBeNull();
    expect(told).toEqual(['kept', null]);
  });

  it('is found out however often its requests are given up for newer ones', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const giveUp = new AbortController();
      void ask(60_000, { signal: giveUp.signal });
      await clock.advance(OVERDUE_MS / 5);
      giveUp.abort();
    }
    void ask(60_000);
    await clock.advance(0);
    expect(watch.trouble).toMatchObject({ sinceMs: 0, code: 'timeout' });
  });

  it('that nobody asks anything is in no trouble, though a request was given up long ago', async () => {
    const giveUp = new AbortController();
    void ask(60_000, { signal: giveUp.signal });
    await clock.advance(100);
    giveUp.abort();
    await clock.advance(60_000);
    expect(told).toEqual([]);
  });

  it('that fails is in trouble at once; whether its work is kept depends on whether trying again can help', async () => {
    void ask(10, { error: new SubcamError('engine-unavailable', 'It is away.', { retryable: true }) });
    await clock.advance(10);
    expect(watch.trouble).toMatchObject({ sinceMs: 10, code: 'engine-unavailable', message: 'It is away.', work: 'kept' });
    void ask(10, { error: new SubcamError('engine-failed', 'It has no such words.') });
    await clock.advance(10);
    expect(watch.trouble).toMatchObject({ sinceMs: 10, code: 'engine-failed', work: 'skipped' });
    await clock.run(ask(10));
    expect(told).toEqual(['kept', 'skipped', null]);
  });

  it('that fails with an error of its own making is told without the words in it', async () => {
    const asked = watch.ask('one', () => Promise.reject(new Error('cannot read "my secret"')), WANTED);
    await expect(asked).rejects.toThrow('my secret');
    expect(watch.trouble).toMatchObject({ code: 'engine-failed', message: 'scripted failed; the log of the daemon says more.' });
  });

  it('that fails in the same way again and again is told once', async () => {
    for (let turn = 0; turn < 20; turn += 1) {
      void ask(10, { error: new SubcamError('engine-unavailable', 'It is away.', { retryable: true }) });
      await clock.advance(300);
    }
    expect(told).toEqual(['kept']);
    expect(watch.trouble?.sinceMs).toBe(10);
  });

  it('that fails a request which nobody wants any more is in no trouble for it', async () => {
    const giveUp = new AbortController();
    const asked = watch.ask('one', () => clock.sleep(1_000).then(() => Promise.reject(new Error('late'))), giveUp.signal);
    asked.catch(() => undefined);
    giveUp.abort();
    await clock.advance(1_000);
    await expect(asked).rejects.toThrow('late');
    expect(told).toEqual([]);
  });

  it('in trouble in one lane is not out of it because another lane is well', async () => {
    void ask(60_000, { lane: 'es' });
    await clock.advance(OVERDUE_MS);
    await clock.run(ask(10, { lane: 'de' }));
    expect(watch.trouble).toMatchObject({ code: 'timeout' });
    expect(told).toEqual(['kept']);
  });

  it('whose work was left out is in trouble that says so, until it answers', async () => {
    watch.skipped('one', new SubcamError('backlog-full', 'It is behind.'));
    expect(watch.trouble).toMatchObject({ code: 'backlog-full', work: 'skipped' });
    await clock.run(ask(10));
    expect(watch.trouble).toBeNull();
  });

  it('is watched no longer when the signal fires', async () => {
    void ask(60_000);
    over.abort();
    await clock.advance(60_000);
    expect(told).toEqual([]);
  });
});
