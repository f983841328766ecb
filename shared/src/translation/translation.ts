// Translation: a transcript in one target language, `partial` or `final`.
import type { EngineInfo } from '../engine/engine.ts';
import type { LanguageCode } from '../language/language.ts';
import type { SegmentKey } from '../transcript/transcript.ts';

export interface Translation extends SegmentKey {
  readonly status: 'partial' | 'final';
  /** The revision of the transcript that was translated. */
  readonly revision: number;
  readonly sourceLanguage: LanguageCode;
  readonly targetLanguage: LanguageCode;
  readonly text: string;
  /** UTF-16 length of the prefix with which every later translation of the segment begins too, its final among them; all of it for a final. */
  readonly stableLength: number;
  /** 0–1, or null where the engine gives none. */
  readonly confidence: number | null;
  readonly engine: EngineInfo;
}
