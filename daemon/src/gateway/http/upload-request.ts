// The fields of an upload as clients write them -> the chunk that is meant, and what of their wishes is not done.
import { randomUUID } from 'node:crypto';
import { SubcamError, type CaptureSource, type EngineInfo } from '@subcam/shared';
import { chunkMetadata, parseLanguageList, uploadConfig, uploadFields, type ChunkMetadata, type UploadConfig } from '@subcam/shared/http';
import type * as z from 'zod/mini';
import type { UploadedChunk } from '../../upload/index.ts';
import { parseInput } from '../wire-error.ts';
import { HttpRefusal } from './http-errors.ts';
import type { ReceivedForm } from './receive-form.ts';

type Fields = z.infer<typeof uploadFields>;

/** What the form, its metadata and its config say together. */
type Asked = Omit<Fields, 'config'> & { readonly config: UploadConfig };

export interface RequestedUpload extends UploadedChunk {
  readonly fileBytes: number;
}

/** Throws `bad-request`: 400 for a field that makes no sense, 422 for fields that make none together. */
export function requestedUpload(form: ReceivedForm, recogniser: EngineInfo): RequestedUpload {
  const fields = parseInput(uploadFields, form.fields, 'the form');
  const metadata = jsonField(fields.metadata, chunkMetadata, 'metadata');
  const config = jsonField(fields.config, uploadConfig, 'config');
  const asked = { ...fields, config };
  const isTranslated = fields.enable_translation ?? config.enable_translation ?? false;
  const targets = targetsOf(asked);
  if (isTranslated && targets.length === 0) {
    throw new HttpRefusal('bad-request', 'enable_translation needs target_languages: name at least one, such as es.', 422);
  }
  const notApplied = { ...wishesNotDone(asked, recogniser), ...(targets.length > 0 && !isTranslated ? NOT_TRANSLATED : {}) };
  return {
    sessionId: agreed('session_id', fields.session_id, metadata.session_id) ?? `upload-${randomUUID()}`,
    chunkId: agreed('chunk_id', fields.chunk_id, metadata.chunk_id) ?? randomUUID(),
    index: metadata.chunk_index ?? null,
    filename: form.filename,
    fileBytes: form.fileBytes,
    startedAtMs: instantMs(metadata.timestamp ?? null),
    durationMs: typeof metadata.duration === 'number' ? metadata.duration * 1000 : null,
    meetingUrl: metadata.meeting_id ?? null,
    source: sourceOf(metadata),
    sourceLanguage: fields.source_language ?? config.source_language ?? config.language ?? 'auto',
    targetLanguages: isTranslated ? targets : [],
    isTranscribed: fields.enable_transcription ?? config.enable_transcription ?? true,
    notApplied,
  };
}

const NOT_TRANSLATED = { target_languages: 'enable_translation is not true.' };

function jsonField<T>(text: string | undefined, schema: z.ZodMiniType<T>, name: string): T {
  let value: unknown = {};
  try {
    if (text !== undefined && text !== '') value = JSON.parse(text);
  } catch {
    // Not as the cause: the parser quotes the field.
    throw new SubcamError('bad-request', `The field ${name} is no JSON.`);
  }
  return parseInput(schema, value, `the field ${name}`);
}

function targetsOf({ target_languages: given, config }: Asked): string[] {
  if (given === undefined || given.trim() === '') return config.target_languages ?? [];
  try {
    return parseLanguageList(given);
  } catch (error) {
    throw new SubcamError(
      'bad-request',
      'The field target_languages is a JSON array or a list with commas of at most 8 codes, such as es,pt-BR.',
      {
        cause: error,
      },
    );
  }
}

function agreed(name: string, inForm: string | undefined, inMetadata: string | undefined): string | undefined {
  if (inForm !== undefined && inMetadata !== undefined && inForm !== inMetadata) {
    throw new HttpRefusal('bad-request', `The form and its metadata say another ${name} each: send one.`, 422);
  }
  return inForm ?? inMetadata;
}

/** Beyond it, seconds since 1970 would be of the year 5138: it is milliseconds. */
const MOST_SECONDS = 1e11;

function instantMs(given: number | string | null): number | null {
  if (given === null) return null;
  const number = typeof given === 'number' ? given : Number(given);
  const ms = Number.isFinite(number) && given !== '' ? (number > MOST_SECONDS ? number : number * 1000) : Date.parse(String(given));
  if (ms >= 0 && ms <= 1e15) return ms;
  throw new SubcamError('bad-request', 'In the field metadata: timestamp has to be seconds since 1970, or a date by ISO 8601.');
}

function sourceOf({ source }: ChunkMetadata): CaptureSource {
  if (source === 'microphone' || source === 'mic') return 'microphone';
  return source === 'tab' || source === 'bot' || source === 'google_meet' ? 'tab' : 'file';
}

/** By field, what is asked for and not done, with why. */
function wishesNotDone(asked: Asked, { name, model }: EngineInfo): Record<string, string> {
  const { config } = asked;
  const wishes: Record<string, string> = {};
  if (asked.enable_diarization ?? config.enable_diarization ?? true) {
    wishes['enable_diarization'] = 'Speakers are not told apart by their voices; they are named where the meeting tells who speaks.';
  }
  const wanted = asked.whisper_model ?? config.whisper_model ?? '';
  const known = [name, model, `${name}-${model}`, `whisper-${model}`].map((text) => text.toLowerCase());
  if (isWish(wanted) && !known.includes(wanted.toLowerCase())) {
    wishes['whisper_model'] = `This daemon reads with ${name} (${model}), which its own settings choose.`;
  }
  if (isWish(asked.translation_quality ?? config.translation_quality)) {
    wishes['translation_quality'] = 'Translators have one quality: the best way that the daemon’s settings allow is taken.';
  }
  if (isWish(asked.audio_processing ?? config.audio_processing)) {
    wishes['audio_processing'] = 'Sound is read as it comes, resampled to 16 kHz.';
  }
  if (isWish(asked.noise_reduction ?? config.noise_reduction)) wishes['noise_reduction'] = 'Noise is not taken out of the sound.';
  if (isWish(asked.speech_enhancement ?? config.speech_enhancement)) wishes['speech_enhancement'] = 'Speech is not enhanced.';
  return wishes;
}

const NO_WISHES: ReadonlySet<string> = new Set(['', 'false', '0', 'no', 'off', 'none', 'null', 'default', 'auto', '{}', '[]']);

/** Whether a field asks for anything at all. */
function isWish(given: unknown): boolean {
  if (given === undefined || given === null) return false;
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  return !NO_WISHES.has(text.trim().toLowerCase());
}
