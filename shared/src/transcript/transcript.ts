// Transcript: words of a segment, `partial` (with the length of its stable prefix) or `final`; revisions count up.
import type { LanguageCode } from '../language/language.ts';
import type { EngineInfo } from '../engine/engine.ts';

/** What one segment is called everywhere: unique in its capture by construction (finals are unique on it). */
export interface SegmentKey {
  readonly captureId: string;
  /** Index of the segment's first sample, pre-roll included. */
  readonly firstSample: number;
}

export interface Transcript extends SegmentKey {
  readonly status: 'partial' | 'final';
  /** One past the last sample that was read. For a final: the end of the whole segment. */
  readonly endSample: number;
  /** One past the last sample of the last frame that the VAD called speech. */
  readonly speechEndSample: number;
  /** 1 for the first reading of the segment, rising by one with each. */
  readonly revision: number;
  readonly text: string;
  /** UTF-16 length of the prefix that two consecutive readings agreed on (LocalAgreement-2); all of it for a final. */
  readonly stableLength: number;
  readonly language: LanguageCode;
  /** 0–1, or null where the engine gives none (Moonshine). */
  readonly confidence: number | null;
  readonly engine: EngineInfo;
}
