// The demo's report.json: what was said, what was shown, what it cost. Written only with figures that were measured.
import * as z from 'zod/mini';
import { GAP_REASONS } from '../audio/audio-frame.ts';

const latency = z.object({ n: z.number(), p50: z.nullable(z.number()), p95: z.nullable(z.number()) });
const engine = z.object({ name: z.string(), model: z.string() });

export const demoReport = z.object({
  /** Subtitles were seen in pixels that the far end decoded. */
  ok: z.boolean(),
  mode: z.enum(['mock', 'hybrid', 'real']),
  engines: z.object({ vad: engine, stt: engine, translator: z.nullable(engine) }),
  /** From the bot being in the call to its leaving. */
  seconds: z.number(),
  audio: z.object({
    capturedSamples: z.number(),
    ackedSamples: z.number(),
    lostSamples: z.number(),
    gaps: z.array(z.object({ firstSample: z.number(), sampleCount: z.number(), reason: z.enum(GAP_REASONS) })),
  }),
  /** `wer`: word error rate, 0–1, null without a reference. */
  speech: z.object({ referenceWords: z.number(), wer: z.nullable(z.number()) }),
  /** Each language that is known to be spoken; in a two-way session these are its directions. */
  languages: z.array(
    z.object({
      language: z.string(),
      translatedInto: z.array(z.string()),
      /** A final that was heard in this language was seen with its translation in pixels that the far end decoded. */
      seen: z.boolean(),
      /** Said in it as a whole while it was recorded, 0 without a transcript that tells languages; and those of them whose finals all have it. */
      utterances: z.number(),
      heardInIt: z.number(),
      /** Of these utterances. */
      referenceWords: z.number(),
      wer: z.nullable(z.number()),
      wordEndToFirstShown: latency,
      speechEndToFinal: latency,
      finalToTranslation: latency,
    }),
  ),
  cues: z.array(
    z.object({
      id: z.string(),
      firstSample: z.number(),
      original: z.string(),
      translations: z.record(z.string(), z.string()),
      /** Wall clock, ms, at which the tile first painted the cue; null if it never did. */
      firstShownMs: z.nullable(z.number()),
      /** Wall clock, ms, at which its final was committed; null if there is none. */
      finalMs: z.nullable(z.number()),
    }),
  ),
  latencyMs: z.object({
    captureToDaemon: latency,
    wordEndToFirstShown: latency,
    speechEndToFinal: latency,
    finalToTranslation: latency,
    cueToFarEndPixel: latency,
  }),
  farEnd: z.object({
    framesDecoded: z.number(),
    fps: z.number(),
    width: z.number(),
    height: z.number(),
    /** Pauses among them: while nothing on the tile changes, few frames are sent. */
    gapsOver50Ms: z.number(),
    /** The longest time between two decoded frames: a camera that lives sends some even when nothing changes. */
    longestPauseMs: z.number(),
    framesSaved: z.number(),
  }),
});

export type DemoReport = z.infer<typeof demoReport>;
