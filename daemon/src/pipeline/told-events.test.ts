import { SubcamError, type MeetingEvent } from '@subcam/shared';
import { describe, expect, it } from 'vitest';
import { createToldEvents } from './told-events.ts';

const spoke = (type: 'speaking-started' | 'speaking-stopped', atMs: number): MeetingEvent => ({ type, atMs, participantId: 'ann' });
const STARTED = spoke('speaking-started', 1_000);
const STOPPED = spoke('speaking-stopped', 2_000);

/** A store that answers each event when it is told to. */
function rig(max = 100) {
  const asked: { readonly event: MeetingEvent; readonly answer: PromiseWithResolvers<boolean> }[] = [];
  const news: MeetingEvent[] = [];
  let taken = 0;
  const told = createToldEvents({
    allowance: { startAt: (written) => void (taken = written), take: () => (taken += 1) <= max },
    store: (event) => {
      const answer = Promise.withResolvers<boolean>();
      asked.push({ event, answer });
      return answer.promise;
    },
    onNews: async (event) => void news.push(event),
  });
  const turn = (): Promise<void> => new Promise(setImmediate);
  return { told, asked, news, turn };
}

describe('events of a meeting while the store takes its time', () => {
  it('are recorded in the order in which they were told, each once it is stored', async () => {
    const { told, asked, news, turn } = rig();
    const both = [told.take(STARTED), told.take(STOPPED)];
    await turn();
    expect(asked.map(({ event }) => event)).toEqual([STARTED]);
    expect(news).toEqual([]);
    asked[0]?.answer.resolve(true);
    await turn();
    expect(news).toEqual([STARTED]);
    asked[1]?.answer.resolve(true);
    await Promise.all(both);
    expect(news).toEqual([STARTED, STOPPED]);
  });

  it('are waited for by whoever asks who spoke, and only as long as one waits', async () => {
    const { told, asked, turn } = rig();
    await told.caughtUp();
    void told.take(STARTED);
    let isCaughtUp = false;
    const waiting = told.caughtUp().then(() => (isCaughtUp = true));
    await turn();
    expect(isCaughtUp).toBe(false);
    asked[0]?.answer.resolve(true);
    await waiting;
  });

  it('that are known already are no news', async () => {
    const { told, asked, news } = rig();
    const taken = told.take(STARTED);
    asked[0]?.answer.resolve(false);
    await taken;
    expect(news).toEqual([]);
  });

  it('have their turn also after one that could not be stored', async () => {
    const { told, asked, news, turn } = rig();
    const full = new SubcamError('storage', 'The table is gone.');
    const both = Promise.allSettled([told.take(STARTED), told.take(STOPPED)]);
    asked[0]?.answer.reject(full);
    await turn();
    asked[1]?.answer.resolve(true);
    expect(await both).toMatchObject([{ reason: full }, { status: 'fulfilled' }]);
    expect(news).toEqual([STOPPED]);
    await told.caughtUp();
  });

  it('are tried for as long as a client keeps its sound while the store is away, and no longer', async () => {
    const away = new SubcamError('storage', 'The database is away.', { retryable: true });
    const { told, asked, news, turn } = rig();
    const first = told.take(STARTED);
    for (let tries = 0; tries < 4; tries += 1) {
      asked[tries]?.answer.reject(away);
      await turn();
    }
    asked[4]?.answer.resolve(true);
    await first;
    expect(news).toEqual([STARTED]);
    const second = told.take(STOPPED);
    const given = expect(second).rejects.toBe(away);
    for (let tries = 5; tries < 10; tries += 1) {
      asked[tries]?.answer.reject(away);
      await turn();
    }
    await given;
    expect(asked).toHaveLength(10);
  });

  it('beyond what a session may have are left out', async () => {
    const { told, asked } = rig(0);
    await told.take(STARTED);
    expect(asked).toEqual([]);
  });
});
