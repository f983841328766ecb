// The answers of the contract's translation service, in the shapes that are in the wild -> what they say.
import type { EngineInfo, LanguageCode, TranslateResult } from '@subcam/shared';
import * as z from 'zod';
import { oneLineName } from '../../../lib/one-line.ts';
import { asShare } from '../../service-translator.ts';

/** The three names under which the contract's confidence is in the wild. */
const confidence = {
  confidence: z.number().nullish(),
  confidence_score: z.number().nullish(),
  translation_confidence: z.number().nullish(),
};

const used = { model_used: z.string().nullish(), backend_used: z.string().nullish() };

export const answerSchema = z.object({ translated_text: z.string(), ...confidence, ...used });

type Answer = z.infer<typeof answerSchema>;

/** Of one target: its translation, or why there is none. One of another shape says nothing, and takes nothing from the others. */
const oneOfManySchema = z.union([answerSchema, z.object({ error: z.unknown() })]).catch({ error: null });

export const manySchema = z.object({ translations: z.record(z.string(), oneOfManySchema), ...used });

const detectedSchema = z
  .object({ language: z.string().nullish(), detected_language: z.string().nullish(), language_code: z.string().nullish() })
  .transform((told) => told.detected_language ?? told.language ?? told.language_code ?? null);

/** The language that is the most probable one; null: it can't tell. */
export const detectionSchema = z.union([detectedSchema, z.array(detectedSchema).transform(([first]) => first ?? null)]);

const MAX_LANGUAGES = 10_000;

const languageCode = z.union([
  z.string(),
  z.object({ code: z.string() }).transform(({ code }) => code),
  z.object({ language: z.string() }).transform(({ language }) => language),
]);

const languageCodes = z.union([z.array(languageCode).max(MAX_LANGUAGES), z.record(z.string(), z.unknown()).transform(Object.keys)]);

/** The list is under one of these names, or is the answer itself. Codes as they are written there. */
export const languagesSchema = z.union([
  z.array(languageCode).max(MAX_LANGUAGES),
  z.object({ languages: languageCodes }).transform(({ languages }) => languages),
  z.object({ supported_languages: languageCodes }).transform(({ supported_languages }) => supported_languages),
]);

/** What the service says that it used; null when it says nothing. */
export function engineOf({ backend_used: backend, model_used: model }: Pick<Answer, 'backend_used' | 'model_used'>): EngineInfo | null {
  const said = oneLineName(`${backend ?? ''} ${model ?? ''}`);
  return said === '' ? null : { name: 'translation-service', model: said };
}

export function resultOf(answer: Answer, engine: EngineInfo): TranslateResult {
  const told = answer.confidence ?? answer.confidence_score ?? answer.translation_confidence;
  return { text: answer.translated_text, confidence: asShare(told), engine };
}

/** The answer for a language, under the code that was asked for or under one that differs in its letters alone. */
export function answerFor<Value>(answers: Readonly<Record<string, Value>>, language: LanguageCode): Value | null {
  const key = Object.keys(answers).find((code) => code.toLowerCase() === language.toLowerCase());
  return key === undefined ? null : (answers[key] ?? null);
}
