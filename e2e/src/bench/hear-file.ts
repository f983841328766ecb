// Sound -> a daemon, as a file: as fast as it takes it; and back come its finals, and why something was left out.
import { once } from 'node:events';
import {
  FRAME_SAMPLES,
  SAMPLE_RATE_HZ,
  SubcamError,
  systemClock,
  toSubcamError,
  type AudioAccount,
  type LanguageCode,
  type MeetingLanguages,
  type OmissionReason,
  type SessionEvent,
} from '@subcam/shared';
import { CAPTURE_NAMESPACE, encodePcmFrame, PROTOCOL_VERSION, type Answer, type CaptureWelcome, type WireError } from '@subcam/shared/wire';
import { io } from 'socket.io-client';
import { follow } from './floods/talker.ts';

/** Sound that may be on its way without being acknowledged. */
const WINDOW_SAMPLES = 60 * SAMPLE_RATE_HZ;

/** As many frames in a message as one may hold: nobody waits for them. */
const MESSAGE_SAMPLES = 3 * FRAME_SAMPLES;

/** What is told of a segment. */
interface HeardSegment {
  /** Of the file. */
  readonly firstSample: number;
  /** Of speech; of an omission, of the whole segment. */
  readonly seconds: number;
}

export interface HeardFile {
  readonly finals: readonly (HeardSegment & {
    readonly text: string;
    readonly language: LanguageCode;
    /** Languages of its translations. */
    readonly translatedInto: readonly LanguageCode[];
  })[];
  readonly omissions: readonly (HeardSegment & {
    readonly reason: OmissionReason;
    /** Which one it is, where the reason is another language and the recogniser tells. */
    readonly language: LanguageCode | null;
  })[];
}

export interface HearFileOptions {
  readonly url: string;
  readonly token: string;
  /** Of no other file. */
  readonly sessionId: string;
  /** Who it is, as the daemon's log names it. */
  readonly client: string;
  /** Of the session. */
  readonly languages: MeetingLanguages;
}

function valueOf<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw new SubcamError(answer.error.code, answer.error.message, { retryable: answer.error.retryable });
}

/** Rejects with the daemon's refusal, with `network` when the connection is lost, and as the signal says. */
export async function hearFile(
  sound: Int16Array,
  { url, token, sessionId, client, languages }: HearFileOptions,
  signal: AbortSignal,
): Promise<HeardFile> {
  const finals: Omit<HeardFile['finals'][number], 'translatedInto'>[] = [];
  const omissions: HeardFile['omissions'][number][] = [];
  const translations: { readonly firstSample: number; readonly targetLanguage: LanguageCode }[] = [];
  // Events come over another connection than the answer to the end.
  const closed = Promise.withResolvers<void>();
  const unfollow = await follow({ url, token, sessionId }, (event: SessionEvent) => {
    if (event.type === 'closed') closed.resolve();
    if (event.type === 'final') {
      const { text, language, firstSample, speechEndSample } = event.transcript;
      finals.push({ text, language, firstSample, seconds: (speechEndSample - firstSample) / SAMPLE_RATE_HZ });
    }
    if (event.type === 'translation' && event.translation.status === 'final') translations.push(event.translation);
    if (event.type === 'omission') {
      const { reason, firstSample, sampleCount, language = null } = event.omission;
      omissions.push({ reason, language, firstSample, seconds: sampleCount / SAMPLE_RATE_HZ });
    }
  });
  const socket = io(`${url}${CAPTURE_NAMESPACE}`, {
    auth: { token, protocolVersion: PROTOCOL_VERSION, client },
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
      ...languages,
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
    const intoOf = (firstSample: number): readonly LanguageCode[] =>
      translations.filter((one) => one.firstSample === firstSample).map(({ targetLanguage }) => targetLanguage);
    return { finals: finals.map((final) => ({ ...final, translatedInto: intoOf(final.firstSample) })), omissions };
  } finally {
    unfollow();
    socket.removeAllListeners();
    socket.disconnect();
  }
}
