// The whisper service of the contract (POST /transcribe) behind the Stt port.
import { baseLanguage, SubcamError, type EngineInfo, type Stt, type SttRequest, type SttResult } from '@subcam/shared';
import * as z from 'zod';
import { encodeWav } from '../../wav.ts';

export interface WhisperServiceOptions {
  /** e.g. `http://127.0.0.1:5001`; a path is kept. */
  readonly baseUrl: string;
  /** The service's name of a model; left out, the service chooses. */
  readonly model?: string;
  /** From asking to giving up. Default 60 s: Whisper needs 1–3 s of a CPU for each segment, and may have several waiting. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 60_000;

/** Whisper's own rule for "nobody spoke here" (openai/whisper, `transcribe`: no_speech_threshold, logprob_threshold). */
const NO_SPEECH_PROBABILITY = 0.6;
const NO_SPEECH_LOG_PROBABILITY = -1;

const answerSchema = z.object({
  text: z.string(),
  language: z.string().nullish(),
  confidence: z.number().min(0).max(1).nullish(),
  segments: z.array(z.object({ text: z.string(), avg_logprob: z.number().nullish(), no_speech_prob: z.number().nullish() })).nullish(),
});

type Answer = z.infer<typeof answerSchema>;

const errorSchema = z.object({ error: z.string() });

/** Nothing is asked of the service before the first request. */
export function createWhisperServiceStt(options: WhisperServiceOptions): Stt {
  const endpoint = new URL('transcribe', options.baseUrl.endsWith('/') ? options.baseUrl : `${options.baseUrl}/`);
  const info: EngineInfo = { name: 'whisper-service', model: options.model ?? 'default' };
  const closed = new AbortController();

  return {
    info,
    transcribe: async (request, signal) => {
      if (closed.signal.aborted) throw closedError();
      const timeout = AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      try {
        const { body, contentType } = await encodeForm(formOf(request, options.model));
        const response = await fetch(endpoint, {
          method: 'POST',
          headers: { 'content-type': contentType },
          body,
          signal: AbortSignal.any([signal, closed.signal, timeout]),
        });
        if (!response.ok) throw await refusal(response, endpoint);
        return { ...resultOf(parseAnswer(await response.text(), endpoint), request), engine: info };
      } catch (error) {
        if (signal.aborted) throw new SubcamError('aborted', 'The reading was given up.', { cause: signal.reason });
        if (error instanceof SubcamError) throw error;
        if (closed.signal.aborted) throw closedError();
        const what = timeout.aborted ? 'did not answer in time' : 'cannot be reached';
        throw new SubcamError('engine-unavailable', `The whisper service at ${endpoint.origin} ${what}. Check that it runs.`, {
          retryable: true,
          cause: error,
        });
      }
    },
    close: () => {
      closed.abort();
      return Promise.resolve();
    },
  };
}

function formOf(request: SttRequest, model: string | undefined): FormData {
  const form = new FormData();
  form.set('audio', new Blob([encodeWav(request.samples)], { type: 'audio/wav' }), 'segment.wav');
  form.set('language', request.language === 'auto' ? 'auto' : baseLanguage(request.language));
  form.set('task', 'transcribe');
  // Segments come cut by our own VAD, and who spoke is known from the meeting.
  form.set('enable_vad', 'false');
  form.set('enable_diarization', 'false');
  if (model !== undefined) form.set('model', model);
  return form;
}

/**
 * The form's bytes. Given the form itself, fetch streams it, and a request that is given up while it does so ends in a rejection that
 * nobody can catch (undici 7: "ReadableStream is already closed").
 */
async function encodeForm(form: FormData): Promise<{ readonly body: ArrayBuffer; readonly contentType: string }> {
  const encoded = new Response(form);
  return { body: await encoded.arrayBuffer(), contentType: encoded.headers.get('content-type') ?? 'multipart/form-data' };
}

function parseAnswer(body: string, endpoint: URL): Answer {
  try {
    return answerSchema.parse(JSON.parse(body));
  } catch (error) {
    throw new SubcamError('engine-failed', `What answers at ${endpoint.href} does not speak the contract of the whisper service.`, {
      cause: error,
    });
  }
}

/** Every segment counts: a service may put only the last one into `text`. */
function resultOf(answer: Answer, request: SttRequest): Omit<SttResult, 'engine'> {
  const segments = answer.segments ?? [];
  const spoken = segments.filter(
    (segment) => (segment.no_speech_prob ?? 0) <= NO_SPEECH_PROBABILITY || (segment.avg_logprob ?? 0) >= NO_SPEECH_LOG_PROBABILITY,
  );
  const parts = segments.length === 0 ? [answer.text] : spoken.map((segment) => segment.text);
  const text = parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' ');
  return { text, language: answer.language ?? request.language, confidence: answer.confidence ?? null };
}

async function refusal(response: Response, endpoint: URL): Promise<SubcamError> {
  const body = await response.text();
  const said = saidBy(body) ?? `status ${response.status}`;
  // Busy, restarting or loading its model; anything else will be the same next time.
  if (response.status === 503 || response.status === 429) {
    return new SubcamError('engine-unavailable', `The whisper service at ${endpoint.origin} is busy or starting: ${said}`, {
      retryable: true,
    });
  }
  return new SubcamError('engine-failed', `The whisper service at ${endpoint.origin} refused a segment (${response.status}): ${said}`);
}

function saidBy(body: string): string | null {
  try {
    return errorSchema.parse(JSON.parse(body)).error;
  } catch {
    // Not the contract's error body (a proxy's page, say): its status must do.
    return null;
  }
}

function closedError(): SubcamError {
  return new SubcamError('engine-unavailable', 'The recogniser is closed.', { retryable: true });
}
