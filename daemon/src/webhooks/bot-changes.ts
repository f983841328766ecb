// What bots report, again and again -> each state of each bot, once.
import { toSubcamError, type BotReport, type BotStatus } from '@subcam/shared';
import type { Log } from '../telemetry/index.ts';

export interface BotChangesDeps {
  readonly record: (eventId: string, bot: BotReport) => Promise<void>;
  /** Whether anybody is told. */
  readonly isWanted: () => boolean;
  readonly log: Pick<Log, 'warn'>;
}

export interface BotChanges {
  reported(status: BotStatus): void;
  watch(bots: () => readonly BotStatus[]): void;
  /** At those that are watched. */
  look(): void;
  /** Resolves when what was seen is stored, or could not be. */
  recorded(): Promise<void>;
}

/** More bots than may report at once and be listed: of older ones a state may be told again. */
const REMEMBERED_BOTS = 10_000;

export function createBotChanges({ record, isWanted, log }: BotChangesDeps): BotChanges {
  /** By bot, the longest unchanged first. */
  const lastStates = new Map<string, string>();
  let watched: () => readonly BotStatus[] = () => [];
  let recording = Promise.resolve();

  const reported = ({ meetingUrl: _meetingUrl, ...bot }: BotStatus): void => {
    const { botId, state, atMs } = bot;
    if (lastStates.get(botId) === state) return;
    lastStates.delete(botId);
    lastStates.set(botId, state);
    const [oldest] = lastStates.keys();
    if (lastStates.size > REMEMBERED_BOTS && oldest !== undefined) lastStates.delete(oldest);
    if (!isWanted()) return;
    // One after another: the outbox has them in the order in which they came.
    recording = recording
      .then(() => record(`bot:${botId}:${state}:${Math.floor(atMs)}`, bot))
      .catch((error: unknown) =>
        log.warn({ error: toSubcamError(error), botId }, 'The state of a bot could not be put into the outbox of webhooks.'),
      );
  };

  return {
    reported,
    watch: (bots) => {
      watched = bots;
    },
    look: () => {
      for (const bot of watched()) reported(bot);
    },
    recorded: () => recording,
  };
}
