// Schemas of what the daemon says to a capture client; the values themselves are defined with the words that they speak of.
import * as z from 'zod/mini';
import { GAP_REASONS } from '../audio/audio-frame.ts';
import { cueShape, cuesShape, cueUpdateShape } from '../cue/cue.ts';
import { tileSettings } from '../settings/tile-settings.ts';
import { schemaOf } from '../shape/shape-schema.ts';
import { tileSending, wireError } from './capture-socket.ts';
import { ERROR_CODES } from '../errors/subcam-error.ts';
import {
  CAPTURE_SOURCES,
  WORK_FATES,
  type AudioAccount,
  type CaptureState,
  type EngineSet,
  type EngineTrouble,
  type SessionState,
  type TranslationRoute,
  type Trouble,
} from '../session/session.ts';
import { OMISSION_REASONS, type OmissionCounts } from '../transcript/omission.ts';
import type { Answer, CaptureAck, CaptureWelcome } from './capture-socket.ts';

export { tileSettings };

const samples = z.number().check(z.int(), z.gte(0));
const engine = z.object({ name: z.string(), model: z.string() });
const engineInUse = z.object({
  ...engine.shape,
  title: z.string(),
  leavesMachine: z.boolean(),
  sendsTo: z.optional(z.string()),
  problem: z.optional(z.string()),
  follows: z.optional(samples),
  languages: z.optional(z.readonly(z.array(z.string()))),
  astray: z.optional(z.record(z.string(), samples)),
  device: z.optional(z.string()),
  chosenFor: z.optional(z.string()),
});
export const engineSet: z.ZodMiniType<EngineSet> = z.object({
  vad: engineInUse,
  stt: engineInUse,
  sttPartials: z.optional(engineInUse),
  translator: z.nullable(engineInUse),
  translators: z.array(engineInUse),
});
export const cue = schemaOf(cueShape);
export const cueUpdate = schemaOf(cueUpdateShape);

export const omissionCounts: z.ZodMiniType<OmissionCounts> = z.record(z.enum(OMISSION_REASONS), samples);

const captureState: z.ZodMiniType<CaptureState> = z.object({
  captureId: z.string(),
  source: z.enum(CAPTURE_SOURCES),
  status: z.enum(['listening', 'no-sound', 'ended']),
  receivedThrough: samples,
  committedThrough: samples,
  ackedThrough: samples,
  captureToDaemonMs: z.object({ n: samples, p50: z.nullable(z.number()), p95: z.nullable(z.number()) }),
  omissions: z.optional(omissionCounts),
  anotherLanguage: z.optional(z.boolean()),
  anotherLanguageCode: z.optional(z.string()),
  askedAgainForLanguage: z.optional(samples),
});

const troubleFields = { sinceMs: z.number(), code: z.enum(ERROR_CODES), message: z.string(), work: z.enum(WORK_FATES) };
export const trouble: z.ZodMiniType<Trouble> = z.object(troubleFields);
const engineTrouble: z.ZodMiniType<EngineTrouble> = z.object({ engine, ...troubleFields });

const translationRoute: z.ZodMiniType<TranslationRoute> = z.object({
  sourceLanguage: z.string(),
  targetLanguage: z.string(),
  engines: z.array(engineInUse),
  via: z.nullable(z.string()),
  instead: z.nullable(z.object({ engines: z.array(z.string()), sinceMs: z.number(), message: z.string() })),
  trouble: z.optional(z.nullable(trouble)),
});

export const sessionState: z.ZodMiniType<SessionState> = z.object({
  sessionId: z.string(),
  captures: z.array(captureState),
  engines: engineSet,
  sourceLanguage: z.string(),
  spoken: z.optional(z.array(z.string())),
  targetLanguages: z.array(z.string()),
  twoWay: z.optional(z.boolean()),
  routes: z.array(translationRoute),
  trouble: z.object({
    recogniser: z.nullable(engineTrouble),
    partials: z.optional(z.nullable(engineTrouble)),
    translator: z.nullable(engineTrouble),
    storage: z.nullable(trouble),
  }),
  storeMode: z.optional(z.literal('memory')),
  standIn: z.optional(z.nullable(z.object({ engine, insteadOf: z.string(), sinceMs: z.number() }))),
  tile: z.nullable(
    z.object({
      atMs: z.number(),
      framesPainted: samples,
      width: z.number(),
      height: z.number(),
      liveTracks: samples,
      sending: tileSending,
    }),
  ),
});

export const captureWelcome: z.ZodMiniType<CaptureWelcome> = z.object({
  sessionId: z.string(),
  resumeFromSample: samples,
  committedThrough: samples,
  cues: schemaOf(cuesShape),
  state: sessionState,
  tile: tileSettings,
});

export const captureAck: z.ZodMiniType<CaptureAck> = z.object({ captureId: z.string(), throughSample: samples });

export const audioAccount: z.ZodMiniType<AudioAccount> = z.object({
  capturedSamples: samples,
  committedSamples: samples,
  ackedSamples: samples,
  lostSamples: samples,
  gaps: z.array(z.object({ firstSample: samples, sampleCount: samples, reason: z.enum(GAP_REASONS) })),
});

/** The answer to a request of the socket, around the schema of its value. */
export function answerOf<T>(value: z.ZodMiniType<T>): z.ZodMiniType<Answer<T>> {
  return z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), value }), z.object({ ok: z.literal(false), error: wireError })]);
}
