// What the pipeline works with: engines, store, clock, log, and the settings of captures, of sessions, and of all of them.
import type {
  Clock,
  EngineSet,
  Journal,
  LanguagePair,
  Omission,
  Stt,
  TileSettings,
  TranslationRoute,
  Translator,
  Trouble,
  VadFactory,
} from '@subcam/shared';
import type { Backlog } from '../audio/index.ts';
import type { Log, Metrics } from '../telemetry/index.ts';
import type { PartialSettings } from '../translate/index.ts';
import type { SpeechSettings } from './speech-settings.ts';
import type { Talk } from './talk.ts';
import type { MeetingWords } from './meeting-words.ts';
import type { AllOwedTranslations } from './owed-translations.ts';

export interface CaptureSettings {
  /** How much sound waits for the recogniser before more of it becomes a gap. */
  readonly maxBacklogSamples: number;
  /** From asking to giving up on a final's translation. */
  readonly translationDeadlineMs: number;
  /** How partials are translated. */
  readonly partials: PartialSettings;
  /** How speech is read while it is spoken, see `transcribe`. */
  readonly speech: SpeechSettings;
  /** How much later the captured sound is than what the page shows at the same instant. */
  readonly captureDelayMs: number;
  /** See `ANOTHER_LANGUAGE_BELOW`. */
  readonly anotherLanguageBelow: number;
  /** Gaps in its source that a capture may report while it runs; later ones are not written down. */
  readonly maxGapsPerCapture: number;
}

export interface SessionSettings extends CaptureSettings {
  /** How long a capture waits for its client to come back. */
  readonly graceMs: number;
  /** Without any sound for so long a session is closed, though its client is there. */
  readonly sessionIdleMs: number;
  /** Captures that one session may have at once. */
  readonly maxCapturesPerSession: number;
  /** Meeting events of one session while it runs; later ones are not written down. */
  readonly maxMeetingEvents: number;
  /** The daemon's own: how a tile looks of which nobody has asked for anything else. */
  readonly tile: TileSettings;
}

export interface PipelineSettings extends SessionSettings {
  /** Sessions that may run at once. */
  readonly maxSessions: number;
  /** Bytes of sound of all captures together that wait for the recogniser. */
  readonly maxBacklogBytes: number;
}

export interface PipelineDeps<Settings = PipelineSettings> {
  readonly store: Journal;
  readonly vadFactory: VadFactory;
  readonly stt: Stt;
  /** null: the daemon only transcribes. */
  readonly translator: Translator | null;
  /** These three as they are told to people. */
  readonly engines: {
    /** As is known now. */
    inUse(): EngineSet;
    /** How each of these directions is translated now; one that nothing translates is left out. */
    routes(directions: readonly LanguagePair[]): readonly TranslationRoute[];
    /** Called whenever a route is another; returns the way to stop. */
    onRoute(listener: () => void): () => void;
  };
  /** People who may talk at once without a pause; null: not known. Asked whenever it is needed. */
  readonly follows: () => number | null;
  /** Terms of the glossary for a direction of translation. Left out: there is no glossary. */
  readonly termsFor?: MeetingWords['termsFor'] | undefined;
  /** `memory`: what is said is lost with the daemon, which clients are told. Left out: it is stored. */
  readonly storeMode?: 'disk' | 'memory' | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Read when they are needed: some may change while the daemon runs. */
  readonly settings: Settings;
}

/** What a capture works with. */
export interface CaptureDeps extends PipelineDeps<CaptureSettings> {
  /** That of all captures. */
  readonly backlog: Backlog;
  /** Of all captures. */
  readonly talk: Talk;
  /** Translations of finals that wait, of all captures. */
  readonly owed: AllOwedTranslations;
  /** Counts what is not shown, of all captures. */
  readonly countOmission: (omission: Omission) => void;
}

/** What a session works with. Its store is watched. */
export interface SessionDeps extends PipelineDeps<SessionSettings>, Pick<CaptureDeps, 'backlog' | 'countOmission' | 'owed' | 'talk'> {
  /** null: the store works, as far as is known. */
  readonly storageTrouble: () => Trouble | null;
}
