// A running session -> its events as they come, over a daemon that goes away and comes back.
import { Manager } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { backoff, retry, SubcamError, toSubcamError, withinTime } from '@subcam/shared';
import type { Clock, SessionEvent, SessionState } from '@subcam/shared';
import { checkIdentity } from '@subcam/shared/http';
import { PROTOCOL_VERSION, SUBTITLES_NAMESPACE, parseTileEvent } from '@subcam/shared/wire';
import type { HandshakeAuth, SubtitlesClientToServer, SubtitlesServerToClient, TileEvent } from '@subcam/shared/wire';
import { refusal, subscribed } from './client.ts';
import type { DaemonAddress } from './client.ts';

/** The extension keeps sound for a daemon that is away for as long: who waits longer waits for words that are lost. */
export const AWAY_LIMIT_MS = 120_000;

const RETRY_AFTER_MS = 500;

/** The platform's timers reach no further: 24 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface FollowOptions {
  readonly address: DaemonAddress;
  readonly sessionId: string;
  /** Ends the following in order. */
  readonly signal: AbortSignal;
  /**
   * Every event as it came: first how the session stands, then what happens. After an absence come first removals of the cues that stood
   * before it, since the daemon tells again which ones do. What it throws ends the following.
   */
  readonly onEvent: (event: unknown) => void;
  /** True: the daemon went away. False: the session is told of again. */
  readonly onAway?: (away: boolean) => void;
  readonly awayLimitMs?: number;
  readonly clock: Clock;
}

/** What was told of a session: when it is over, and which cues a reader still has. */
function createAccount(sessionId: string) {
  let session: SessionState | null = null;
  const cueIds = new Set<string>();
  return {
    /** Whether the session is over with this. */
    take: (event: TileEvent): boolean => {
      if (event.type === 'opened' || event.type === 'state') session = event.state;
      if (event.type === 'cue' && event.update.type === 'upsert') cueIds.add(event.update.cue.cueId);
      if (event.type === 'cue' && event.update.type === 'remove') cueIds.delete(event.update.cueId);
      return event.type === 'closed' && (session?.captures ?? []).every(({ status }) => status === 'ended');
    },
    /** Forgets it all, and says so. */
    removals: (atMs: number): readonly SessionEvent[] => {
      const removals = [...cueIds].map((cueId): SessionEvent => ({
        type: 'cue',
        atMs,
        sessionId,
        update: { type: 'remove', emittedAtMs: atMs, cueId },
      }));
      session = null;
      cueIds.clear();
      return removals;
    },
  };
}

/**
 * Resolves with `closed` when every capture of the session has ended, with `stopped` when the signal fires. A daemon that was reached
 * once is waited for when it goes away, and so is the session. Rejects with `session-unknown`, `network`, `unauthorized`, with
 * `engine-unavailable` when the absence lasts longer than `awayLimitMs`, or with what `onEvent` throws.
 */
export async function followSession(options: FollowOptions): Promise<'closed' | 'stopped'> {
  const { address, sessionId, signal, onEvent, onAway, awayLimitMs = AWAY_LIMIT_MS, clock } = options;
  const auth: HandshakeAuth = { token: address.token, protocolVersion: PROTOCOL_VERSION, client: 'subcam record' };
  const manager = new Manager(address.url, { reconnection: false, transports: ['websocket'], autoConnect: false });
  const subtitles: Socket<SubtitlesServerToClient, SubtitlesClientToServer> = manager.socket(SUBTITLES_NAMESPACE, { auth });
  const account = createAccount(sessionId);
  const end = Promise.withResolvers<'closed' | 'stopped'>();
  let begun = false;
  const over = new AbortController();
  /** While the session is away: the attempt to come back, done when it is told of again. */
  let attempt: PromiseWithResolvers<void> | null = null;

  const reconnect = (): Promise<void> => {
    attempt = Promise.withResolvers();
    connect();
    return attempt.promise;
  };

  const tooLong = (): SubcamError =>
    new SubcamError(
      'engine-unavailable',
      `The session did not come back within ${awayLimitMs / 1000} s after its daemon went away: what was recorded until then stays.`,
      { retryable: true },
    );

  const waitForReturn = (): Promise<void> =>
    withinTime(
      Math.min(awayLimitMs, LONGEST_TIMER_MS),
      async (signal) => {
        await clock.sleep(RETRY_AFTER_MS, signal);
        await retry(reconnect, { clock, signal, waits: backoff({ firstMs: RETRY_AFTER_MS, maxMs: RETRY_AFTER_MS }) });
      },
      { clock, signal: over.signal, late: tooLong },
    );

  const lose = (why: SubcamError): void => {
    if (attempt !== null) return attempt.reject(why);
    attempt = Promise.withResolvers();
    onAway?.(true);
    waitForReturn().catch(end.reject);
  };

  const comeBack = (atMs: number): void => {
    if (attempt === null) return;
    attempt.resolve();
    attempt = null;
    for (const removal of account.removals(atMs)) onEvent(removal);
    onAway?.(false);
  };

  const refuse = (why: SubcamError): void => {
    if (begun && why.retryable) lose(why);
    else end.reject(why);
  };

  /** The token goes to nobody who has not proved to know it. */
  const connect = (): void => {
    void (async () => {
      await checkIdentity(address);
      if (!over.signal.aborted) subtitles.connect();
    })().catch((thrown: unknown) => refuse(toSubcamError(thrown)));
  };

  const subscribe = (): void => {
    subtitles.emit('subscribe', { sessionId }, (reply: unknown) => {
      const answer = subscribed.safeParse(reply);
      if (!answer.success) return end.reject(new SubcamError('network', 'The daemon answers in another way: is it of this version?'));
      if (!answer.data.ok) return end.reject(new SubcamError(answer.data.error.code, answer.data.error.message));
      const runs = answer.data.value.sessions.includes(sessionId);
      if (!runs && !begun) end.reject(new SubcamError('session-unknown', `Session ${sessionId} does not run any more.`));
      begun = true;
    });
  };

  const onAbort = (): void => end.resolve('stopped');
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  subtitles.on('connect', subscribe);
  subtitles.on('connect_error', (error) => refuse(refusal(error, address.url)));
  subtitles.on('disconnect', (reason) =>
    lose(new SubcamError('network', `The daemon closed the connection (${reason}).`, { retryable: true })),
  );
  subtitles.on('event', (given) => {
    try {
      const event = parseTileEvent(given);
      if (event !== null) comeBack(event.atMs);
      onEvent(given);
      if (event !== null && account.take(event)) end.resolve('closed');
    } catch (error) {
      end.reject(error);
    }
  });
  try {
    connect();
    return await end.promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
    subtitles.removeAllListeners();
    subtitles.disconnect();
    over.abort();
  }
}
