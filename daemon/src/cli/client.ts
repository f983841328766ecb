// Command line -> a daemon: health, pairing, and a file streamed through the very socket that the extension uses.
import { Manager } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import * as socketIoParser from 'socket.io-parser';
import * as z from 'zod';
import { SAMPLE_RATE_HZ, SubcamError, systemClock, toSubcamError, withinTime } from '@subcam/shared';
import type { AudioAccount, AudioFrame } from '@subcam/shared';
import {
  callRoute,
  checkIdentity,
  healthRoute,
  startPairingRoute,
  type FullHealth,
  type ResponseOf,
  type TokenScope,
} from '@subcam/shared/http';
import {
  CAPTURE_NAMESPACE,
  PROTOCOL_VERSION,
  SUBTITLES_NAMESPACE,
  answerOf,
  audioAccount,
  captureAck,
  captureWelcome,
  encodePcmFrame,
  frameParser,
  wireError,
} from '@subcam/shared/wire';
import type {
  Answer,
  CaptureClientToServer,
  CaptureHello,
  CaptureServerToClient,
  CaptureWelcome,
  HandshakeAuth,
} from '@subcam/shared/wire';
import type { SubtitlesClientToServer, SubtitlesServerToClient } from '@subcam/shared/wire';
import { readSessionEvent } from './session-event.ts';
import type { ReadEvent } from './session-event.ts';

export interface DaemonAddress {
  /** `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly token: string;
}

/**
 * Sound that may be on its way without being acknowledged. An acknowledgement trails by a whole segment (12 s at most) and what the
 * recogniser is busy with; a daemon that needs more than this ahead would be holding sound in vain.
 */
export const WINDOW_SAMPLES = 60 * SAMPLE_RATE_HZ;

/** No acknowledgement for this long while some are due: a recogniser that reads at a third of real time still makes it. */
const STALL_MS = 120_000;

/** A fresh code that is exchanged for a token of these scopes; by default what the extension needs. Rejects with `network` or `unauthorized`. */
export function requestPairingCode(address: DaemonAddress, scopes?: readonly TokenScope[]): Promise<ResponseOf<typeof startPairingRoute>> {
  return callRoute(address, startPairingRoute, { body: scopes === undefined ? {} : { scopes: [...scopes] } });
}

/** Ids of the sessions that run, in the order in which they were opened. Rejects with `network` or `unauthorized`. */
export async function runningSessions(address: DaemonAddress): Promise<readonly string[]> {
  const { sessions } = await daemonHealth(address);
  return [...new Set(sessions.map(({ sessionId }) => sessionId))];
}

/** What the daemon runs. Rejects with `network` or `unauthorized`. */
export async function daemonHealth(address: DaemonAddress): Promise<FullHealth> {
  const health = await callRoute(address, healthRoute, {});
  if ('sessions' in health) return health;
  throw new SubcamError('network', `The daemon at ${address.url} tells no sessions: is it of this version?`);
}

/** The answer to a subscription. */
export const subscribed = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.object({ sessions: z.array(z.string()) }) }),
  z.object({ ok: z.literal(false), error: wireError }),
]);

export interface FileCaptureOptions {
  readonly address: DaemonAddress;
  readonly hello: Omit<CaptureHello, 'connectionEpoch' | 'sampleRateHz' | 'source' | 'oldestSample' | 'nextSample' | 'meetingUrl'>;
  readonly signal: AbortSignal;
  /** What the session says, in order; finals of a stretch of sound come before `end` resolves. */
  readonly onEvent: (event: ReadEvent) => void;
  readonly stallMs?: number;
}

export interface FileCapture {
  readonly welcome: CaptureWelcome;
  /** Resolves as soon as there is room in the window. Frames must come in order. */
  send(frame: AudioFrame): Promise<void>;
  /** Resolves when everything that was sent is settled. */
  end(): Promise<AudioAccount>;
  close(): void;
}

/**
 * Opens a capture of a file and a subscription to its session over one connection. A connection that breaks is not taken up again: the
 * events of the pause would be lost, so everything rejects with `engine-unavailable` (or with what the daemon said before it closed).
 */
