// POST /transcribe of the whisper service: the sound as a WAV file in a form.
import type { SttRequest } from '@subcam/shared';
import type { EngineService } from '../../../lib/engine-service.ts';
import { askedLanguage } from '../../service-answer.ts';
import { encodeWav } from '../../wav.ts';
import { answerOf, transcriptionSchema, type WhisperTransport } from './whisper-transport.ts';

export function formTransport(service: EngineService, { model }: { readonly model: string | null }): WhisperTransport {
  return async (request, signal) => answerOf(await service.post(formOf(request, model), transcriptionSchema, signal));
}

function formOf(request: SttRequest, model: string | null): FormData {
  const form = new FormData();
  form.set('audio', new Blob([encodeWav(request.samples)], { type: 'audio/wav' }), 'segment.wav');
  form.set('language', askedLanguage(request));
  form.set('task', 'transcribe');
  // Segments come cut by our own VAD, and who spoke is known from the meeting.
  form.set('enable_vad', 'false');
  form.set('enable_diarization', 'false');
  if (request.prompt !== undefined && request.prompt !== '') form.set('initial_prompt', request.prompt);
  if (model !== null) form.set('model', model);
  return form;
}
