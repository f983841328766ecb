// Schemas of what the daemon says to a capture client; the values themselves are defined with the words that they speak of.
import * as z from 'zod/mini';
import { GAP_REASONS } from '../audio/audio-frame.ts';
import { tileSettings } from '../settings/tile-settings.ts';
import { tileSending, wireError } from './capture-socket.ts';
import type { CueUpdate, Cue } from '../cue/cue.ts';
import type { AudioAccount, EngineSet, SessionState } from '../session/session.ts';
import type { Answer, CaptureAck, CaptureWelcome } from './capture-socket.ts';

export { tileSettings };

const samples = z.number().check(z.int(), z.gte(0));
const engine = z.object({ name: z.string(), model: z.string() });
export const engineSet: z.ZodMiniType<EngineSet> = z.object({ vad: engine, stt: engine, translator: z.nullable(engine) });
const cueText = z.object({ text: z.string(), stableLength: samples });

export const cue: z.ZodMiniType<Cue> = z.object({
  cueId: z.string(),
  firstSample: samples,
  continuesCueId: z.nullable(z.string()),
  status: z.enum(['partial', 'final']),
  revision: samples,
  speakerName: z.nullable(z.string()),
  speakerLabel: z.nullable(z.string()),
  sourceLanguage: z.string(),
  original: cueText,
  translations: z.record(z.string(), cueText),
  confidence: z.nullable(z.number()),
  shownAtMs: z.number(),
  expiresAtMs: z.nullable(z.number()),
});

export const cueUpdate: z.ZodMiniType<CueUpdate> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('upsert'), emittedAtMs: z.number(), cue }),
  z.object({ type: z.literal('remove'), emittedAtMs: z.number(), cueId: z.string() }),
]);

export const sessionState: z.ZodMiniType<SessionState> = z.object({
  sessionId: z.string(),
  captureId: z.string(),
  status: z.enum(['listening', 'no-sound', 'ended']),
  engines: engineSet,
  sourceLanguage: z.string(),
  targetLanguages: z.array(z.string()),
  translation: z.enum(['ok', 'off', 'failing']),
  receivedThrough: samples,
  committedThrough: samples,
  ackedThrough: samples,
  captureToDaemonMs: z.object({ n: samples, p50: z.nullable(z.number()), p95: z.nullable(z.number()) }),
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
  cues: z.array(cue),
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
