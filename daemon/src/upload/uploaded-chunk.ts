// What a client sends of one chunk, beside its sound.
import type { LanguageCode, CaptureSource } from '@subcam/shared';

export interface UploadedChunk {
  readonly sessionId: string;
  readonly chunkId: string;
  /** Its place among the chunks of its session; null: as it comes. */
  readonly index: number | null;
  readonly filename: string;
  /** Wall clock of its first sample, ms; null: it does not say. */
  readonly startedAtMs: number | null;
  /** As its client says; null: it does not. */
  readonly durationMs: number | null;
  readonly meetingUrl: string | null;
  readonly source: CaptureSource;
  readonly sourceLanguage: LanguageCode;
  /** Empty: nothing is translated. */
  readonly targetLanguages: readonly LanguageCode[];
  /** False: its words are not wanted, and its place in the session stays empty. */
  readonly isTranscribed: boolean;
  /** Options of the request that are not done, each with why. */
  readonly notApplied: Readonly<Record<string, string>>;
}

export interface UploadLimits {
  /** Of one file. */
  readonly maxFileBytes: number;
  /** Of one field beside the file: `metadata` and `config` are JSON. */
  readonly maxFieldBytes: number;
  readonly maxFields: number;
  /** Of the sound in one file. */
  readonly maxSoundMs: number;
  /** Uploads that may be under way at once. */
  readonly maxAtOnce: number;
  /** Chunks of one session that may wait at once. */
  readonly maxWaitingChunks: number;
  /** How long a chunk that is missing is waited for. */
  readonly missingChunkMs: number;
  /** So long after the last chunk what is still being said is over. */
  readonly closeAfterMs: number;
  /** How long a session that gets no chunks stays open. */
  readonly sessionIdleMs: number;
  /** How long an answer may take. */
  readonly answerMs: number;
  /** Answers that are kept for chunks that come twice, the latest. */
  readonly rememberedAnswers: number;
}
