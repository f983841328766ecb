// The whisper service's Socket.IO stream: a connection and a session of its own for each sound, and every result that comes of it.
import { randomUUID } from 'node:crypto';
import { SAMPLE_RATE_HZ, SubcamError, type Clock, type SttRequest } from '@subcam/shared';
import { io, type Socket } from 'socket.io-client';
import type { EngineService } from '../../../lib/engine-service.ts';
import { refusalOf, saidBriefly, saidError } from '../../../lib/service-refusal.ts';
import { askedLanguage, ofAnotherSound, type ServicePlace } from '../../service-answer.ts';
import { encodeWav } from '../../wav.ts';
import { collectResults, streamResult, type StreamResult } from './stream-results.ts';
import type { WhisperTransport } from './whisper-transport.ts';

export interface StreamOptions {
  readonly url: string;
  readonly model: string | null;
  readonly place: ServicePlace;
  /** After a result, so long without another one ends the answer. */
  readonly quietMs: number;
  /** So long without any result means that there are no words. */
  readonly silenceMs: number;
  readonly maxAnswerBytes: number;
  readonly clock: Clock;
}

/** A service that does not say that the session was joined is not waited for again. */
const JOIN_WAIT_MS = 250;

/** A service that does not say that the session was left has heard it by then. */
const LEAVE_WAIT_MS = 250;

/** What was learned of the service from one request for the next. */
interface Habits {
  /** Whether it says that a session was joined. */
  confirmsJoins: boolean;
  /** Whether it acknowledges a sound when it is through with it; until that was seen, an acknowledgement says nothing. */
  acknowledgesAtEnd: boolean;
}

export function streamTransport(service: EngineService, options: StreamOptions): WhisperTransport {
  const habits: Habits = { confirmsJoins: true, acknowledgesAtEnd: false };
  return (request, signal) => service.during((inTime) => readStream(request, { ...options, habits }, inTime), signal);
}

async function readStream(request: SttRequest, options: StreamOptions & { readonly habits: Habits }, signal: AbortSignal) {
  const sessionId = randomUUID();
  const socket = connect(options);
  try {
    const failed = failureOf(socket, options.place);
    // Who waits for nothing any more is told nothing.
    failed.catch(() => undefined);
    const results = await Promise.race([failed, given(signal), converse(socket, { request, sessionId, ...options }, signal)]);
    return collectResults(results);
  } finally {
    void leave(socket, sessionId, options.clock);
  }
}

/** The connection ends when the service says that it has heard that the session is left, or after a while. Nobody waits for it. */
async function leave(socket: Socket, sessionId: string, clock: Clock): Promise<void> {
  if (socket.connected) {
    const left = new Promise<void>((resolve) => {
      socket.once('left_session', () => resolve());
      socket.once('disconnect', () => resolve());
      socket.emit('leave_session', { session_id: sessionId }, () => resolve());
    });
    await waitFor(left, LEAVE_WAIT_MS, { clock, signal: new AbortController().signal });
  }
  socket.disconnect();
}

/** Whether `event` comes within so many ms. Rejects never. */
async function waitFor(
  event: Promise<unknown>,
  ms: number,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<boolean> {
  const stop = new AbortController();
  const pause = clock.sleep(ms, AbortSignal.any([signal, stop.signal])).then(
    () => false,
    () => false,
  );
  const came = await Promise.race([event.then(() => true), pause]);
  stop.abort();
  return came;
}

function connect({ url, maxAnswerBytes }: StreamOptions): Socket {
  const base = new URL(url.endsWith('/') ? url : `${url}/`);
  const limits = { maxPayload: maxAnswerBytes };
  return io(base.origin, {
    ...limits,
    path: `${base.pathname}socket.io`,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnection: false,
    forceNew: true,
  });
}

/** Rejects when the signal fires. */
function given(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fire = (): void => reject(signal.reason as Error);
    if (signal.aborted) fire();
    else signal.addEventListener('abort', fire, { once: true });
  });
}

