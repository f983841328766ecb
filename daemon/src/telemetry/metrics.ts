// What happens in the rooms -> measurements: the port through which they tell it, and the names of what is measured.
import type { EngineMeasure, ErrorCode, GapReason, OmissionReason } from '@subcam/shared';

/**
 * The ways of which it is measured how long they take, in live captures. `capture_to_daemon`: from the end of a frame's sound until the frame is here.
 * `word_to_shown`: from the end of the speech that a reading has heard until its words are shown, for readings with new words.
 * `speech_end_to_final`: until the final is committed and told. `final_to_translation`: from there until its translation is, once a language.
 * `cue_to_sent`: from making a cue until the operating system has it for the capture's client.
 */
export const STAGES = ['capture_to_daemon', 'word_to_shown', 'speech_end_to_final', 'final_to_translation', 'cue_to_sent'] as const;
export type Stage = (typeof STAGES)[number];

/** What is shown, and counted. */
export const SHOWN = ['partial', 'final', 'translation', 'cue'] as const;
export type Shown = (typeof SHOWN)[number];

/** What became of an event for a webhook. `forgotten`: it was dead for long, and more are than may be kept. */
export const WEBHOOK_OUTCOMES = ['delivered', 'retried', 'dead', 'forgotten'] as const;

/** What rooms tell as it happens. Calls never throw and never wait; none of them is given words, names or ids. */
export interface Metrics extends EngineMeasure {
  took(stage: Stage, ms: number): void;
  /** A frame of sound has come. */
  heard(bytes: number): void;
  shown(what: Shown): void;
  /** A final has no translation for good. */
  notTranslated(): void;
  gap(reason: GapReason, ms: number): void;
  omitted(reason: OmissionReason): void;
  /** A connection or request was turned away. */
  refused(code: ErrorCode): void;
  /** `events`: how many; default one. */
  webhook(outcome: (typeof WEBHOOK_OUTCOMES)[number], events?: number): void;
  /** A request to the store is over. `operation`: one of the journal's. */
  stored(operation: string, result: { readonly ms: number; readonly isFailed: boolean }): void;
}

/** Of now, read whenever somebody asks. The keys of each record are from a list that is known before. */
export interface LiveFigures {
  readonly sessions: number;
  /** By where they come from. */
  readonly captures: Readonly<Record<string, number>>;
  /** Sound that waits for the recogniser. */
  readonly bufferedBytes: number;
  /** Sound that has come and is not committed yet. */
  readonly uncommittedAudioMs: number;
  /** Finals of which a translation is owed, once a language. */
  readonly waitingTranslations: number;
  /** Sessions in which this part is in trouble, by part. */
  readonly troubles: Readonly<Record<string, number>>;
  readonly talkers: number;
  /** null: not known. */
  readonly talkersFollowed: number | null;
  readonly engines: readonly { readonly kind: string; readonly engine: string; readonly isUsable: boolean }[];
  /** Directions in which a translator is left alone since it failed, by engine. */
  readonly leftAlone: Readonly<Record<string, number>>;
  /** By namespace. */
  readonly connections: Readonly<Record<string, number>>;
  /** By state. */
  readonly bots: Readonly<Record<string, number>>;
  /** Of all webhooks together: events that wait to be told, and those that were given up and are kept. */
  readonly outbox: { readonly waiting: number; readonly dead: number };
}

/** For tests and programs that measure nothing. */
export const noMetrics: Metrics = {
  took: () => undefined,
  heard: () => undefined,
  shown: () => undefined,
  notTranslated: () => undefined,
  gap: () => undefined,
  omitted: () => undefined,
  refused: () => undefined,
  webhook: () => undefined,
  stored: () => undefined,
  asked: () => () => undefined,
  served: () => undefined,
};
