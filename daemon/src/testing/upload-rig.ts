// For the tests of uploads: a registry with a real database and scripted engines, and sound whose loud parts are speech.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FRAME_SAMPLES, type AudioFrame, type Clock, type SessionEvent, type Store } from '@subcam/shared';
import { openRegistry, type PipelineSettings, type SessionRegistry } from '../pipeline/index.ts';
import { openStore } from '../store/index.ts';
import { noMetrics, silentLog } from '../telemetry/index.ts';
import { createFakeTranslator } from './fake-translator.ts';
import { scriptedStt, type ScriptedReading } from './fake-stt.ts';
import { scriptedVad } from './fake-vad.ts';
import { enginesInUse, PIPELINE_SETTINGS, readAloud } from './scripted-pipeline.ts';
import { steadyEngines } from './steady-engines.ts';
import type { UploadedChunk, UploadLimits, StreamDeps } from '../upload/index.ts';

export const LIMITS: UploadLimits = {
  maxFileBytes: 100 * 1024 * 1024,
  maxFieldBytes: 64 * 1024,
  maxFields: 64,
  maxSoundMs: 43_200_000,
  maxAtOnce: 32,
  maxWaitingChunks: 32,
  missingChunkMs: 5_000,
  closeAfterMs: 2_000,
  sessionIdleMs: 30 * 60_000,
  answerMs: 60_000,
  rememberedAnswers: 100,
};

export interface UploadRig {
  readonly store: Store;
  readonly registry: SessionRegistry;
  readonly deps: StreamDeps;
  readonly events: SessionEvent[];
  /** After the registry. */
  close(): Promise<void>;
}

export interface UploadRigOptions {
  readonly clock: Clock;
  readonly limits?: Partial<UploadLimits>;
  readonly maxSessions?: number;
  readonly read?: () => ScriptedReading;
  /** What the recogniser reads; left out: anything. */
  readonly languages?: readonly string[];
}

export async function openUploadRig({ clock, limits, maxSessions = 100, read, languages }: UploadRigOptions): Promise<UploadRig> {
  const folder = await mkdtemp(path.join(tmpdir(), 'subcam-upload-'));
  const store = await openStore({ file: path.join(folder, 'subcam.db') });
  const stt = scriptedStt(clock, read ?? readAloud, languages === undefined ? {} : { languages });
  const vadFactory = scriptedVad();
  const fake = createFakeTranslator();
  const translator = { ...fake, supports: (source: string, target: string) => target !== 'xx' && fake.supports(source, target) };
  const settings: PipelineSettings = { ...PIPELINE_SETTINGS, maxSessions };
  const log = silentLog;
  const registry = openRegistry({
    store,
    vadFactory,
    stt,
    translator,
    engines: steadyEngines(enginesInUse({ vadFactory, stt, translator })),
    follows: () => null,
    clock,
    log,
    metrics: noMetrics,
    settings,
  });
  const events: SessionEvent[] = [];
  registry.subscribe((message) => {
    if (message.type === 'event') events.push(message.event);
  });
  return {
    store,
    registry,
    events,
    deps: { registry, clock, log, limits: () => ({ ...LIMITS, ...limits }), translationDeadlineMs: () => settings.translationDeadlineMs },
    close: async () => {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

export async function* framesOf(sound: Int16Array, breaksWith?: Error): AsyncIterable<AudioFrame> {
  for (let firstSample = 0; firstSample < sound.length; firstSample += FRAME_SAMPLES) {
    yield { firstSample, samples: sound.slice(firstSample, firstSample + FRAME_SAMPLES) };
  }
  if (breaksWith !== undefined) throw breaksWith;
}

export function chunkOf(over: Partial<UploadedChunk> = {}): UploadedChunk {
  return {
    sessionId: 'session-1',
    chunkId: `chunk-${over.index ?? 0}`,
    index: null,
    filename: 'sound.wav',
    startedAtMs: null,
    durationMs: null,
    meetingUrl: null,
    source: 'file',
    sourceLanguage: 'en',
    targetLanguages: [],
    isTranscribed: true,
    notApplied: {},
    ...over,
  };
}
