// LinkConnection over socket.io: a fresh socket for each connection, websocket only, so that no buffer of the library outlives one.
import * as z from 'zod/mini';
import { io } from 'socket.io-client';
import * as socketIoParser from 'socket.io-parser';
import { SubcamError } from '@subcam/shared';
import { checkIdentity } from '@subcam/shared/http';
import {
  CAPTURE_NAMESPACE,
  PROTOCOL_VERSION,
  answerOf,
  audioAccount,
  captureAck,
  captureWelcome,
  cueUpdate,
  frameParser,
  sessionState,
  tileSettings,
  wireError,
} from '@subcam/shared/wire';
import type { Socket } from 'socket.io-client';
import type { Answer, CaptureClientToServer, CaptureServerToClient, HandshakeAuth } from '@subcam/shared/wire';
import type { LinkConnection, LinkConnectionListener, OpenLinkConnection } from './link-connection.ts';

export interface SocketIoConnectionOptions {
  /** `http://127.0.0.1:3000`. */
  readonly daemonUrl: string;
  readonly token: string;
  /** Who connects, for the daemon's log: `extension 0.1.0`. */
  readonly client: string;
}

type CaptureSocket = Socket<CaptureServerToClient, CaptureClientToServer>;

/** What a refusing middleware attaches to the error that socket.io-client raises. */
const refusal = z.object({ data: wireError });

function connectError(error: Error, daemonUrl: string): SubcamError {
  const told = refusal.safeParse(error);
  if (told.success)
    return new SubcamError(told.data.data.code, told.data.data.message, { retryable: told.data.data.retryable, cause: error });
  return new SubcamError('network', `The daemon at ${daemonUrl} cannot be reached: start it with \`subcam up\`.`, {
    retryable: true,
    cause: error,
  });
}

/** A message that does not match its schema is the daemon's fault: the connection is given up with a typed error. */
function parse<T>(schema: z.ZodMiniType<T>, given: unknown): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new SubcamError(
    'bad-request',
    `The daemon sent what this extension does not understand: update both. ${z.prettifyError(parsed.error)}`,
    {
      cause: parsed.error,
    },
  );
}

function valueOf<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw new SubcamError(answer.error.code, answer.error.message, { retryable: answer.error.retryable });
}

function wrap(socket: CaptureSocket, listener: LinkConnectionListener): LinkConnection {
  const lost = Promise.withResolvers<never>();
  // Nobody may be waiting for an answer when the connection goes.
  lost.promise.catch(() => undefined);

  function receive<T>(schema: z.ZodMiniType<T>, deliver: (value: T) => void): (given: unknown) => void {
    return (given) => {
      try {
        deliver(parse(schema, given));
      } catch (thrown) {
        if (!(thrown instanceof SubcamError)) throw thrown;
        listener.onFault({ code: thrown.code, message: thrown.message, retryable: thrown.retryable });
      }
    };
  }

  /** A request and its answer, or the loss of the connection, whichever comes first. */
  function ask<T>(schema: z.ZodMiniType<Answer<T>>, send: (answer: (reply: unknown) => void) => void): Promise<T> {
    const reply = new Promise<unknown>((resolve) => send(resolve));
    return Promise.race([reply.then((given) => valueOf(parse(schema, given))), lost.promise]);
  }

  function close(): void {
    socket.removeAllListeners();
    socket.disconnect();
    lost.reject(new SubcamError('network', "The daemon's connection was closed.", { retryable: true }));
  }

  socket.on(
    'ack',
    receive(captureAck, (ack) => listener.onAck(ack)),
  );
  socket.on(
    'cue',
    receive(cueUpdate, (update) => listener.onCue(update)),
  );
  socket.on(
    'state',
    receive(sessionState, (state) => listener.onState(state)),
  );
  socket.on(
    'tileSettings',
    receive(tileSettings, (settings) => listener.onTileSettings(settings)),
  );
  socket.on(
    'fault',
    receive(wireError, (error) => listener.onFault(error)),
  );
  socket.once('disconnect', (reason) => {
    close();
    listener.onClosed(reason);
  });

  return {
    hello: (hello) => ask(answerOf(captureWelcome), (answer) => socket.emit('hello', hello, answer)),
    audio: (packet) => void socket.emit('audio', packet),
    gap: (notice) => void socket.emit('gap', notice),
    meeting: (event) => void socket.emit('meeting', event),
    tile: (report) => void socket.emit('tile', { ...report, painted: [...report.painted] }),
    tileSettings: (settings) => void socket.emit('tileSettings', settings),
    end: (nextSample) => ask(answerOf(audioAccount), (answer) => socket.emit('end', { nextSample }, answer)),
    close,
  };
}

/**
 * How a link reaches the daemon. Each call opens one socket, once whoever listens has proved to know the token; the signal takes back an
 * opening that is no longer wanted.
 */
export function openSocketIoConnection(options: SocketIoConnectionOptions): OpenLinkConnection {
  const auth: HandshakeAuth = { token: options.token, protocolVersion: PROTOCOL_VERSION, client: options.client };
  return async (listener, signal) => {
    await checkIdentity({ url: options.daemonUrl, token: options.token });
    return await new Promise((resolve, reject) => {
      const socket: CaptureSocket = io(`${options.daemonUrl}${CAPTURE_NAMESPACE}`, {
        auth,
        forceNew: true,
        multiplex: false,
        reconnection: false,
        transports: ['websocket'],
        autoConnect: false,
        parser: frameParser(socketIoParser),
      });
      const giveUp = (error: SubcamError): void => {
        signal.removeEventListener('abort', onAbort);
        socket.removeAllListeners();
        socket.disconnect();
        reject(error);
      };
      const onAbort = (): void => giveUp(new SubcamError('aborted', 'The connection was no longer wanted.', { cause: signal.reason }));
      signal.addEventListener('abort', onAbort, { once: true });
      socket.once('connect_error', (error) => giveUp(connectError(error, options.daemonUrl)));
      socket.once('connect', () => {
        signal.removeEventListener('abort', onAbort);
        socket.removeAllListeners();
        resolve(wrap(socket, listener));
      });
      if (signal.aborted) onAbort();
      else socket.connect();
    });
  };
}
