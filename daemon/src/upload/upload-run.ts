// Chunks that follow one another without a pause -> one capture of their session: sound in, and of each chunk what was said in it.
import { randomUUID } from 'node:crypto';
import {
  msToSamples,
  SAMPLE_RATE_HZ,
  SubcamError,
  toSubcamError,
  withinTime,
  type AudioFrame,
  type CaptureSource,
  type Clock,
  type LanguageCode,
  type Transcript,
} from '@subcam/shared';
import type { CaptureHello } from '@subcam/shared/wire';
import type { Attachment, CaptureClient, Provisional, SessionRegistry } from '../pipeline/index.ts';
import { createHeardFinals, joinedTranslations, type HeardFinals } from './heard-finals.ts';
import type { ReadChunk, ReadSegment } from './read-chunk.ts';

/** Who contributes the session, for the record. */
export const UPLOAD_CLIENT = 'HTTP upload';

/**
 * Sound that may wait to be committed. A commit trails by a whole segment (12 s at most); what is ahead of that waits in the file on the
 * disk, so that memory does not grow with it.
 */
const WINDOW_SAMPLES = 30 * SAMPLE_RATE_HZ;

/** Beyond the time that a translation has by itself. */
const TRANSLATION_GRACE_MS = 1_000;

export interface RunDeps {
  readonly registry: Pick<SessionRegistry, 'attach' | 'subscribe' | 'check'>;
  readonly clock: Clock;
  readonly translationDeadlineMs: () => number;
}

export interface RunStart {
  readonly sessionId: string;
  /** Wall clock of its first sample, ms. */
  readonly startedAtMs: number;
  readonly meetingUrl: string | null;
  readonly source: CaptureSource;
  readonly sourceLanguage: LanguageCode;
  readonly targetLanguages: readonly LanguageCode[];
}

export type ReadSound = Pick<ReadChunk, 'captureStartedAtMs' | 'firstSample' | 'endSample' | 'segments' | 'translations' | 'error'>;

export interface UploadRun {
  readonly start: RunStart;
  /** One past the last sample; where the next chunk begins. */
  readonly endSample: number;
  readonly isOver: boolean;
  /** So much sound comes next that is not read. */
  missing(durationMs: number): void;
  /**
   * The sound of a chunk, before which so much never came, in order: resolves as soon as it is read, with the way to wait for its translations. Rejects with what the capture
   * failed of, or with what is wrong with the sound where none of it could be read.
   */
  read(frames: AsyncIterable<AudioFrame>, missingMs: number): Promise<() => Promise<ReadSound>>;
  /** What is still being said is over: its final is stored. Idempotent; rejects with what the capture failed of. */
  end(): Promise<void>;
}

/** Targets that this daemon can't translate into, each with why; throws where what is spoken can't be read. */
export function refusedTargets(start: RunStart, { registry }: Pick<RunDeps, 'registry'>): Readonly<Record<LanguageCode, string>> {
  registry.check(helloOf({ ...start, targetLanguages: [] }, 'check'));
  const refused: Record<LanguageCode, string> = {};
  for (const target of start.targetLanguages) {
    try {
      registry.check(helloOf({ ...start, targetLanguages: [target] }, 'check'));
    } catch (error) {
      if (!(error instanceof SubcamError)) throw error;
      refused[target] = error.message;
    }
  }
  return refused;
}

function helloOf(start: RunStart, captureId: string): CaptureHello {
  return {
    sessionId: start.sessionId,
    captureId,
    connectionEpoch: 1,
    sampleRateHz: SAMPLE_RATE_HZ,
    source: start.source,
    startedAtMs: start.startedAtMs,
    oldestSample: 0,
    nextSample: 0,
    meetingUrl: start.meetingUrl,
    sourceLanguage: start.sourceLanguage,
    targetLanguages: [...start.targetLanguages],
    pace: 'file',
  };
}

