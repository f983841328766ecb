// The contract's whisper service, mocked: the words that are really said in the sound that it is sent, known from the conversation.
import { SAMPLE_RATE_HZ, SubcamError, systemClock } from '@subcam/shared';
import * as z from 'zod';
import type { Conversation } from '../mock-meet/index.ts';
import { readWav } from '../mock-meet/conversation/wav.ts';
import { openHeardWords, type HeardSegment } from './heard-words.ts';
import { startMockService, type MockRequest, type MockService } from './mock-service.ts';
import { decodeSound } from './sound/decode-sound.ts';
import { openSoundFinder } from './sound/find-sound.ts';

const fieldsShape = z.object({
  audio: z.instanceof(Blob, { message: 'the WAV file is missing' }),
  language: z.string().default('auto'),
  task: z.literal('transcribe').default('transcribe'),
  enable_diarization: z.enum(['true', 'false']).default('false'),
  enable_vad: z.enum(['true', 'false']).default('false'),
  model: z.string().default('mock'),
  session_id: z.string().default(''),
});

async function parseForm({ contentType, body }: MockRequest): Promise<z.infer<typeof fieldsShape>> {
  let form: FormData;
  try {
    form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
  } catch (error) {
    throw new SubcamError('bad-request', 'The body is not a multipart form.', { cause: error });
  }
  const fields = fieldsShape.safeParse(Object.fromEntries(form.entries()));
  if (!fields.success) throw new SubcamError('bad-request', z.prettifyError(fields.error), { cause: fields.error });
  return fields.data;
}

async function readAudio(audio: Blob): Promise<Float32Array> {
  const bytes = new Uint8Array(await audio.arrayBuffer());
  let sound: ReturnType<typeof readWav>;
  try {
    sound = readWav(bytes);
  } catch (error) {
    throw new SubcamError('bad-request', error instanceof Error ? error.message : String(error), { cause: error });
  }
  if (sound.rateHz !== SAMPLE_RATE_HZ)
    throw new SubcamError('bad-request', `This service reads ${SAMPLE_RATE_HZ} Hz; the sound has ${sound.rateHz} Hz.`);
  return sound.samples;
}

/** Nothing is heard in silence, in noise, or in speech that is not of this conversation. Rejects when there is no transcript or no ffmpeg. */
export async function startMockWhisper(conversation: Conversation): Promise<MockService> {
  const wordsIn = openHeardWords(conversation);
  const finder = openSoundFinder(await decodeSound(conversation.audioPath));
  return startMockService({
    health: '/health',
    healthAnswer: () => ({ status: 'healthy', service: 'whisper', device: 'mock' }),
    work: {
      '/transcribe': async (request) => {
        const startedAtMs = performance.now();
        const { audio, language, model, session_id } = await parseForm(request);
        const span = finder.find(await readAudio(audio));
        const heard: HeardSegment[] = span === null ? [] : wordsIn(span);
        return {
          text: heard.map(({ text }) => text).join(' '),
          // As Whisper does: the language of the first words, unless it was told one.
          language: language === 'auto' ? (heard[0]?.language ?? 'en') : language,
          confidence: span === null || heard.length === 0 ? 0 : Math.min(1, span.correlation),
          segments: heard.map(({ startMs, endMs, text }, id) => ({
            id,
            start: startMs / 1000,
            end: endMs / 1000,
            text,
            avg_logprob: Math.log(Math.min(1, span?.correlation ?? 1)),
            no_speech_prob: 0,
          })),
          processing_time: (performance.now() - startedAtMs) / 1000,
          model_used: model,
          device_used: 'mock',
          timestamp: new Date(systemClock.nowMs()).toISOString(),
          session_id,
        };
      },
    },
  });
}
