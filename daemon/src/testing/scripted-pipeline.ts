// What the pipelines of tests are made of, whatever is around them: settings, sound whose loud parts are speech, and what is read in it.
import {
  DEFAULT_TILE_SETTINGS,
  SAMPLES_PER_MS,
  SAMPLE_RATE_HZ,
  type EngineInfo,
  type EngineInUse,
  type EngineSet,
  type Stt,
  type SttRequest,
  type Translator,
  type VadFactory,
} from '@subcam/shared';
import type { PipelineSettings } from '../pipeline/index.ts';
import { ANOTHER_LANGUAGE_BELOW } from '../transcribe/index.ts';
import { DEFAULT_PARTIAL_SETTINGS } from '../translate/index.ts';
import type { ScriptedReading } from './fake-stt.ts';
import { STEADY_SPEECH } from './steady-speech.ts';

export const PIPELINE_SETTINGS: PipelineSettings = {
  maxSessions: 100,
  maxBacklogBytes: 512 * 1024 * 1024,
  graceMs: 60_000,
  sessionIdleMs: 1_800_000,
  maxCapturesPerSession: 8,
  maxMeetingEvents: 100_000,
  maxGapsPerCapture: 10_000,
  maxBacklogSamples: 600 * SAMPLE_RATE_HZ,
  translationDeadlineMs: 10_000,
  speech: STEADY_SPEECH,
  partials: DEFAULT_PARTIAL_SETTINGS,
  anotherLanguageBelow: ANOTHER_LANGUAGE_BELOW,
  captureDelayMs: 0,
  tile: DEFAULT_TILE_SETTINGS,
};

/** Sound as a list of [level 0–1, milliseconds]: above 0.5 the scripted VAD calls it speech. */
export function soundOf(...script: readonly (readonly [level: number, ms: number])[]): Int16Array {
  const samples = script.flatMap(([level, ms]) =>
    Array.from({ length: ms * SAMPLES_PER_MS }, (_, index) => Math.round(level * 32_000) - (index % 3)),
  );
  return Int16Array.from(samples);
}

/** The words depend on the sound alone: the same segment is read the same, a part of it as a part. */
export function readAloud({ samples }: SttRequest): ScriptedReading {
  const count = Math.max(1, Math.floor(samples.length / 8_000));
  return { text: Array.from({ length: count }, (_, index) => `word${index}`).join(' ') };
}

/** Engines of a test, as a daemon tells of its own. */
export function enginesInUse(engines: {
  readonly vadFactory: VadFactory;
  readonly stt: Stt;
  readonly translator: Translator | null;
}): EngineSet {
  const told = (info: EngineInfo): EngineInUse => ({ ...info, title: `The engine ${info.name}`, leavesMachine: false });
  const { vadFactory, stt, translator } = engines;
  const one = translator === null ? null : told(translator.info);
  const sttPartials = stt.partials === undefined ? {} : { sttPartials: told(stt.partials.info) };
  return { vad: told(vadFactory.info), stt: told(stt.info), ...sttPartials, translator: one, translators: one === null ? [] : [one] };
}
