// Chunks of one session -> captures of it, one for each run of chunks without a pause; the session stays open in between.
import { SAMPLES_PER_MS, SubcamError, type AudioFrame, type Clock } from '@subcam/shared';
import type { SessionRegistry } from '../pipeline/index.ts';
import type { Log } from '../telemetry/index.ts';
import { createChunkOrder } from './chunk-order.ts';
import type { UploadedChunk, UploadLimits } from './uploaded-chunk.ts';
import { openRun, refusedTargets, type ReadSound, type RunDeps, type RunStart, type UploadRun } from './upload-run.ts';

export interface StreamDeps extends RunDeps {
  readonly registry: RunDeps['registry'] & Pick<SessionRegistry, 'hold'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Those of now. */
  readonly limits: () => UploadLimits;
}

export interface UploadStream {
  /** The chunk's words, when its turn has come and they are read. `frames`: its sound, read once. */
  take(chunk: UploadedChunk, frames: () => AsyncIterable<AudioFrame>): Promise<ReadSound>;
  /** What is still being said is over, and nothing more is taken. Never rejects. */
  close(error: SubcamError): Promise<void>;
}

/** A client that streams in real time sends a chunk about as often as one is long; what comes at less than this share of it does not. */
const REAL_TIME_SHARE = 0.5;

/** The longest time between two chunks that is taken for the rhythm of a stream. */
const LONGEST_RHYTHM_MS = 60_000;

