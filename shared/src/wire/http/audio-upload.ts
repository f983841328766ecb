// Sound over HTTP: a file, or one chunk of a stream in pieces, in; what is said in it, and its translations, out.
import * as z from 'zod/mini';
import { isLanguageCode } from '../../language/language.ts';
import { defineRoute } from './route.ts';

const id = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,100}$/));
const language = z.string().check(z.refine(isLanguageCode, { error: 'must be a language code such as en or pt-BR' }));

/** What is asked for, as forms write it. */
const flag = z.pipe(
  z.string().check(z.regex(/^(true|false|1|0|yes|no|on|off)?$/i)),
  z.transform((text) => (text === '' ? undefined : /^(true|1|yes|on)$/i.test(text))),
);

/** Seconds or milliseconds since 1970, or a date by ISO 8601. */
const instant = z.union([z.number(), z.string()]);

/** Of one chunk. What is not named here is ignored. */
export const chunkMetadata = z.looseObject({
  chunk_id: z.optional(id),
  session_id: z.optional(id),
  meeting_id: z.optional(z.nullable(z.string().check(z.maxLength(2000)))),
  /** When its first sample was captured. */
  timestamp: z.optional(z.nullable(instant)),
  /** Seconds. */
  duration: z.optional(z.nullable(z.number().check(z.gte(0), z.lte(86_400)))),
  sample_rate: z.optional(z.nullable(z.number())),
  channels: z.optional(z.nullable(z.number())),
  format: z.optional(z.nullable(z.string())),
  source: z.optional(z.nullable(z.string())),
  /** Its place among the chunks of its session, counted from 0 or from 1; without it chunks are taken as they come. */
  chunk_index: z.optional(z.nullable(z.number().check(z.int(), z.gte(0), z.lte(Number.MAX_SAFE_INTEGER)))),
});
export type ChunkMetadata = z.infer<typeof chunkMetadata>;

const languageList = z.array(language).check(z.maxLength(8));

/** The form's own fields may stand here too; a field of the form counts before it. */
export const uploadConfig = z.looseObject({
  /** What is spoken; `auto`, the default: the recogniser tells. */
  source_language: z.optional(z.union([z.literal('auto'), language])),
  language: z.optional(z.union([z.literal('auto'), language])),
  target_languages: z.optional(languageList),
  enable_transcription: z.optional(z.boolean()),
  enable_translation: z.optional(z.boolean()),
  enable_diarization: z.optional(z.boolean()),
  whisper_model: z.optional(z.string()),
  translation_quality: z.optional(z.string()),
  audio_processing: z.optional(z.unknown()),
  noise_reduction: z.optional(z.unknown()),
  speech_enhancement: z.optional(z.unknown()),
});
export type UploadConfig = z.infer<typeof uploadConfig>;

/** The text fields of the form, as they come. */
export const uploadFields = z.object({
  session_id: z.optional(id),
  chunk_id: z.optional(id),
  /** JSON: `chunkMetadata`. */
  metadata: z.optional(z.string()),
  /** JSON: `uploadConfig`. */
  config: z.optional(z.string()),
  /** A JSON array, or a list with commas. */
  target_languages: z.optional(z.string()),
  source_language: z.optional(z.string()),
  enable_transcription: z.optional(flag),
  enable_translation: z.optional(flag),
  enable_diarization: z.optional(flag),
  whisper_model: z.optional(z.string()),
  translation_quality: z.optional(z.string()),
  audio_processing: z.optional(z.string()),
  noise_reduction: z.optional(z.string()),
  speech_enhancement: z.optional(z.string()),
});

/** A list of languages as JSON or with commas; throws a ZodError. */
export function parseLanguageList(text: string): string[] {
  const parts: unknown = text.trimStart().startsWith('[') ? JSON.parse(text) : text.split(',').map((part) => part.trim());
  return languageList.parse(Array.isArray(parts) ? parts.filter((part) => part !== '') : parts);
}

const uploadedSegment = z.object({
  /** As in the session's timeline. */
  id: z.string(),
  /** Seconds from the beginning of this chunk; what began in an earlier one is before it. */
  start: z.number(),
  end: z.number(),
  /** Seconds since 1970. */
  start_timestamp: z.number(),
  end_timestamp: z.number(),
  text: z.string(),
  language: z.string(),
  confidence: z.nullable(z.number()),
  speaker_id: z.nullable(z.string()),
  speaker_name: z.nullable(z.string()),
  /** False: still being said at the end of the chunk, read so far, and told again when it is over. */
  is_final: z.boolean(),
});

