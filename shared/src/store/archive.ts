// The archive: what people read of the meetings that were written down.
import type { LanguageCode } from '../language/language.ts';
import type { Attribution } from '../speaker/speaker.ts';
import type { Journal, SessionRow, StoredFinal } from './journal.ts';

export interface StoredSession extends SessionRow {
  /** null while it is open. */
  readonly closedAtMs: number | null;
}

export interface StoredParticipant {
  /** The page's id of the participant's device. */
  readonly participantId: string;
  /** As the page told it last. */
  readonly displayName: string;
  readonly isSelf: boolean;
  readonly joinedAtMs: number;
  /** null: nobody saw them leave. */
  readonly leftAtMs: number | null;
}

export interface SessionPage {
  /** At most this many. */
  readonly limit: number;
  /** Those that come after this one in the order; left out: from the beginning. */
  readonly after?: Pick<StoredSession, 'sessionId' | 'openedAtMs'>;
}

/** What of a session is asked for: what was said from `fromMs` on and before `toMs` (wall clock of its beginning), in this language, by this speaker. */
export interface TimelineQuery {
  readonly sessionId: string;
  readonly fromMs?: number;
  readonly toMs?: number;
  /** As spoken. */
  readonly language?: LanguageCode;
  /** `SPEAKER_00`. */
  readonly speakerLabel?: string;
  /** At most this many. */
  readonly limit: number;
  /** Those that come after this one; left out: from the beginning. */
  readonly after?: Pick<TimelineEntry, 'startedAtMs' | 'transcriptId'>;
}

export interface TimelineEntry extends StoredFinal {
  /** Rises with each final that is stored. */
  readonly transcriptId: number;
  /** Wall clock of its first sample. */
  readonly startedAtMs: number;
}

export interface SpeakerStatistics {
  readonly speakerLabel: string;
  /** As known with the last words of theirs; null: it never was. */
  readonly participantId: string | null;
  readonly displayName: string | null;
  readonly finals: number;
  /** Words, and signs in languages without white space. */
  readonly words: number;
  readonly speechMs: number;
  /** 0–1, the mean of their finals. */
  readonly confidence: number;
  /** Wall clock. */
  readonly firstSpokeAtMs: number;
  readonly lastSpokeAtMs: number;
}

export interface SessionStatistics {
  readonly sessionId: string;
  readonly openedAtMs: number;
  /** When it was closed; of one that was not, when its last words ended; with no words, when it was opened. */
  readonly endedAtMs: number;
  readonly isOpen: boolean;
  readonly finals: number;
  readonly words: number;
  readonly speechMs: number;
  readonly translationsDone: number;
  readonly translationsFailed: number;
  readonly translationsPending: number;
  readonly participants: number;
  readonly speakers: number;
  readonly gaps: number;
  readonly gapMs: number;
  /** By target language. */
  readonly translations: readonly {
    readonly targetLanguage: LanguageCode;
    readonly done: number;
    readonly failed: number;
    readonly pending: number;
    /** Means of those that are done; null: the engine gives none, or there is none. */
    readonly confidence: number | null;
    readonly delayMs: number | null;
  }[];
  /** Of how many spans of speech it is known whose they are, of how many by name, and how surely. */
  readonly attribution: {
    readonly spans: number;
    readonly attributed: number;
    readonly named: number;
    readonly confidence: number | null;
  };
}

export interface SearchQuery {
  /** Words that must all be there, in any order; between quotes one after another. A star behind a word stands for its end. Case and accents make no difference. */
  readonly text: string;
  /** Left out: in all. */
  readonly sessionId?: string;
  /** Texts of this language, originals and translations; left out: of all. */
  readonly language?: LanguageCode;
  /** At most this many. */
  readonly limit: number;
  /** Those that were found after the hit of this id; left out: from the latest on. */
  readonly before?: number;
}

/** The part of a text around what was found. Places are UTF-16, [start, end) in `text`, in their order. */
export interface SearchSnippet {
  readonly text: string;
  readonly marks: readonly (readonly [start: number, end: number])[];
}

export interface SearchHit {
  readonly passageId: number;
  readonly sessionId: string;
  readonly captureId: string;
  readonly firstSample: number;
  /** Wall clock of its first sample. */
  readonly startedAtMs: number;
  readonly attribution: Attribution;
  readonly language: LanguageCode;
  readonly isTranslation: boolean;
  /** All of the transcript, or of the translation. */
  readonly text: string;
  readonly snippet: SearchSnippet;
}

/**
 * All methods reject with SubcamError `storage`, and with `bad-request` for a page or a search that is larger than the store's limits. Nothing here
 * changes what is stored.
 */
export interface Archive extends Pick<Journal, 'transcripts'> {
  /** Open and closed ones, the one that was opened last first. */
  sessions(page: SessionPage): Promise<readonly StoredSession[]>;
  /** null: there is none of this id. */
  session(sessionId: string): Promise<StoredSession | null>;
  /** Everybody who was in the meeting, in the order in which they came. */
  participants(sessionId: string): Promise<readonly StoredParticipant[]>;
  /** In the order in which it was said. */
  timeline(query: TimelineQuery): Promise<readonly TimelineEntry[]>;
  /** By label. Who said nothing is not among them. */
  speakers(sessionId: string): Promise<readonly SpeakerStatistics[]>;
  /** null: there is no session of this id. */
  statistics(sessionId: string): Promise<SessionStatistics | null>;
  /** The text that was stored last first. Rejects with `bad-request` where nothing can be looked for: no letter and no digit. */
  search(query: SearchQuery): Promise<readonly SearchHit[]>;
}