/** `onOver`: no chunk has come for as long as a session stays open, or the session was ended to make room. */
export function createUploadStream(
  { sessionId, onOver }: { readonly sessionId: string; readonly onOver: () => void },
  deps: StreamDeps,
): UploadStream {
  const { registry, clock, log, limits } = deps;
  let run: UploadRun | null = null;
  let release: (() => void) | null = null;
  /** Of the pause after a chunk. */
  let pause: AbortController | null = null;
  let arrivedAtMs: number | null = null;
  let betweenMs = 0;
  let lastDurationMs = 0;
  let isClosed = false;

  const over = (): void => {
    if (isClosed) return;
    isClosed = true;
    pause?.abort();
    release?.();
    onOver();
  };

  const endRun = async (): Promise<void> => {
    const ended = run;
    run = null;
    await ended?.end().catch((error: unknown) => {
      log.error({ error, sessionId }, 'The last words of uploaded sound could not be kept.');
    });
  };

  /** A stream in real time is over when its next chunk is overdue; of any other the last chunk may be the last. */
  const pauseMs = (): number => {
    const isRealTime = betweenMs >= REAL_TIME_SHARE * lastDurationMs;
    return limits().closeAfterMs + (isRealTime ? Math.min(betweenMs, LONGEST_RHYTHM_MS) : 0);
  };

  const waitForNext = async (signal: AbortSignal): Promise<void> => {
    await clock.sleep(pauseMs(), signal);
    await endRun();
    await clock.sleep(limits().sessionIdleMs, signal);
    over();
  };

  const onIdle = (): void => {
    if (isClosed) return;
    pause?.abort();
    if (run === null && release === null) {
      // Nothing has come of it: there is no session.
      over();
      return;
    }
    pause = new AbortController();
    // A chunk has come, or the stream is closed.
    waitForNext(pause.signal).catch(() => undefined);
  };

  const order = createChunkOrder({
    clock,
    missingChunkMs: () => limits().missingChunkMs,
    maxWaiting: () => limits().maxWaitingChunks,
    onIdle,
  });

  /** How long the chunks were that never came: as their times say, where they make sense, else as long as the one before. */
  const missingMs = (chunk: UploadedChunk, missing: number): number => {
    if (missing === 0) return 0;
    const guessMs = missing * (lastDurationMs > 0 ? lastDurationMs : (chunk.durationMs ?? 0));
    if (chunk.startedAtMs === null || run === null || guessMs === 0) return guessMs;
    const toldMs = chunk.startedAtMs - (run.start.startedAtMs + run.endSample / SAMPLES_PER_MS);
    return toldMs > guessMs / 2 && toldMs < guessMs * 2 ? toldMs : guessMs;
  };

  const runFor = async (chunk: UploadedChunk, gapMs: number): Promise<UploadRun> => {
    const { source, sourceLanguage, targetLanguages } = chunk;
    const isSame = run !== null && !run.isOver && sameStream(run.start, chunk);
    if (run !== null && isSame) return run;
    await endRun();
    const startedAtMs = (chunk.startedAtMs ?? clock.nowMs() - (chunk.durationMs ?? 0)) - gapMs;
    const { meetingUrl } = chunk;
    run = await openRun({ sessionId, startedAtMs, meetingUrl, source, sourceLanguage, targetLanguages }, deps);
    release ??= registry.hold(sessionId, over);
    return run;
  };

  const read = async (
    chunk: UploadedChunk,
    { missing, frames }: { readonly missing: number; readonly frames: () => AsyncIterable<AudioFrame> },
  ): Promise<() => Promise<ReadSound>> => {
    const start: RunStart = { ...chunk, startedAtMs: 0 };
    const refused = refusedTargets(start, deps);
    const targetLanguages = chunk.targetLanguages.filter((target) => !(target in refused));
    const gapMs = missingMs(chunk, missing);
    const current = await runFor({ ...chunk, targetLanguages }, gapMs);
    const before = current.endSample;
    try {
      const settled = chunk.isTranscribed ? await current.read(frames(), gapMs) : await passOver(current, { frames: frames(), gapMs });
      lastDurationMs = (current.endSample - before) / SAMPLES_PER_MS - gapMs;
      return async () => {
        const sound = await settled();
        const refusals = Object.fromEntries(Object.entries(refused).map(([target, error]) => [target, { error }]));
        return { ...sound, translations: { ...sound.translations, ...refusals } };
      };
    } catch (error) {
      if (current.isOver) run = null;
      throw error;
    }
  };

  return {
    take: async (chunk, frames) => {
      if (isClosed) throw new SubcamError('aborted', 'This session has just ended: send the chunk again.', { retryable: true });
      pause?.abort();
      const nowMs = clock.monotonicMs();
      betweenMs = arrivedAtMs === null ? 0 : nowMs - arrivedAtMs;
      arrivedAtMs = nowMs;
      try {
        const settled = await order.take(chunk.index, (missing) => read(chunk, { missing, frames }));
        return await settled();
      } finally {
        // One that was refused at once has interrupted the pause.
        if (order.isIdle && pause?.signal.aborted === true) onIdle();
      }
    },
    close: async (error) => {
      isClosed = true;
      pause?.abort();
      order.close(error);
      await endRun();
      release?.();
    },
  };
}

/** Sound whose words are not wanted: its place stays empty. */
async function passOver(
  run: UploadRun,
  { frames, gapMs }: { readonly frames: AsyncIterable<AudioFrame>; readonly gapMs: number },
): Promise<() => Promise<ReadSound>> {
  let samples = 0;
  for await (const frame of frames) samples += frame.samples.length;
  run.missing(gapMs);
  const firstSample = run.endSample;
  run.missing(samples / SAMPLES_PER_MS);
  const sound = { captureStartedAtMs: run.start.startedAtMs, firstSample, endSample: run.endSample };
  return () => Promise.resolve({ ...sound, segments: [], translations: {}, error: null });
}

function sameStream(start: RunStart, chunk: UploadedChunk): boolean {
  const languages = ({ sourceLanguage, targetLanguages }: Pick<RunStart, 'sourceLanguage' | 'targetLanguages'>): string =>
    JSON.stringify([sourceLanguage, targetLanguages]);
  return start.source === chunk.source && languages(start) === languages(chunk);
}
