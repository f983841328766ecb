// Files over HTTP -> chunks of sessions: how many at once, each chunk answered once, however often it comes.
import { randomUUID } from 'node:crypto';
import { SubcamError, withinTime, type Archive } from '@subcam/shared';
import type { ProgramEnv } from '../lib/programs.ts';
import { openSound } from '../sound/index.ts';
import { boundedSound } from './bounded-sound.ts';
import type { ReadChunk } from './read-chunk.ts';
import type { Spool, SpooledFile } from './spool.ts';
import { createUploadStream, type StreamDeps, type UploadStream } from './upload-stream.ts';
import type { UploadedChunk, UploadLimits } from './uploaded-chunk.ts';

export interface UploadsDeps extends StreamDeps {
  readonly spool: Spool;
  readonly store: Pick<Archive, 'session'>;
  /** Where ffmpeg is looked for. */
  readonly env: ProgramEnv;
}

/** One upload, from its first byte on. */
export interface Upload extends AsyncDisposable {
  /** Into which its file is written. */
  readonly file: SpooledFile;
  /**
   * What is said in the chunk whose file is written. The same chunk of the same sender again is answered with the first answer; nothing of it is
   * read twice, unless its session was deleted meanwhile. `sender`: who sends it, so that nobody is told what somebody else has said.
   * Rejects with `sound-format`, `sound-corrupt`, `program-missing` (the file), `bad-request` (its place in the session has passed, or its
   * languages are not read here), `rate-limited`, `timeout` (the same chunk may be asked for again), or as `SessionRegistry.attach` does.
   */
  read(chunk: UploadedChunk & { readonly fileBytes: number }, sender: string): Promise<ReadChunk>;
}

export interface Uploads {
  /** Those of now. */
  limits(): UploadLimits;
  /** Throws retryable `rate-limited` where as many are under way as may be. Rejects with `storage`. */
  open(): Promise<Upload>;
  /** Every capture ends in order. Never rejects. */
  close(): Promise<void>;
}

/** ffmpeg's names of what is taken; what is read here beside them is WAV. Some of its other formats name files, which it would then read. */
const FORMATS = ['wav', 'mp3', 'ogg', 'matroska', 'webm', 'mov', 'mp4', 'm4a', 'flac'] as const;

/** How long a daemon that stops waits for what was said last. */
const CLOSE_LIMIT_MS = 5_000;

export function createUploads(deps: UploadsDeps): Uploads {
  const { clock, limits, spool, store, env } = deps;
  const streams = new Map<string, UploadStream>();
  /** By sender, session and chunk, the oldest first; those of chunks that failed are forgotten. */
  const answers = new Map<string, Promise<ReadChunk>>();
  /** Of them, those that have come: their session was in the store then. */
  const given = new WeakSet<Promise<ReadChunk>>();
  const stop = new AbortController();
  let underWay = 0;

  const streamOf = (sessionId: string): UploadStream => {
    const known = streams.get(sessionId);
    if (known !== undefined) return known;
    const stream = createUploadStream(
      {
        sessionId,
        onOver: () => {
          if (streams.get(sessionId) === stream) streams.delete(sessionId);
        },
      },
      deps,
    );
    streams.set(sessionId, stream);
    return stream;
  };

  const remember = (key: string, answer: Promise<ReadChunk>): void => {
    answers.set(key, answer);
    answer.then(
      () => given.add(answer),
      () => {
        if (answers.get(key) === answer) answers.delete(key);
      },
    );
    for (const oldest of answers.keys()) {
      if (answers.size <= limits().rememberedAnswers) break;
      answers.delete(oldest);
    }
  };

  /** The words of a session that was deleted must not come out of memory. */
  const forgetDeleted = async (key: string, sessionId: string): Promise<void> => {
    const answer = answers.get(key);
    if (answer === undefined || !given.has(answer)) return;
    const isDeleted = (await store.session(sessionId)) === null;
    if (isDeleted && answers.get(key) === answer) answers.delete(key);
  };

  const work = async (file: SpooledFile, chunk: UploadedChunk & { readonly fileBytes: number }): Promise<ReadChunk> => {
    const beganAtMs = clock.monotonicMs();
    const { sessionId, chunkId, filename, fileBytes, isTranscribed, notApplied } = chunk;
    await using sound = await openSound(file.path, {
      env,
      input: () => {
        throw new SubcamError('internal', 'An upload is no standard input.');
      },
      signal: stop.signal,
      title: 'The file',
      formats: FORMATS,
    });
    const read = await streamOf(sessionId).take(chunk, () => boundedSound(sound.frames(), () => limits().maxSoundMs));
    const processingMs = clock.monotonicMs() - beganAtMs;
    const about = { uploadId: randomUUID(), sessionId, chunkId, filename, fileBytes, isTranscribed, notApplied };
    return { ...about, ...read, processingMs, answeredAtMs: clock.nowMs() };
  };

  return {
    limits,
    open: async () => {
      const { maxAtOnce } = limits();
      if (stop.signal.aborted) throw stopping();
      if (underWay >= maxAtOnce) {
        throw new SubcamError(
          'rate-limited',
          `At most ${maxAtOnce} uploads are taken at once (uploads.maxAtOnce): send this one again in a moment.`,
          {
            retryable: true,
          },
        );
      }
      underWay += 1;
      const file = await spool.open().catch((error: unknown) => {
        underWay -= 1;
        throw error;
      });
      /** Whoever works on it longer than it is waited for. */
      let worker: Promise<unknown> = Promise.resolve();
      let isWorking = false;
      return {
        file,
        read: async (chunk, sender) => {
          const key = JSON.stringify([sender, chunk.sessionId, chunk.chunkId]);
          await forgetDeleted(key, chunk.sessionId);
          let answer = answers.get(key);
          if (answer === undefined) {
            answer = work(file, chunk);
            isWorking = true;
            worker = answer
              .catch(() => undefined)
              .finally(() => {
                isWorking = false;
              });
            remember(key, answer);
          }
          const asked = answer;
          const late = (): SubcamError =>
            new SubcamError('timeout', 'This chunk is still being read: send it again for its answer; it is read once.', {
              retryable: true,
            });
          return withinTime(limits().answerMs, () => asked, { clock, late });
        },
        [Symbol.asyncDispose]: async () => {
          const removed = worker
            .then(() => file[Symbol.asyncDispose]())
            .catch((error: unknown) => deps.log.warn({ error }, 'The file of an upload could not be removed.'))
            .finally(() => {
              underWay -= 1;
            });
          if (!isWorking) await removed;
        },
      };
    },
    close: async () => {
      const closing = Promise.all([...streams.values()].map((stream) => stream.close(stopping())));
      const late = (): SubcamError => new SubcamError('timeout', 'What was said last in uploads was not read in time.');
      await withinTime(CLOSE_LIMIT_MS, () => closing, { clock, late }).catch((error: unknown) => {
        deps.log.warn({ error }, 'Uploads did not end in order.');
      });
      stop.abort(stopping());
    },
  };
}

function stopping(): SubcamError {
  return new SubcamError('engine-unavailable', 'The daemon is stopping: send this again later.', { retryable: true });
}
