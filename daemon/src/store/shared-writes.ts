// Finals, translations and silences that come at the same time -> one transaction for all of them, and of each whether it was stored.
import { setImmediate } from 'node:timers/promises';
import { SubcamError, type Clock, type Progress } from '@subcam/shared';
import { commitThrough } from './audio-spans.ts';
import type { Backend } from './database.ts';
import { commitFinals, type NewFinal } from './finals.ts';
import { settleTranslations, type SettledTranslation } from './settled-translations.ts';
import type { Work } from './work.ts';

export interface SharedWrites {
  /** Whether it is new. */
  commitFinal(final: NewFinal): Promise<boolean>;
  settleTranslation(settled: SettledTranslation): Promise<void>;
  commitQuiet(progress: Progress): Promise<void>;
}

/**
 * A commit waits for the disk, and on a server for the network: while one is on its way, what comes meanwhile gathers for the next. So a hundred
 * sessions need no more commits a second than a few. Silences, for which nobody waits, are together with all of the same turn of the event loop, or,
 * where those of many captures come, of a fifth of a second, so that they are fewer where a driver answers at once. While they wait they are no
 * operations under way, of which finals would then find no room: only their transaction is one (`limited`). One that cannot be stored takes nothing from those beside it.
 */
export function shareWrites(
  backend: Backend,
  { limited, clock }: { readonly limited: Pick<Backend, 'write'>; readonly clock: Clock },
): SharedWrites {
  const finals = gather<NewFinal, boolean>((all) => backend.write('finals were stored', (database) => commitFinals(database, all)));
  const settled = gather<SettledTranslation, void>((all) =>
    backend.write('translations were stored', (database) => unanswered(all, settleTranslations(database, all))),
  );
  const captures = watchCaptures(clock);
  const quietUntil = (until: () => Promise<unknown>) =>
    gather<Progress, void>((all) => limited.write('silence was stored', () => unanswered(all, commitThrough(all))), { until });
  const quietSoon = quietUntil(() => setImmediate());
  const quietTogether = quietUntil(() => clock.sleep(QUIET_TOGETHER_MS));
  return {
    commitFinal: finals,
    settleTranslation: settled,
    commitQuiet: (progress) => (captures.mayWait(progress.captureId) ? quietTogether : quietSoon)(progress),
  };
}

/** So long silences wait for others, where they are those of MANY_CAPTURES within COUNTED_FOR_MS: less than it takes until somebody who begins to speak is read. */
const QUIET_TOGETHER_MS = 200;
const MANY_CAPTURES = 10;
const COUNTED_FOR_MS = 2_000;

/** A capture whose silences of a second come in shorter times than this reads a file, or what its client has kept: it would wait at each of them. */
const FASTER_THAN_SAID_MS = 500;

/** Which captures were silent lately, and when: those of this stretch of time and of the one before. */
function watchCaptures(clock: Clock): {
  /** A silence of it has come: whether it may wait for others. */
  readonly mayWait: (captureId: string) => boolean;
} {
  let before = new Map<string, number>();
  let now = new Map<string, number>();
  let sinceMs = clock.monotonicMs();
  return {
    mayWait: (captureId) => {
      const nowMs = clock.monotonicMs();
      const lastMs = now.get(captureId) ?? before.get(captureId) ?? Number.NEGATIVE_INFINITY;
      const elapsedMs = nowMs - sinceMs;
      if (elapsedMs >= COUNTED_FOR_MS) {
        before = elapsedMs < 2 * COUNTED_FOR_MS ? now : new Map();
        now = new Map();
        sinceMs = nowMs;
      }
      now.set(captureId, nowMs);
      return Math.max(before.size, now.size) >= MANY_CAPTURES && nowMs - lastMs >= FASTER_THAN_SAID_MS;
    },
  };
}

/** Nothing is answered of any of them. */
function* unanswered(all: readonly unknown[], work: Work<void>): Work<readonly undefined[]> {
  yield* work;
  return all.map(() => undefined);
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Those of the same turn of microtasks are together, also where the driver answers at once. */
const atOnce = (): Promise<unknown> => Promise.resolve();

/** Items keep their order. How many wait is limited by whoever calls. `until`: others may join a group until it resolves. */
function gather<Item, Result>(
  write: (items: readonly Item[]) => Promise<readonly Result[]>,
  { until = atOnce }: { readonly until?: () => Promise<unknown> } = {},
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let isWriting = false;

  const settle = async (group: readonly Waiting<Item, Result>[]): Promise<void> => {
    try {
      const results = await write(group.map(({ item }) => item));
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as Result);
    } catch (error) {
      const isEachAlone = group.length > 1 && !(error instanceof SubcamError && error.retryable);
      // What may pass by itself would fail for each of them; otherwise one of them is the reason.
      if (isEachAlone) for (const one of group) await settle([one]);
      else for (const { reject } of group) reject(error);
    }
  };

  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      await until();
      const group = waiting;
      waiting = [];
      await settle(group);
    }
    isWriting = false;
  };

  return (item) => {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    waiting.push({ item, resolve, reject });
    if (!isWriting) {
      isWriting = true;
      void writeAll();
    }
    return promise;
  };
}
