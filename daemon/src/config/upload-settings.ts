// Sound over HTTP -> the settings under `uploads`.
import { about, wholeNumber } from './setting.ts';

/** As `UploadLimits` of the uploads has them. */
export interface UploadSettings {
  readonly maxFileBytes: number;
  readonly maxFieldBytes: number;
  readonly maxFields: number;
  readonly maxSoundMs: number;
  readonly maxAtOnce: number;
  readonly maxWaitingChunks: number;
  readonly missingChunkMs: number;
  readonly closeAfterMs: number;
  readonly sessionIdleMs: number;
  readonly answerMs: number;
  readonly rememberedAnswers: number;
}

export const uploadShape = {
  maxFileBytes: wholeNumber(1024, 16 * 1024 * 1024 * 1024)
    // Contract: 100 MB.
    .default(100 * 1024 * 1024)
    .meta(about({ description: 'Bytes that one file of POST /api/audio/upload may have', live: true })),
  maxFieldBytes: wholeNumber(1024, 16 * 1024 * 1024)
    .default(64 * 1024)
    .meta(about({ description: 'Bytes that each field beside the file may have', live: true })),
  // More than any form of ours has.
  maxFields: wholeNumber(16, 1_000)
    .default(64)
    .meta(about({ description: 'Fields that a form with a file may have', live: true })),
  // 100 MB at 19 kbit/s; silence takes next to nothing in most formats.
  maxSoundMs: wholeNumber(1_000, 604_800_000)
    .default(12 * 3_600_000)
    .meta(about({ description: 'How much sound one file may hold, in ms; what comes later in it is not read', live: true })),
  // Each has a file on the disk and may have a program that decodes it.
  maxAtOnce: wholeNumber(1, 1_000)
    .default(32)
    .meta(about({ description: 'Uploads that may be under way at once', live: true })),
  maxWaitingChunks: wholeNumber(1, 1_000)
    .default(32)
    .meta(about({ description: 'Chunks of one session that may wait for their turn at once', live: true })),
  missingChunkMs: wholeNumber(0, 600_000)
    // Contract: 5 s.
    .default(5_000)
    .meta(about({ description: 'How long a chunk that is missing is waited for before its place is a gap, in ms', live: true })),
  closeAfterMs: wholeNumber(100, 600_000)
    // Contract: 2 s.
    .default(2_000)
    .meta(about({ description: 'How long after the last chunk of a session what is still being said is over, in ms', live: true })),
  sessionIdleMs: wholeNumber(10_000, 86_400_000)
    // Contract: 30 minutes.
    .default(30 * 60_000)
    .meta(about({ description: 'How long a session that gets no more chunks stays open, in ms', live: true })),
  answerMs: wholeNumber(1_000, 3_600_000)
    .default(300_000)
    .meta(
      about({ description: 'How long the answer to an upload may take, in ms; the same chunk may be asked for again then', live: true }),
    ),
  rememberedAnswers: wholeNumber(1, 1_000_000)
    .default(10_000)
    .meta(about({ description: 'Answers that are kept for chunks that are sent twice, the latest', live: true })),
};
