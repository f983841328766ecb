// A session without a client that is open in the store -> its last translations, and its end.
import type { CaptureSettings, PipelineDeps } from './pipeline-deps.ts';
import { commitDurably } from './commit.ts';
import { readTimeline } from './read-timeline.ts';
import { settleTranslations } from './settle-translations.ts';
import { createTranslationQueue } from './translation-queue.ts';
import { tellingNames, translatedInTurn } from './watched-engines.ts';

/** In whose turn texts of a session are translated whose client is gone. */
const NO_CLIENT = '';

/**
 * Makes the translations that it is still owed, and closes it. When the signal fires (its client is back, or the daemon stops) it stays
 * open and what is owed stays pending. Rejects with `storage`.
 */
export async function settleAbandonedSession(sessionId: string, deps: PipelineDeps<CaptureSettings>, signal: AbortSignal): Promise<void> {
  const { store, clock, log, translator, settings } = deps;
  const commit = <T>(write: () => Promise<T>): Promise<T> => commitDurably(write, { clock, log }, signal);
  try {
    // Without a translator they stay pending: a daemon that has one may be started on this store again.
    if (translator !== null) {
      const queue = createTranslationQueue({ store, sessionId, isMine: () => true });
      queue.finish();
      const timeline = await readTimeline(store, sessionId);
      await settleTranslations(
        queue,
        {
          translator: translatedInTurn(
            tellingNames(translator, () => timeline.names()),
            [NO_CLIENT, sessionId],
          ),
          store,
          clock,
          commit,
          deadlineMs: settings.translationDeadlineMs,
        },
        signal,
      );
    }
    await commit(() => store.closeSession(sessionId, clock.nowMs()));
    log.info({ sessionId }, 'A session whose client did not come back is closed.');
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
