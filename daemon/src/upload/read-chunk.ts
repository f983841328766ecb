// What a chunk comes to: what is said in it, its translations, and what could not be done.
import type { Attribution, LanguageCode, Transcript } from '@subcam/shared';

export interface ReadSegment {
  /** `partial`: still being said at the end of the chunk. */
  readonly transcript: Transcript;
  readonly attribution: Attribution;
}

export type ChunkTranslation =
  { readonly text: string; readonly confidence: number | null; readonly service: string } | { readonly error: string };

export interface ReadChunk {
  readonly uploadId: string;
  readonly sessionId: string;
  readonly chunkId: string;
  readonly filename: string;
  readonly fileBytes: number;
  /** Whether its words were wanted. */
  readonly isTranscribed: boolean;
  /** Wall clock of sample 0 of the capture that it is of, ms. */
  readonly captureStartedAtMs: number;
  /** Of that capture. */
  readonly firstSample: number;
  readonly endSample: number;
  /** In the order in which they were said. */
  readonly segments: readonly ReadSegment[];
  readonly translations: Readonly<Record<LanguageCode, ChunkTranslation>>;
  /** Why what is told is not all of it; null: it is. */
  readonly error: string | null;
  /** Options of the request that are not done, each with why. */
  readonly notApplied: Readonly<Record<string, string>>;
  readonly processingMs: number;
  /** Wall clock, ms. */
  readonly answeredAtMs: number;
}
