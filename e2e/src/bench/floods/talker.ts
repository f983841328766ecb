// A recording -> a well-behaved capture client that sends it in real time, and a reader of what becomes of it.
import { once } from 'node:events';
import {
  FRAME_SAMPLES,
  SAMPLES_PER_MS,
  SAMPLE_RATE_HZ,
  SubcamError,
  systemClock,
  type AudioAccount,
  type SessionEvent,
} from '@subcam/shared';
import {
  CAPTURE_NAMESPACE,
  encodePcmFrame,
  PROTOCOL_VERSION,
  SUBTITLES_NAMESPACE,
  type Answer,
  type CaptureWelcome,
  type WireError,
} from '@subcam/shared/wire';
import { io } from 'socket.io-client';

export interface TalkOptions {
  readonly url: string;
  readonly token: string;
  readonly sessionId: string;
  readonly sound: Int16Array;
  readonly signal: AbortSignal;
}

/** Everything that happens to one session from now on; returns the way to stop. */
export async function follow(
  { url, token, sessionId }: Pick<TalkOptions, 'url' | 'token' | 'sessionId'>,
  onEvent: (event: SessionEvent) => void,
): Promise<() => void> {
  const socket = io(`${url}${SUBTITLES_NAMESPACE}`, {
    auth: { token, protocolVersion: PROTOCOL_VERSION, client: 'a reader' },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  });
  socket.on('event', onEvent);
  valueOf((await socket.emitWithAck('subscribe', { sessionId })) as Answer<unknown>);
  return () => socket.disconnect();
}

function valueOf<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw new SubcamError(answer.error.code, answer.error.message, { retryable: answer.error.retryable });
}

/** Resolves when all of it is settled. Rejects with the daemon's refusal, and with `network` when the connection is lost. */
export async function talk({ url, token, sessionId, sound, signal }: TalkOptions): Promise<AudioAccount> {
  const socket = io(`${url}${CAPTURE_NAMESPACE}`, {
    auth: { token, protocolVersion: PROTOCOL_VERSION, client: 'a talker' },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  });
  const lost = new Promise<never>((_resolve, reject) => {
    socket.on('fault', ({ code, message }: WireError) => reject(new SubcamError(code, message)));
    socket.on('disconnect', (why) => reject(new SubcamError('network', `The well-behaved client was cut off: ${why}.`)));
    socket.on('connect_error', (error) => reject(new SubcamError('network', `The well-behaved client was refused: ${error.message}.`)));
  });
  lost.catch(() => undefined);
  const send = async (): Promise<AudioAccount> => {
    await once(socket as never, 'connect');
    const startedAtMs = systemClock.nowMs();
    const hello = {
      sessionId,
      captureId: `capture-of-${sessionId}`,
      connectionEpoch: 1,
      sampleRateHz: SAMPLE_RATE_HZ,
      source: 'tab',
      startedAtMs,
      oldestSample: 0,
      nextSample: 0,
      meetingUrl: null,
      sourceLanguage: 'en',
      targetLanguages: [],
      pace: 'live',
    };
    valueOf((await socket.emitWithAck('hello', hello)) as Answer<CaptureWelcome>);
    for (let next = 0; next < sound.length;) {
      const captured = Math.min(sound.length, Math.floor((systemClock.nowMs() - startedAtMs) * SAMPLES_PER_MS));
      for (; next + FRAME_SAMPLES <= captured || (captured === sound.length && next < captured); next += FRAME_SAMPLES) {
        const samples = sound.slice(next, Math.min(next + FRAME_SAMPLES, captured));
        socket.emit('audio', encodePcmFrame({ connectionEpoch: 1, frame: { firstSample: next, samples } }));
      }
      await systemClock.sleep(5, signal);
    }
    return valueOf((await socket.emitWithAck('end', { nextSample: sound.length })) as Answer<AudioAccount>);
  };
  try {
    return await Promise.race([send(), lost]);
  } finally {
    socket.removeAllListeners();
    socket.disconnect();
  }
}