/** Opens a capture. Rejects as `SessionRegistry.attach` does. */
export async function openRun(start: RunStart, deps: RunDeps): Promise<UploadRun> {
  const captureId = `upload-${randomUUID()}`;
  const heard = createHeardFinals(captureId, start);
  const failed = Promise.withResolvers<never>();
  // Whoever waits then is told; until then nobody does.
  failed.promise.catch(() => undefined);
  let ackedThrough = 0;
  let moved = Promise.withResolvers<void>();
  let endSample = 0;
  let isOver = false;
  let ending: Promise<void> | null = null;
  const fail = (error: SubcamError): void => {
    isOver = true;
    unsubscribe();
    failed.reject(error);
  };
  const client: CaptureClient = {
    ack: ({ throughSample }) => {
      ackedThrough = throughSample;
      moved.resolve();
      moved = Promise.withResolvers<void>();
    },
    cue: () => undefined,
    state: () => undefined,
    tileSettings: () => undefined,
    fault: fail,
  };
  const unsubscribe = deps.registry.subscribe((message) => {
    if (message.type === 'event' && message.sessionId === start.sessionId) heard.event(message.event);
  });
  let attachment: Attachment;
  try {
    attachment = await deps.registry.attach(helloOf(start, captureId), client, UPLOAD_CLIENT);
  } catch (error) {
    unsubscribe();
    throw error;
  }

  const hasRoom = (): boolean => endSample - ackedThrough <= WINDOW_SAMPLES;

  const push = async (frame: AudioFrame): Promise<void> => {
    while (!hasRoom()) await Promise.race([moved.promise, failed.promise]);
    if (isOver) await failed.promise;
    attachment.audio({ connectionEpoch: 1, frame: { firstSample: endSample, samples: frame.samples } });
    endSample += frame.samples.length;
  };

  /** Resolves with what is wrong with the sound after some of it, or null. */
  const pushAll = async (frames: AsyncIterable<AudioFrame>, missingMs: number): Promise<string | null> => {
    let hasBegun = false;
    try {
      for await (const frame of frames) {
        if (!hasBegun) missing(missingMs);
        hasBegun = true;
        await push(frame);
      }
      return null;
    } catch (thrown) {
      if (isOver || !hasBegun || !(thrown instanceof SubcamError)) throw thrown;
      return thrown.message;
    }
  };

  const missing = (durationMs: number): void => {
    const samples = msToSamples(durationMs);
    if (samples <= 0) return;
    attachment.missing(samples);
    endSample += samples;
  };

  return {
    start,
    get endSample() {
      return endSample;
    },
    get isOver() {
      return isOver;
    },
    missing,
    read: async (frames, missingMs) => {
      const firstSample = endSample + Math.max(0, msToSamples(missingMs));
      let error: string | null = null;
      let provisional: Provisional | null = null;
      try {
        error = await pushAll(frames, missingMs);
        provisional = await Promise.race([attachment.settled(), failed.promise]);
      } catch (thrown) {
        // What was said in it before is in the store: the chunk can't be sent again.
        if (!isOver || !heard.hasNew) throw thrown;
        error = toSubcamError(thrown).message;
      }
      const chunk = { firstSample, endSample };
      const finals = heard.take();
      return async () => {
        const isLate = await translated(finals, deps);
        const segments: ReadSegment[] = finals.map(({ transcript, attribution }) => ({ transcript, attribution }));
        if (provisional !== null) segments.push(openSegment(provisional.transcript, heard));
        return {
          ...chunk,
          captureStartedAtMs: start.startedAtMs,
          segments,
          translations: joinedTranslations(finals, provisional),
          error: error ?? (isLate ? 'Some translations did not come in time.' : null),
        };
      };
    },
    end: () => {
      ending ??= (async () => {
        if (isOver) return;
        isOver = true;
        try {
          await attachment.end(endSample);
        } finally {
          unsubscribe();
        }
      })();
      return ending;
    },
  };
}

function openSegment(transcript: Transcript, heard: HeardFinals): ReadSegment {
  const nobody = { participantId: null, displayName: null, speakerLabel: null, confidence: 0 };
  return { transcript, attribution: heard.partialOf(transcript.firstSample)?.attribution ?? nobody };
}

/** Resolves with whether some are still to come when it is waited for no longer. */
async function translated(
  finals: readonly { readonly translated: PromiseWithResolvers<void> }[],
  { clock, translationDeadlineMs }: Pick<RunDeps, 'clock' | 'translationDeadlineMs'>,
): Promise<boolean> {
  const all = Promise.all(finals.map((final) => final.translated.promise));
  const late = (): SubcamError => new SubcamError('timeout', 'The translations did not come in time.');
  return withinTime(translationDeadlineMs() + TRANSLATION_GRACE_MS, () => all, { clock, late }).then(
    () => false,
    () => true,
  );
}
