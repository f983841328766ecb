// Servers that speak OpenAI's interface for transcriptions (POST /v1/audio/transcriptions) behind the Stt port.
import { sameLanguage, type EngineInfo, type EngineLog, type Stt, type SttRequest } from '@subcam/shared';
import * as z from 'zod';
import type { EngineService } from '../../../lib/engine-service.ts';
import { isRefusalOf, OPENAI_SERVER, openOpenAiServer, withModels, type OpenAiServerOptions } from '../../../lib/openai-server.ts';
import {
  answerSegments,
  answerWords,
  askedLanguage,
  confidenceOfSegments,
  languageFields,
  languageOf,
  readingOf,
} from '../../service-answer.ts';
import { whisperName } from '../../told-language.ts';
import { encodeWav } from '../../wav.ts';

export interface OpenAiSttOptions extends OpenAiServerOptions {
  /** The server's name of a model. */
  readonly model: string;
  readonly log: EngineLog;
}

/** OpenAI's own type says that a duration is a text; it is a number, too. */
const duration = z
  .union([z.number(), z.string().transform(Number)])
  .nullish()
  .catch(null);

const answerSchema = z.object({
  text: z.string(),
  ...languageFields,
  duration,
  segments: answerSegments,
  words: answerWords,
  usage: z.object({ type: z.string().nullish(), seconds: duration }).nullish().catch(null),
});

/** How much an answer tells: `verbose_json` has segments and the language; `json` is the text alone. */
type ResponseFormat = 'verbose_json' | 'json';

/** How the language is named in a request: by its code, by its English name, or not at all. */
type Naming = 'code' | 'name' | 'none';
const NAMINGS: readonly Naming[] = ['code', 'name', 'none'];

/** whisper.cpp's server has its own path unless it was started with another. */
const ENDPOINTS = ['v1/audio/transcriptions', 'audio/transcriptions', 'inference'] as const;

/** Throws `configuration` when the address is none. */
export function openSpeechServer(options: OpenAiServerOptions): EngineService {
  return openOpenAiServer(options, ENDPOINTS);
}

/** Nothing is asked of the server before the first request. Fails as `EngineService` says. Throws `configuration`. */
export function createOpenAiStt(options: OpenAiSttOptions): Stt {
  const { model, log } = options;
  const info: EngineInfo = { name: 'openai-stt', model };
  const service = openSpeechServer(options);
  const place = { title: OPENAI_SERVER, origin: service.origin };
  let format: ResponseFormat = 'verbose_json';
  /** For languages that the server does not take by their code. */
  const namings = new Map<string, Naming>();

  /** In the richest form that the server has. */
  const post = async (request: SttRequest, naming: Naming, signal: AbortSignal): Promise<z.infer<typeof answerSchema>> => {
    try {
      return await service.post(formOf(request, { model, format, naming }), answerSchema, signal);
    } catch (thrown) {
      if (format === 'json' || !isRefusalOf(thrown, /response_format|verbose_json/iu)) throw thrown;
      format = 'json';
      log.warn({ engine: info.name }, 'The server has no verbose_json: it tells neither the language nor how sure it is.');
      return service.post(formOf(request, { model, format, naming }), answerSchema, signal);
    }
  };

  const read = async (request: SttRequest, naming: Naming, signal: AbortSignal) => {
    const answer = await post(request, naming, signal);
    const segments = answer.segments ?? [];
    const reading = readingOf(
      {
        text: answer.text,
        language: languageOf(answer),
        confidence: confidenceOfSegments(segments),
        segments,
        words: answer.words ?? [],
        durationS: answer.duration ?? answer.usage?.seconds ?? null,
      },
      request,
      place,
    );
    return { ...reading, told: languageOf(answer)?.language ?? null };
  };

  /** In the naming that the server takes; one that was not tried for this language is tried where the one before is refused, or brings no words. */
  const readNamed = async (request: SttRequest, signal: AbortSignal) => {
    const asked = askedLanguage(request);
    if (asked === 'auto') return read(request, 'none', signal);
    const known = namings.get(asked);
    if (known !== undefined) return read(request, known, signal);
    const first = await read(request, 'code', signal).catch((thrown: unknown) => thrown);
    const isDoubted = isReading(first) ? first.text === '' && request.purpose === 'final' : isRefusalOf(first, /lang/iu);
    if (!isDoubted) {
      if (!isReading(first)) throw first;
      if (first.text !== '') namings.set(asked, 'code');
      return first;
    }
    for (const naming of NAMINGS.slice(1)) {
      if (naming === 'name' && whisperName(asked) === null) continue;
      const other = await read(request, naming, signal).catch((thrown: unknown) => {
        if (isRefusalOf(thrown, /lang/iu)) return null;
        throw thrown;
      });
      if (other === null || other.text === '') continue;
      // A server that does not take the language makes words of another one: what it says itself of the language decides.
      if (other.told === null ? naming === 'none' : !sameLanguage(other.told, asked)) continue;
      namings.set(asked, naming);
      log.warn(
        { engine: info.name, language: asked, naming },
        'The server does not take this language by its code; it is asked in another way.',
      );
      return other;
    }
    if (!isReading(first)) throw first;
    return first;
  };

  return {
    info,
    transcribe: async (request, signal) => {
      try {
        const { told: _, ...reading } = await readNamed(request, signal);
        return { ...reading, engine: info };
      } catch (thrown) {
        throw await withModels(thrown, { model, service, signal });
      }
    },
    close: () => {
      service.close();
      return Promise.resolve();
    },
  };
}

type Reading = ReturnType<typeof readingOf> & { readonly told: string | null };

function isReading(value: unknown): value is Reading {
  return typeof value === 'object' && value !== null && 'told' in value;
}

interface Form {
  readonly model: string;
  readonly format: ResponseFormat;
  readonly naming: Naming;
}

function formOf(request: SttRequest, { model, format, naming }: Form): FormData {
  const form = new FormData();
  form.set('file', new Blob([encodeWav(request.samples)], { type: 'audio/wav' }), 'segment.wav');
  form.set('model', model);
  form.set('response_format', format);
  form.set('temperature', '0');
  const language = askedLanguage(request);
  if (naming === 'code') form.set('language', language);
  if (request.prompt !== undefined && request.prompt !== '') form.set('prompt', request.prompt);
  if (naming === 'name') form.set('language', whisperName(language) ?? language);
  return form;
}
