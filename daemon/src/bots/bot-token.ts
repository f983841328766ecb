// The token that a bot's runner was given -> one for its Chrome alone: it may capture and nothing else, and ends with the bot.
import { toSubcamError } from '@subcam/shared';
import { callRoute, createTokenRoute, type CallOptions } from '@subcam/shared/http';
import type { BotLog } from './join-flow.ts';

export interface BotTokenOptions extends Pick<CallOptions, 'request' | 'clock'> {
  readonly daemonUrl: string;
  /** The runner's own. */
  readonly token: string;
  readonly botId: string;
  readonly log: BotLog;
}

/**
 * The daemon ends it when the bot reports its end, or reports nothing for minutes. A runner whose own token may not make others gives that
 * one to its Chrome, which the log says: whoever started it has chosen what it allows. Rejects as `callRoute` does.
 */
export async function makeBotToken({ daemonUrl, token, botId, log, ...options }: BotTokenOptions): Promise<string> {
  const body = { name: `bot ${botId}`.slice(0, 100), scopes: ['capture' as const], botId };
  try {
    return (await callRoute({ url: daemonUrl, token, ...options }, createTokenRoute, { body })).token;
  } catch (thrown) {
    const error = toSubcamError(thrown);
    if (error.code !== 'forbidden-scope') throw error;
    log('the token of this runner may not make others: its browser gets the same one');
    return token;
  }
}