export async function openFileCapture(options: FileCaptureOptions): Promise<FileCapture> {
  const { address, signal } = options;
  await checkIdentity(address);
  const auth: HandshakeAuth = { token: address.token, protocolVersion: PROTOCOL_VERSION, client: 'subcam transcribe' };
  const manager = new Manager(address.url, {
    reconnection: false,
    transports: ['websocket'],
    autoConnect: false,
    parser: frameParser(socketIoParser),
  });
  const capture: Socket<CaptureServerToClient, CaptureClientToServer> = manager.socket(CAPTURE_NAMESPACE, { auth });
  const subtitles: Socket<SubtitlesServerToClient, SubtitlesClientToServer> = manager.socket(SUBTITLES_NAMESPACE, { auth });
  const line = openLine(options.stallMs ?? STALL_MS);
  const onAbort = (): void => line.fail(toSubcamError(signal.reason));
  const close = (): void => {
    signal.removeEventListener('abort', onAbort);
    capture.removeAllListeners();
    subtitles.removeAllListeners();
    capture.disconnect();
    subtitles.disconnect();
  };
  let ackedThrough = 0;
  let nextSample = 0;
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  for (const socket of [capture, subtitles] as Socket[]) {
    socket.on('connect_error', (error) => line.fail(refusal(error, address.url)));
    socket.on('disconnect', () =>
      line.fail(
        new SubcamError('engine-unavailable', 'The daemon went away in mid-file: look at its log, and run this again.', {
          retryable: true,
        }),
      ),
    );
  }
  capture.on('fault', (given) => {
    const fault = wireError.parse(given);
    line.fail(new SubcamError(fault.code, fault.message, { retryable: fault.retryable }));
  });
  capture.on('ack', (given) => {
    ackedThrough = captureAck.parse(given).throughSample;
    line.progress();
  });
  subtitles.on('event', (given) => {
    const event = readSessionEvent(given);
    if (event !== null) options.onEvent(event);
  });
  try {
    const welcome = await line.ask(
      (reply) => answerOf(captureWelcome).parse(reply),
      (answer) => {
        capture.connect();
        capture.emit(
          'hello',
          {
            ...options.hello,
            connectionEpoch: 1,
            sampleRateHz: SAMPLE_RATE_HZ,
            source: 'file',
            oldestSample: 0,
            nextSample: 0,
            meetingUrl: null,
          },
          answer,
        );
      },
    );
    await line.ask(
      (reply) => subscribed.parse(reply),
      (answer) => {
        subtitles.connect();
        subtitles.emit('subscribe', { sessionId: options.hello.sessionId }, answer);
      },
    );
    return {
      welcome,
      send: async (frame) => {
        nextSample = frame.firstSample + frame.samples.length;
        await line.until(() => nextSample - ackedThrough <= WINDOW_SAMPLES);
        capture.emit('audio', encodePcmFrame({ connectionEpoch: 1, frame }));
      },
      end: () =>
        line.ask(
          (reply) => answerOf(audioAccount).parse(reply),
          (answer) => capture.emit('end', { nextSample }, answer),
        ),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Waiting for the daemon: each wait ends with what was waited for, with the first failure, or when nothing moves for `stallMs`. */
function openLine(stallMs: number) {
  let failure: SubcamError | null = null;
  let waiting: (() => void)[] = [];
  const progress = (): void => {
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };
  const fail = (error: SubcamError): void => {
    failure ??= error;
    progress();
  };
  const late = (): SubcamError =>
    new SubcamError('timeout', `The daemon made no progress for ${stallMs / 1000} s: look at its log, its recogniser may be stuck.`);
  const until = async (condition: () => boolean): Promise<void> => {
    for (;;) {
      if (failure !== null) throw failure;
      if (condition()) return;
      const woken = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));
      await withinTime(stallMs, woken, { clock: systemClock, late }).catch((error: unknown) => fail(toSubcamError(error)));
    }
  };
  const ask = async <T>(parse: (reply: unknown) => Answer<T>, send: (answer: (reply: unknown) => void) => void): Promise<T> => {
    const replies: unknown[] = [];
    send((reply) => {
      replies.push(reply);
      progress();
    });
    await until(() => replies.length > 0);
    const answer = parse(replies[0]);
    if (!answer.ok) throw new SubcamError(answer.error.code, answer.error.message, { retryable: answer.error.retryable });
    return answer.value;
  };
  return { progress, fail, until, ask };
}

/** What a refusing daemon attaches to the error that socket.io raises; anything else means that it can't be reached. */
export function refusal(error: Error, url: string): SubcamError {
  const told = z.looseObject({ data: wireError }).safeParse(error);
  if (!told.success) {
    return new SubcamError('network', `The daemon at ${url} can't be reached: start it with "subcam up".`, {
      retryable: true,
      cause: error,
    });
  }
  const { code, message, retryable } = told.data.data;
  return new SubcamError(code, message, { retryable, cause: error });
}
