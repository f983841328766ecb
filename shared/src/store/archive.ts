// The archive: what people read of the meetings that were written down.
import type { LanguageCode } from '../language/language.ts';
import type { Attribution } from '../speaker/speaker.ts';
import type { Journal, StoredFinal } from './journal.ts';
import type { SessionRecord } from './session-record.ts';
import type { StoredParticipant, StoredSession } from './stored-session.ts';

/** A session with what was counted of it. */
export interface ListedSession extends StoredSession {
  readonly finals: number;
  /** Words, and signs in languages without white space. */
  readonly words: number;
  readonly speechMs: number;
  /** Wall clock of the end of its last words; null: nothing was said. */
  readonly lastFinalAtMs: number | null;
}

export interface SessionPage {
  /** At most this many. */
  readonly limit: number;
  /** Those that were opened at this instant or later (wall clock). */
  readonly sinceMs?: number;
  /** Those that were opened before this instant. */
  readonly untilMs?: number;
  /** Those whose meeting's address has this in it, in any case of letters. */
  readonly meeting?: string;
  /** Those that speak this language, or are translated into it. */
  readonly language?: LanguageCode;
  /** Those whose ids begin so. */
  readonly idPrefix?: string;
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
  /** Those that were stored no later than the one of this id, so that all pages are of one moment; left out: all. */
  readonly throughId?: number;
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
  /** What this speaker said: a name, in any case of letters and with or without accents, or a label; left out: of all. */
  readonly speaker?: string;
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
  sessions(page: SessionPage): Promise<readonly ListedSession[]>;
  /** null: there is none of this id. */
  session(sessionId: string): Promise<StoredSession | null>;
  /** Everybody who was in the meeting, in the order in which they came. */
  participants(sessionId: string): Promise<readonly StoredParticipant[]>;
  /** The id of the final that was stored last; null: the session has none. */
  lastFinalId(sessionId: string): Promise<number | null>;
  /** In the order in which it was said. */
  timeline(query: TimelineQuery): Promise<readonly TimelineEntry[]>;
  /** By label. Who said nothing is not among them. */
  speakers(sessionId: string): Promise<readonly SpeakerStatistics[]>;
  /** null: there is no session of this id. */
  statistics(sessionId: string): Promise<SessionStatistics | null>;
  /** The text that was stored last first. Rejects with `bad-request` where nothing can be looked for: no letter and no digit. */
  search(query: SearchQuery): Promise<readonly SearchHit[]>;
  /** Everything that is stored of a session, in an order that does not depend on how it was stored; null: there is none of this id. `person`: of what was said and observed only what is theirs; null where they are not known in it. */
  record(sessionId: string, person?: string): Promise<SessionRecord | null>;
  /** Ids of the sessions in which somebody of this name is known, the one that was opened first first. Case and accents make no difference. */
  sessionsOfPerson(name: string): Promise<readonly string[]>;
}
