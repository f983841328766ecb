// POST /api/process-chunk of the whisper service: the sound as base64 in JSON, a session of its own for each.
import { randomUUID } from 'node:crypto';
import { SAMPLE_RATE_HZ, SubcamError, type SttRequest } from '@subcam/shared';
import * as z from 'zod';
import type { EngineService } from '../../../lib/engine-service.ts';
import { saidBriefly } from '../../../lib/service-refusal.ts';
import { askedLanguage, ofAnotherSound, type ServicePlace } from '../../service-answer.ts';
import { encodeWav } from '../../wav.ts';
import { answerOf, transcriptionSchema, type WhisperTransport } from './whisper-transport.ts';

const DONE: ReadonlySet<string> = new Set(['success', 'completed', 'complete', 'processed', 'ok']);

const name = z.string().nullish().catch(null);
const ids = { chunk_id: z.string().nullish(), session_id: z.string().nullish() };

const answerSchema = z.union([
  z.object({
    ...ids,
    status: z.string(),
    transcription: transcriptionSchema,
    processing_info: z.object({ model_used: name, device_used: name }).nullish().catch(null),
  }),
  // A service that could not process a chunk says so with a 200.
  z.object({ ...ids, status: z.string(), transcription: z.undefined().optional(), error: z.string() }),
]);

export function chunkTransport(
  service: EngineService,
  { model, place }: { readonly model: string | null; readonly place: ServicePlace },
): WhisperTransport {
  return async (request, signal) => {
    const chunkId = randomUUID();
    const answer = await service.post(bodyOf(request, { chunkId, model }), answerSchema, signal);
    if ((answer.chunk_id ?? chunkId) !== chunkId || (answer.session_id ?? chunkId) !== chunkId) {
      throw ofAnotherSound('for another chunk', place);
    }
    if (answer.transcription === undefined || !DONE.has(answer.status.toLowerCase())) {
      const said = 'error' in answer ? saidBriefly(answer.error, []) : `status ${saidBriefly(answer.status, [])}`;
      throw new SubcamError('engine-unavailable', `The ${place.title} at ${place.origin} could not read this sound (${said}).`, {
        retryable: true,
      });
    }
    const { transcription, processing_info: info } = answer;
    const { running, ...read } = answerOf(transcription);
    return { ...read, running: { model: running.model ?? info?.model_used ?? null, device: running.device ?? info?.device_used ?? null } };
  };
}

function bodyOf(request: SttRequest, { chunkId, model }: { readonly chunkId: string; readonly model: string | null }) {
  const duration = request.samples.length / SAMPLE_RATE_HZ;
  return {
    chunk_id: chunkId,
    // Times of segments are counted from the beginning of a session in some services.
    session_id: chunkId,
    audio_data: Buffer.from(encodeWav(request.samples)).toString('base64'),
    chunk_metadata: {
      sequence_number: 0,
      start_time: 0,
      end_time: duration,
      duration,
      sample_rate: SAMPLE_RATE_HZ,
      channels: 1,
      format: 'wav',
      language: askedLanguage(request),
      task: 'transcribe',
      enable_vad: false,
      enable_diarization: false,
      ...(request.prompt === undefined || request.prompt === '' ? {} : { initial_prompt: request.prompt }),
    },
    ...(model === null ? {} : { model_name: model }),
  };
}