const uploadedTranslation = z.union([
  z.object({
    text: z.string(),
    confidence: z.nullable(z.number()),
    /** The engine. */
    service: z.string(),
  }),
  z.object({ error: z.string() }),
]);

const processingResult = z.object({
  /** `partial`: something of it could not be done, see `error`. `not_transcribed`: as was asked. */
  status: z.enum(['completed', 'partial', 'not_transcribed']),
  /** Of the sound, in seconds. */
  duration: z.number(),
  /** Seconds from the end of the upload to the answer. */
  processing_time: z.number(),
  /** What was said to its end in this chunk, and what is still being said at its end. */
  transcription: z.string(),
  language: z.nullable(z.string()),
  /** The lowest of its segments; null where the recogniser tells none. */
  confidence: z.nullable(z.number()),
  segments: z.array(uploadedSegment),
  speakers: z.optional(z.array(z.object({ speaker_id: z.nullable(z.string()), speaker_name: z.nullable(z.string()) }))),
  /** Of the last segment that is over; left out where none is. */
  transcript_id: z.optional(z.string()),
  /** By language, of what is over. */
  translations: z.record(z.string(), uploadedTranslation),
  /** Fields that asked for something which this daemon does not do, and why. */
  not_applied: z.array(z.string()),
  not_applied_reasons: z.record(z.string(), z.string()),
  error: z.optional(z.string()),
});
export type UploadResult = Readonly<z.infer<typeof processingResult>>;

export const uploadAudioRoute = defineRoute({
  name: 'uploadAudio',
  method: 'POST',
  path: '/api/audio/upload',
  scope: 'capture',
  resource: 'audio',
  summary: 'Takes a sound file, or a chunk of a session’s sound, and answers with what is said in it.',
  description:
    'The file is the part `audio` or `file`: wav, mp3, ogg, webm, mp4, flac or m4a. Chunks of a session are one stream: they are read in the ' +
    'order of `chunk_index`, however they come, are shown on the session’s tile, and stand in its timeline. (session_id, chunk_id) is ' +
    'idempotent: the second answer is the first one. A chunk that does not come is waited for, and is then a gap; numbers begin at 0, or, ' +
    'where none comes for 0, with the lowest that is there. What is still being said at the end of a chunk is told as it is read so far; its ' +
    'final is stored when it is over, or some seconds after the last chunk.',
  form: { files: ['audio', 'file'], fields: uploadFields },
  response: z.object({
    upload_id: z.string(),
    session_id: z.string(),
    chunk_id: z.string(),
    filename: z.string(),
    status: z.literal('uploaded_and_processed'),
    /** Bytes. */
    file_size: z.number(),
    processing_result: processingResult,
    /** Seconds since 1970. */
    timestamp: z.number(),
  }),
  refusals: [
    { code: 'bad-request', status: 422, when: 'A field makes no sense with the others, or the chunk’s place in its session has passed.' },
    { code: 'sound-format', when: 'The file is of a kind in which there is no sound, or none that is read here.' },
    { code: 'sound-corrupt', when: 'The file is empty or broken.' },
    { code: 'rate-limited', when: 'As many uploads are under way as may be, or as many chunks of this session wait.' },
    { code: 'session-limit', when: 'As many sessions run as may at once.' },
    { code: 'timeout', when: 'The recogniser takes longer than an answer may: send the same chunk again for its answer.' },
    { code: 'engine-unavailable', when: 'The daemon is stopping, or the recogniser is away.' },
    { code: 'engine-failed', when: 'The recogniser failed on it.' },
    { code: 'program-missing', when: 'The file takes ffmpeg, which is not installed.' },
    { code: 'network', when: 'The upload broke off.' },
    { code: 'storage', when: 'The file or the words could not be kept.' },
    { code: 'configuration', when: 'The settings of the daemon do not allow for it.' },
    { code: 'aborted', when: 'The session was ended to make room for another.' },
    {
      code: 'session-unknown',
      when: 'The session was ended from elsewhere, so that what was said in it can be deleted: send what comes with another session_id.',
    },
  ],
});
