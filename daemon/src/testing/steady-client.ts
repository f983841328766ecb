// A capture client that never gives up: captures a recording at a steady pace, keeps what is not acknowledged, resumes after every loss.
import { once } from 'node:events';
import { backoff, FRAME_SAMPLES, retry, SAMPLES_PER_MS, SubcamError, systemClock, type AudioAccount } from '@subcam/shared';
import { CAPTURE_NAMESPACE, encodePcmFrame, PROTOCOL_VERSION, type Answer, type CaptureWelcome, type WireError } from '@subcam/shared/wire';
import { io, type Socket } from 'socket.io-client';

export interface SteadyClientOptions {
  /** Asked before each connection: a daemon that was started again may listen elsewhere. */
  readonly url: () => string;
  readonly token: string;
  readonly sessionId: string;
  readonly sound: Int16Array;
  /** Samples captured a millisecond, as a multiple of real time. */
  readonly speed: number;
  /** Default: `en`. */
  readonly sourceLanguage?: string;
  /** Default: Spanish. */
  readonly targetLanguages?: readonly string[];
  /** Default: `live`. `file`: nothing is read before its segment is whole. */
  readonly pace?: 'live' | 'file';
}

export interface SteadyClient {
  /** Every acknowledgement that arrived, in order, over all connections. */
  readonly acks: readonly number[];
  readonly connections: number;
  /** Resolves with the account; rejects when the daemon asks for sound that was acknowledged, or refuses for good. */
  readonly account: Promise<AudioAccount>;
}

const RETRY_AFTER_MS = 50;
const TURN_MS = 5;

const lost = (message: string): SubcamError => new SubcamError('network', message, { retryable: true });

/** Starts to capture at once. */
export function startSteadyClient(options: SteadyClientOptions): SteadyClient {
  const { sound } = options;
  const startedAtMs = Date.now();
  const acks: number[] = [];
  let connections = 0;

  /** Only as much as the recording's time has passed. */
  const captured = (): number => Math.min(sound.length, Math.floor((Date.now() - startedAtMs) * SAMPLES_PER_MS * options.speed));

  const hello = () => ({
    sessionId: options.sessionId,
    captureId: `capture-of-${options.sessionId}`,
    connectionEpoch: connections,
    sampleRateHz: SAMPLES_PER_MS * 1000,
    source: 'tab',
    startedAtMs,
    // What is acknowledged is forgotten, as it would be when memory is short.
    oldestSample: acks.at(-1) ?? 0,
    nextSample: captured(),
    meetingUrl: null,
    sourceLanguage: options.sourceLanguage ?? 'en',
    targetLanguages: [...(options.targetLanguages ?? ['es'])],
    pace: options.pace ?? 'live',
  });

  async function request<T>(socket: Socket, event: string, value: unknown): Promise<T> {
    const gone = once(socket as never, 'disconnect').then(() => Promise.reject(lost('The daemon went away.')));
    const answer = await Promise.race([socket.emitWithAck(event, value) as Promise<Answer<T>>, gone]);
    gone.catch(() => undefined);
    if (answer.ok) return answer.value;
    throw new SubcamError(answer.error.code, answer.error.message, { retryable: answer.error.retryable });
  }

  async function sendAll(socket: Socket, from: number): Promise<AudioAccount> {
    const forgotten = acks.at(-1) ?? 0;
    if (from < forgotten)
      throw new SubcamError('internal', `The daemon asks for sample ${from}; everything before ${forgotten} was acknowledged.`);
    const connectionEpoch = connections;
    let next = from;
    while (next < sound.length) {
      if (!socket.connected) throw lost('The daemon went away.');
      const end = captured();
      for (; next + FRAME_SAMPLES <= end || (end === sound.length && next < end); next += FRAME_SAMPLES) {
        const samples = sound.subarray(next, Math.min(next + FRAME_SAMPLES, end));
        socket.emit('audio', encodePcmFrame({ connectionEpoch, frame: { firstSample: next, samples } }));
      }
      await systemClock.sleep(TURN_MS);
    }
    return request<AudioAccount>(socket, 'end', { nextSample: sound.length });
  }

  async function connectOnce(): Promise<AudioAccount> {
    connections += 1;
    const socket = io(`${options.url()}${CAPTURE_NAMESPACE}`, {
      auth: { token: options.token, protocolVersion: PROTOCOL_VERSION, client: 'steady client' },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    let fault: WireError | null = null;
    socket.on('fault', (error: WireError) => {
      fault = error;
    });
    socket.on('ack', ({ throughSample }: { throughSample: number }) => acks.push(throughSample));
    try {
      await Promise.race([
        once(socket as never, 'connect'),
        once(socket as never, 'connect_error').then(([error]) => Promise.reject(lost(String(error)))),
      ]);
      const { resumeFromSample } = await request<CaptureWelcome>(socket, 'hello', hello());
      return await sendAll(socket, resumeFromSample);
    } catch (error) {
      const told = fault as WireError | null;
      if (told !== null && !told.retryable) throw new SubcamError(told.code, told.message, { cause: error });
      // socket.io rejects with an error of its own what waits for an answer when the connection breaks.
      throw error instanceof SubcamError ? error : lost(String(error));
    } finally {
      socket.disconnect();
    }
  }

  return {
    acks,
    get connections() {
      return connections;
    },
    account: retry(connectOnce, { clock: systemClock, waits: backoff({ firstMs: RETRY_AFTER_MS, maxMs: RETRY_AFTER_MS }) }),
  };
}
