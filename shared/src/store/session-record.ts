// Everything that is stored of one session: what an export holds and an import takes.
import type { GapReason } from '../audio/audio-frame.ts';
import type { EngineInfo } from '../engine/engine.ts';
import type { LanguageCode } from '../language/language.ts';
import type { CaptureSource } from '../session/session.ts';
import type { Attribution, MeetingEvent } from '../speaker/speaker.ts';
import type { StoredParticipant, StoredSession } from './stored-session.ts';

export interface RecordedCapture {
  readonly captureId: string;
  readonly source: CaptureSource;
  /** Wall clock of sample 0. */
  readonly startedAtMs: number;
  /** Everything before this sample is settled. */
  readonly committedThrough: number;
  /** By their first samples; `reason`: of a gap, else null. */
  readonly spans: readonly {
    readonly kind: 'committed' | 'gap';
    readonly firstSample: number;
    readonly sampleCount: number;
    readonly reason: GapReason | null;
  }[];
}

export interface RecordedSpeaker {
  readonly speakerLabel: string;
  readonly participantId: string | null;
  readonly displayName: string | null;
  /** Wall clock. */
  readonly firstSpokeAtMs: number;
  readonly lastSpokeAtMs: number;
}

export interface RecordedTranslation {
  readonly targetLanguage: LanguageCode;
  readonly status: 'pending' | 'done' | 'failed';
  /** null unless done. */
  readonly text: string | null;
  readonly confidence: number | null;
  readonly engine: EngineInfo | null;
  /** Why it failed. */
  readonly message: string | null;
  readonly settledAtMs: number | null;
}

export interface RecordedFinal {
  readonly captureId: string;
  readonly firstSample: number;
  readonly endSample: number;
  /** One past the last sample of speech. */
  readonly speechEndSample: number;
  readonly revision: number;
  /** Wall clock of its first sample. */
  readonly startedAtMs: number;
  readonly committedAtMs: number;
  readonly language: LanguageCode;
  readonly text: string;
  readonly confidence: number | null;
  readonly engine: EngineInfo;
  readonly speaker: Attribution;
  /** By target language. */
  readonly translations: readonly RecordedTranslation[];
}

export interface SessionRecord {
  readonly session: StoredSession;
  /** By when they began. */
  readonly captures: readonly RecordedCapture[];
  readonly participants: readonly StoredParticipant[];
  /** By label. */
  readonly speakers: readonly RecordedSpeaker[];
  /** In the order in which they were observed. */
  readonly events: readonly MeetingEvent[];
  /** In the order in which they were said. */
  readonly finals: readonly RecordedFinal[];
}
