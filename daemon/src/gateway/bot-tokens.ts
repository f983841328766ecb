// Tokens of bots -> ended with their bots: at once when one reports its end, after a while when it reports nothing any more.
import { toSubcamError, type BotStatus, type Clock } from '@subcam/shared';
import type { Log } from '../telemetry/index.ts';
import type { Tokens } from '../tokens/index.ts';
import { isOver, type Leases } from './leases.ts';

export interface BotTokens {
  /** What a bot reported. */
  reported(status: BotStatus): void;
  close(): void;
}

export interface BotTokensOptions {
  readonly tokens: Pick<Tokens, 'list' | 'revoke'>;
  readonly leases: Pick<Leases, 'get'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * A runner leaves its meeting after one lease without the daemon; this is four, so that no bot that may still come back loses its token.
 * After a restart of the daemon all its bots have so long to report.
 */
const SILENT_FOR_MS = 120_000;
const LOOK_EVERY_MS = 30_000;

export function createBotTokens({ tokens, leases, clock, log }: BotTokensOptions): BotTokens {
  const over = new AbortController();
  /** By the ids of tokens, since when their bot has not been there. */
  const silentSince = new Map<string, number>();

  const ofBots = () => tokens.list().flatMap(({ id, botId }) => (botId === null ? [] : [{ id, botId }]));
  const revoke = (id: string): void => {
    silentSince.delete(id);
    // The next look finds it again.
    tokens
      .revoke(id)
      .catch((error: unknown) => log.warn({ error: toSubcamError(error) }, 'A token of a bot that is over could not be revoked.'));
  };

  const look = (): void => {
    const there = new Set<string>();
    for (const { id, botId } of ofBots()) {
      there.add(id);
      const lease = leases.get(botId);
      if (lease !== undefined && !isOver(lease.state)) {
        silentSince.delete(id);
        continue;
      }
      const since = silentSince.get(id);
      if (since === undefined) silentSince.set(id, clock.monotonicMs());
      else if (clock.monotonicMs() - since >= SILENT_FOR_MS) revoke(id);
    }
    for (const id of silentSince.keys()) if (!there.has(id)) silentSince.delete(id);
  };

  const watch = async (): Promise<void> => {
    while (!over.signal.aborted) {
      look();
      await clock.sleep(LOOK_EVERY_MS, over.signal);
    }
  };
  // It ends by being closed.
  watch().catch(() => undefined);

  return {
    reported: ({ botId, state }) => {
      if (!isOver(state)) return;
      for (const token of ofBots()) if (token.botId === botId) revoke(token.id);
    },
    close: () => over.abort(),
  };
}
