// What a database must have so that texts are found in it.
import type { LanguageCode } from '@subcam/shared';
import type { Task, Work } from '../work.ts';
import type { Phrase } from './query.ts';

export interface NewPassage {
  readonly passageId: number;
  /** Of its text. */
  readonly tokens: readonly string[];
  readonly sessionId: string;
  readonly language: LanguageCode;
}

/** Whoever has one of these names, or this label. */
export interface SoughtSpeaker {
  readonly names: readonly string[];
  readonly label: string;
}

export interface PassageQuery {
  readonly phrases: readonly Phrase[];
  readonly sessionId?: string;
  readonly language?: LanguageCode;
  readonly speaker?: SoughtSpeaker;
  /** Passages with a lower id. */
  readonly before?: number;
  readonly limit: number;
}

export interface SearchIndex {
  /** Makes texts findable. */
  readonly adding: (passages: readonly NewPassage[]) => Task<number>;
  /** Makes the texts of these passages unfindable; the passages are still there. */
  readonly remove: (passageIds: readonly number[]) => Work<void>;
  /** Makes nothing findable any more. */
  readonly emptied: () => Work<void>;
  /** Ids of the passages that have all of the phrases, the latest first. */
  readonly find: (query: PassageQuery) => Work<readonly number[]>;
}