/** Rejects with what the service refuses or breaks with. */
function failureOf(socket: Socket, place: ServicePlace): Promise<never> {
  const { title, origin } = place;
  return new Promise((_, reject) => {
    socket.on('connect_error', (error) => {
      const { description, data } = error as Error & { readonly description?: unknown; readonly data?: unknown };
      const status = statusIn(description);
      // A service that lets nobody in, and says why, has no status.
      const isRefused = status === null && description === undefined;
      if (status !== null || isRefused) {
        const said = saidError(data, []) ?? (isRefused ? saidBriefly(error.message, []) : null);
        reject(refusalOf({ status: status ?? 403, statusText: '', headers: new Headers(), said, title, origin, restMs: 0, secrets: [] }));
      } else {
        reject(
          new SubcamError('engine-unavailable', `The ${title} at ${origin} can't be reached: is it running?`, {
            retryable: true,
            cause: error,
          }),
        );
      }
    });
    socket.on('disconnect', (reason) => {
      reject(new SubcamError('engine-unavailable', `The ${title} at ${origin} cut the connection (${reason}).`, { retryable: true }));
    });
    for (const event of ['error', 'transcription_error']) {
      socket.on(event, (told: unknown) => {
        const said = saidError({ error: told }, []) ?? 'no reason given';
        const status = statusIn((told as { readonly status?: unknown } | null)?.status);
        reject(
          status === null
            ? new SubcamError('engine-unavailable', `The ${title} at ${origin} could not read this sound (${said}).`, { retryable: true })
            : refusalOf({ status, statusText: '', headers: new Headers(), said, title, origin, restMs: 0, secrets: [] }),
        );
      });
    }
  });
}

/** An HTTP status, as a number or in a sentence; null: there is none. */
function statusIn(described: unknown): number | null {
  const text =
    typeof described === 'number'
      ? String(described)
      : described instanceof Object && 'message' in described
        ? String(described.message)
        : '';
  const found = /\b[345]\d\d\b/u.exec(text);
  return found === null ? null : Number(found[0]);
}

interface Conversation extends StreamOptions {
  readonly request: SttRequest;
  readonly sessionId: string;
  readonly habits: Habits;
}

/** All results, when nothing more is to be expected. */
async function converse(socket: Socket, conversation: Conversation, signal: AbortSignal): Promise<readonly StreamResult[]> {
  const { request, sessionId, habits, clock, place, model } = conversation;
  const results: StreamResult[] = [];
  let [bytes, foreign, isAcknowledged] = [0, 0, false];
  let wrong: SubcamError | null = null;
  let changed = Promise.withResolvers<void>();
  const change = (): void => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  socket.on('transcription_result', (told: unknown) => {
    bytes += JSON.stringify(told).length;
    const parsed = streamResult.safeParse(told);
    if (bytes > conversation.maxAnswerBytes) wrong = tooLong(conversation);
    else if (!parsed.success) wrong = notOfContract(told, place);
    else if ((parsed.data.session_id ?? sessionId) !== sessionId) foreign += 1;
    else results.push(parsed.data);
    change();
  });
  await joined(socket, conversation, signal);
  socket.emit('transcribe_stream', messageOf(request, { sessionId, model }), () => {
    isAcknowledged = true;
    if (results.length > 0) habits.acknowledgesAtEnd = true;
    change();
  });
  const isOver = (): boolean => wrong !== null || (isAcknowledged && habits.acknowledgesAtEnd);
  while (!isOver()) {
    const waitMs = results.length > 0 ? conversation.quietMs : conversation.silenceMs;
    if (!(await waitFor(changed.promise, waitMs, { clock, signal }))) break;
  }
  if (wrong !== null) throw wrong as SubcamError;
  if (results.length === 0 && foreign > 0) throw ofAnotherSound('for another session', place);
  return results;
}

/** Resolves when the service says so, or after a while. */
async function joined(socket: Socket, { sessionId, habits, clock }: Conversation, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (socket.connected) resolve();
    else socket.once('connect', resolve);
  });
  const confirmed = new Promise<void>((resolve) => {
    socket.once('joined_session', () => resolve());
    socket.emit('join_session', { session_id: sessionId }, () => resolve());
  });
  if (habits.confirmsJoins) habits.confirmsJoins = await waitFor(confirmed, JOIN_WAIT_MS, { clock, signal });
}

function messageOf(request: SttRequest, { sessionId, model }: { readonly sessionId: string; readonly model: string | null }) {
  return {
    session_id: sessionId,
    audio_data: Buffer.from(encodeWav(request.samples)).toString('base64'),
    sample_rate: SAMPLE_RATE_HZ,
    language: askedLanguage(request),
    task: 'transcribe',
    // Sound comes cut by our own VAD, and who spoke is known from the meeting.
    enable_vad: false,
    enable_diarization: false,
    ...(model === null ? {} : { model_name: model }),
    ...(request.prompt === undefined || request.prompt === '' ? {} : { initial_prompt: request.prompt }),
  };
}

function tooLong({ place: { title, origin }, maxAnswerBytes }: StreamOptions): SubcamError {
  return new SubcamError('engine-failed', `The ${title} at ${origin} answered with more than ${maxAnswerBytes} bytes: check its address.`);
}

function notOfContract(told: unknown, { title, origin }: ServicePlace): SubcamError {
  const said = saidError(told, []);
  const what = said === null ? 'answered with something else than its contract says: check its address' : `answered: ${said}`;
  return new SubcamError('engine-failed', `The ${title} at ${origin} ${what}.`);
}
