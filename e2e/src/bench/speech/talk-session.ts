// A sound -> one session of a daemon: sent in real time over the extension's own link, read along as viewers do.
import { once } from 'node:events';
import {
  FRAME_SAMPLES,
  msToSamples,
  SubcamError,
  systemClock,
  withinTime,
  type CueUpdate,
  type LanguageCode,
  type SessionEvent,
} from '@subcam/shared';
import {
  PROTOCOL_VERSION,
  SUBTITLES_NAMESPACE,
  type Answer,
  type ContractPacket,
  type SubtitlesClientToServer,
  type SubtitlesServerToClient,
} from '@subcam/shared/wire';
import { io, type Socket } from 'socket.io-client';
import { openBenchCapture, sendInRealTime } from '../bench-capture.ts';
import type { HeardSession, ToldMessage } from './heard-session.ts';
import type { SaidSound } from './said-sound.ts';

export interface TalkOptions {
  readonly url: string;
  readonly token: string;
  readonly sessionId: string;
  readonly said: SaidSound;
  readonly from: LanguageCode;
  readonly to: LanguageCode | null;
  /** All of the sound has been sent. */
  readonly onSent: () => void;
}

const CLIENT = 'bench of speech';

/** For the last words to arrive at whoever reads along, once the daemon has settled them. */
const ARRIVAL_LIMIT_MS = 5_000;

interface Reader extends Disposable {
  /** Resolves when the capture has ended for whoever reads along. */
  readonly closed: Promise<void>;
  /** Rejects when the daemon cuts it off. */
  readonly lost: Promise<never>;
}

/** Rejects with `network` where the daemon refuses it. */
async function openReader(
  { url, token, sessionId }: Pick<TalkOptions, 'url' | 'token' | 'sessionId'>,
  note: (message: ToldMessage) => void,
): Promise<Reader> {
  const socket: Socket<SubtitlesServerToClient, SubtitlesClientToServer> = io(`${url}${SUBTITLES_NAMESPACE}`, {
    auth: { token, protocolVersion: PROTOCOL_VERSION, client: CLIENT },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  });
  const closed = Promise.withResolvers<void>();
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => undefined);
  const lose = (why: string): void => lost.reject(new SubcamError('network', `The daemon went away from whoever reads along: ${why}.`));
  socket.on('disconnect', lose);
  socket.on('connect_error', (error) => lose(error.message));
  socket.on('event', (event: SessionEvent) => {
    note({ atMs: systemClock.monotonicMs(), type: 'event', event });
    if (event.type === 'closed') closed.resolve();
  });
  socket.on('packet', (packet: ContractPacket) => note({ atMs: systemClock.monotonicMs(), type: 'packet', packet }));
  const subscribe = async (): Promise<void> => {
    await once(socket as never, 'connect');
    const answer = (await socket.emitWithAck('subscribe', { sessionId })) as Answer<unknown>;
    if (!answer.ok) throw new SubcamError(answer.error.code, answer.error.message);
  };
  const close = (): void => {
    socket.removeAllListeners();
    socket.disconnect();
  };
  try {
    await Promise.race([subscribe(), lost.promise]);
  } catch (error) {
    close();
    throw error;
  }
  return { closed: closed.promise, lost: lost.promise, [Symbol.dispose]: close };
}

/**
 * Talks until all is said and settled. Rejects with the daemon's refusal, with `network` when it goes away, or with the signal's reason;
 * nothing is open by then.
 */
export async function talk({ url, token, sessionId, said, from, to, onSent }: TalkOptions, signal: AbortSignal): Promise<HeardSession> {
  const told: ToldMessage[] = [];
  const tile: { readonly atMs: number; readonly update: CueUpdate }[] = [];
  using reader = await openReader({ url, token, sessionId }, (message) => told.push(message));
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const over = new AbortController();
  const { link, push } = openBenchCapture({
    url,
    token,
    client: CLIENT,
    sessionId,
    from,
    to,
    listener: {
      onCue: (update) => tile.push({ atMs: systemClock.monotonicMs(), update }),
      // Also one that is tried again: a connection that was lost shows words late for a reason of its own.
      onStatus: ({ error }) => {
        if (error !== null) failed.reject(new SubcamError(error.code, error.message));
      },
    },
  });
  const isOver = AbortSignal.any([signal, over.signal]);
  const running = link.run(isOver);
  const say = async (): Promise<HeardSession> => {
    const sentAtMs = await sendInRealTime(said, push, isOver);
    onSent();
    const account = await link.end();
    const late = (): SubcamError => new SubcamError('timeout', 'The daemon did not tell that the capture has ended.');
    if (account !== null) await withinTime(ARRIVAL_LIMIT_MS, () => reader.closed, { clock: systemClock, late });
    const frameOf = (ms: number): number => Math.min(sentAtMs.length, Math.ceil(msToSamples(ms) / FRAME_SAMPLES)) - 1;
    return {
      words: said.words.map((word) => ({ ...word, sentAtMs: sentAtMs[frameOf(word.endMs)] ?? Number.NaN })),
      tile,
      told,
      sentSamples: said.sampleCount,
      committedSamples: account?.committedSamples ?? link.ackedThrough,
    };
  };
  try {
    return await Promise.race([say(), failed.promise, reader.lost]);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    over.abort(new SubcamError('aborted', 'The session is over.'));
    await running;
  }
}
