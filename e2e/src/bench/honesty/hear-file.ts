// Sound -> a daemon, as a file: as fast as it takes it; and back come its finals, and why something was left out.
import { once } from 'node:events';
import {
  FRAME_SAMPLES,
  SAMPLE_RATE_HZ,
  SubcamError,
  systemClock,
  toSubcamError,
  type AudioAccount,
  type OmissionReason,
  type SessionEvent,
} from '@subcam/shared';
import { CAPTURE_NAMESPACE, encodePcmFrame, PROTOCOL_VERSION, type Answer, type CaptureWelcome, type WireError } from '@subcam/shared/wire';
import { io } from 'socket.io-client';
import { follow } from '../floods/talker.ts';

/** Sound that may be on its way without being acknowledged. */
const WINDOW_SAMPLES = 60 * SAMPLE_RATE_HZ;

/** As many frames in a message as one may hold: nobody waits for them. */
const MESSAGE_SAMPLES = 3 * FRAME_SAMPLES;

export interface HeardFile {
  readonly finals: readonly { readonly text: string; readonly seconds: number }[];
  readonly omissions: readonly { readonly reason: OmissionReason; readonly seconds: number }[];
}

function valueOf<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw new SubcamError(answer.error.code, answer.error.message, { retryable: answer.error.retryable });
}

/** `sessionId`: of no other file. Rejects with the daemon's refusal, with `network` when the connection is lost, and as the signal says. */
export async function hearFile(
  sound: Int16Array,
  { url, token, sessionId }: { readonly url: string; readonly token: string; readonly sessionId: string },
  signal: AbortSignal,
): Promise<HeardFile> {
  const heard = { finals: [] as HeardFile['finals'][number][], omissions: [] as HeardFile['omissions'][number][] };
  // Events come over another connection than the answer to the end.
  const closed = Promise.withResolvers<void>();
  const unfollow = await follow({ url, token, sessionId }, (event: SessionEvent) => {
    if (event.type === 'closed') closed.resolve();
    if (event.type === 'final') {
      const { text, firstSample, speechEndSample } = event.transcript;
      heard.finals.push({ text, seconds: (speechEndSample - firstSample) / SAMPLE_RATE_HZ });
    }
    if (event.type === 'omission')
      heard.omissions.push({ reason: event.omission.reason, seconds: event.omission.sampleCount / SAMPLE_RATE_HZ });
  });
  const socket = io(`${url}${CAPTURE_NAMESPACE}`, {
    auth: { token, protocolVersion: PROTOCOL_VERSION, client: 'pnpm bench honesty' },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  });
  let ackedThrough = 0;
  let progress = Promise.withResolvers<void>();
  const roomFor = async (sample: number): Promise<void> => {
    if (sample - ackedThrough <= WINDOW_SAMPLES) return;
    await progress.promise;
    await roomFor(sample);
  };
  const over = new Promise<never>((_resolve, reject) => {
    socket.on('fault', ({ code, message }: WireError) => reject(new SubcamError(code, message)));
    socket.on('disconnect', (why) => reject(new SubcamError('network', `The daemon went away in mid-file: ${why}.`)));
    socket.on('connect_error', (error) => reject(new SubcamError('network', `The daemon refused the connection: ${error.message}.`)));
    signal.addEventListener('abort', () => reject(toSubcamError(signal.reason)), { once: true });
  });
  over.catch(() => undefined);
  socket.on('ack', ({ throughSample }: { readonly throughSample: number }) => {
    ackedThrough = throughSample;
    progress.resolve();
    progress = Promise.withResolvers();
  });
  const send = async (): Promise<void> => {
    await once(socket as never, 'connect');
    const hello = {
      sessionId,
      captureId: `capture-of-${sessionId}`,
      connectionEpoch: 1,
      sampleRateHz: SAMPLE_RATE_HZ,
      source: 'file',
      startedAtMs: systemClock.nowMs(),
      oldestSample: 0,
      nextSample: 0,
      meetingUrl: null,
      sourceLanguage: 'en',
      targetLanguages: [],
      pace: 'file',
    };
    valueOf((await socket.emitWithAck('hello', hello)) as Answer<CaptureWelcome>);
    for (let next = 0; next < sound.length; next += MESSAGE_SAMPLES) {
      await roomFor(next);
      const samples = sound.slice(next, next + MESSAGE_SAMPLES);
      socket.emit('audio', encodePcmFrame({ connectionEpoch: 1, frame: { firstSample: next, samples } }));
    }
    valueOf((await socket.emitWithAck('end', { nextSample: sound.length })) as Answer<AudioAccount>);
    await closed.promise;
  };
  try {
    await Promise.race([send(), over]);
    return heard;
  } finally {
    unfollow();
    socket.removeAllListeners();
    socket.disconnect();
  }
}
