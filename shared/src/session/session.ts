// Session: what one client contributes of one meeting, with its captures, and what the daemon says of both while they run.
import type { EngineInfo } from '../engine/engine.ts';
import type { AudioGap } from '../audio/audio-frame.ts';
import type { Clock } from '../clock/clock.ts';
import type { CueUpdate } from '../cue/cue.ts';
import type { ErrorCode } from '../errors/subcam-error.ts';
import type { LanguageCode } from '../language/language.ts';
import type { TileSettings } from '../settings/tile-defaults.ts';
import type { Attribution, MeetingEvent } from '../speaker/speaker.ts';
import type { Omission, OmissionCounts } from '../transcript/omission.ts';
import type { Transcript } from '../transcript/transcript.ts';
import type { Translation } from '../translation/translation.ts';

/** An engine at work, as its description has it. */
export interface EngineInUse extends EngineInfo {
  /** For people: `Moonshine tiny (English)`. */
  readonly title: string;
  /** Whether what it is given is sent to another machine. */
  readonly leavesMachine: boolean;
  /** The host to which it is sent; left out: it is not, or nobody knows. */
  readonly sendsTo?: string | undefined;
  /** Why it can't be asked, for people: something that it needs is not there. Left out: it can. */
  readonly problem?: string | undefined;
  /** Of a recogniser: how many people who talk at once without a pause are followed in time; left out: not known. */
  readonly follows?: number | undefined;
  /** Of a recogniser: the languages that it hears; left out: not known, or any. */
  readonly languages?: readonly LanguageCode[] | undefined;
  /** Of a recogniser: how many of its readings it did not believe itself since the start, by what was wrong with them; left out: not known. */
  readonly astray?: Readonly<Record<string, number>> | undefined;
  /** Of a service: what its models run on, in its own words, `cuda:0`; left out: it does not say, or was not asked. */
  readonly device?: string | undefined;
  /** Of a translator that the daemon chose by itself: why it has its place in the chain, for people. Left out: the configuration says so. */
  readonly chosenFor?: string | undefined;
}

export interface EngineSet {
  readonly vad: EngineInUse;
  /** What finals are read by, and what is still being said unless `sttPartials` is there. */
  readonly stt: EngineInUse;
  /** What reads what is still being said in place of `stt`; left out: none does. */
  readonly sttPartials?: EngineInUse | undefined;
  /**
   * What translates into the first target language now, as far as is known: one engine, or two as `bergamot+apertium` where words take a
   * way through another language. null: no target language was asked for, nothing works, or the daemon only transcribes.
   */
  readonly translator: EngineInUse | null;
  /** The chain: every translator that may be asked, the best first. */
  readonly translators: readonly EngineInUse[];
}

/** How one direction of a session is translated now. */
export interface TranslationRoute {
  readonly sourceLanguage: LanguageCode;
  readonly targetLanguage: LanguageCode;
  /** In the order of the way; empty: nothing works, there is only the original. */
  readonly engines: readonly EngineInUse[];
  /** The language between two engines; null: there is none. */
  readonly via: LanguageCode | null;
  /** Why it is not the best way that there is, and since when; null: it is. */
  readonly instead: {
    /** Names of the engines of the best way. */
    readonly engines: readonly string[];
    /** Wall clock, ms. */
    readonly sinceMs: number;
    /** For people. */
    readonly message: string;
  } | null;
  /** What keeps this direction from being translated now, whichever way is taken; left out or null: nothing, as far as is known. */
  readonly trouble?: Trouble | null | undefined;
}

/** n 0 and nulls where nothing was measured; never a guess. Milliseconds. */
export interface LatencySummary {
  readonly n: number;
  readonly p50: number | null;
  readonly p95: number | null;
}

/** One stream of sound of a session: where it comes from, whether it is heard, and how far it has come. */
export interface CaptureState {
  readonly captureId: string;
  readonly source: CaptureSource;
  /** `listening`: sound arrives. `no-sound`: no frames for 3 s, or only digital silence for 10 s. `ended`: closed in order. */
  readonly status: 'listening' | 'no-sound' | 'ended';
  /** Samples, each one past the last: received by the daemon, committed to the store, acknowledged to the client. */
  readonly receivedThrough: number;
  readonly committedThrough: number;
  readonly ackedThrough: number;
  readonly captureToDaemonMs: LatencySummary;
  /** Segments of which something is not shown, by reason, since the daemon took the capture up; left out: not known. */
  readonly omissions?: OmissionCounts | undefined;
  /** What was said last is in a language that the recogniser does not read, or that the session does not allow. Left out: no. */
  readonly anotherLanguage?: boolean | undefined;
  /** Which one, where the recogniser tells. */
  readonly anotherLanguageCode?: LanguageCode | undefined;
  /** Finals that were read in a language that was not believed, and were asked for again in another one. Left out: not known. */
  readonly askedAgainForLanguage?: number | undefined;
}

export const CAPTURE_SOURCES = ['tab', 'microphone', 'file'] as const;
export type CaptureSource = (typeof CAPTURE_SOURCES)[number];

/** What becomes of the work that an engine does not do: it is kept and tried again, or it is left out for good. */
export const WORK_FATES = ['kept', 'skipped'] as const;

/** Something that the session depends on does not do its work: it fails, or it does not answer. */
export interface Trouble {
  /** Wall clock, ms: since when it has not worked. */
  readonly sinceMs: number;
  readonly code: ErrorCode;
  /** Why, and what to do, for people. */
  readonly message: string;
  /**
   * Of a recogniser, `kept`: the sound waits and is read as soon as the engine works again; `skipped`: what it refuses becomes a gap.
   * Of a translator, `kept`: finals are tried again; `skipped`: they stay without a translation. Of the store, `kept`: the client keeps
   * the sound and it is stored as soon as that is possible; `skipped`: the capture ends.
   */
  readonly work: (typeof WORK_FATES)[number];
}

export interface EngineTrouble extends Trouble {
  readonly engine: EngineInfo;
}

/** An engine that does another one's work. */
export interface StandIn {
  readonly engine: EngineInfo;
  /** Name of the one whose work it does. */
  readonly insteadOf: string;
  /** Wall clock, ms. */
  readonly sinceMs: number;
}

/** What one client contributes of one meeting: its languages, its tile, its captures, and the engines that work for it. */
export interface SessionState {
  readonly sessionId: string;
  /** Those that run, in the order in which they were opened; one that has just ended is told once more. */
  readonly captures: readonly CaptureState[];
  readonly engines: EngineSet;
  /** As its client asked for last; `MeetingLanguages` says what they mean. */
  readonly sourceLanguage: LanguageCode;
  readonly spoken?: readonly LanguageCode[] | undefined;
  readonly targetLanguages: readonly LanguageCode[];
  /** Left out: no. */
  readonly twoWay?: boolean | undefined;
  /** One for each direction between two of its languages; empty while the language that is spoken is not known. */
  readonly routes: readonly TranslationRoute[];
  /** null: it works, as far as is known. */
  readonly trouble: {
    readonly recogniser: EngineTrouble | null;
    /** Of the engine that reads what is still being said, where that is another one; left out: as null. */
    readonly partials?: EngineTrouble | null | undefined;
    readonly translator: EngineTrouble | null;
    readonly storage: Trouble | null;
  };
  /** Finals are read by the engine for partials, in place of the one for finals, since when, and why; left out or null: they are not. */
  readonly standIn?: StandIn | null | undefined;
  /** `memory`: what is said is kept there alone, and a crash, or the end of the daemon, loses it. Left out: it is stored. */
  readonly storeMode?: 'memory' | undefined;
  /** null until a camera has reported. */
  readonly tile: TileState | null;
}

/** What a subscriber of a session sees, in the order in which it became true. All instants: wall clock, ms. */
export type SessionEvent =
  /** A capture of the session runs. */
  | {
      readonly type: 'opened';
      readonly atMs: number;
      readonly sessionId: string;
      readonly captureId: string;
      readonly startedAtMs: number;
      readonly state: SessionState;
    }
  | { readonly type: 'state'; readonly atMs: number; readonly sessionId: string; readonly state: SessionState }
  | {
      readonly type: 'partial';
      readonly atMs: number;
      readonly sessionId: string;
      readonly transcript: Transcript;
      readonly attribution: Attribution;
    }
  | {
      readonly type: 'final';
      /** When the final was committed. */
      readonly atMs: number;
      readonly sessionId: string;
      readonly transcript: Transcript;
      readonly attribution: Attribution;
      /** The instant of the last frame that the VAD called speech. */
      readonly speechEndAtMs: number;
    }
  | { readonly type: 'translation'; readonly atMs: number; readonly sessionId: string; readonly translation: Translation }
  | {
      readonly type: 'translation-failed';
      readonly atMs: number;
      readonly sessionId: string;
      readonly firstSample: number;
      readonly targetLanguage: LanguageCode;
      readonly message: string;
    }
  | { readonly type: 'cue'; readonly atMs: number; readonly sessionId: string; readonly update: CueUpdate }
  | { readonly type: 'gap'; readonly atMs: number; readonly sessionId: string; readonly gap: AudioGap }
  /** Something of a segment is not shown. */
  | { readonly type: 'omission'; readonly atMs: number; readonly sessionId: string; readonly omission: Omission }
  | { readonly type: 'meeting'; readonly atMs: number; readonly sessionId: string; readonly event: MeetingEvent }
  | { readonly type: 'tile'; readonly atMs: number; readonly sessionId: string; readonly report: TileReport }
  /** How the tile looks from now on: told when the session opens, and at every change. */
  | { readonly type: 'tile-settings'; readonly atMs: number; readonly sessionId: string; readonly settings: TileSettings }
  /** A capture of the session has ended. */
  | {
      readonly type: 'closed';
      readonly atMs: number;
      readonly sessionId: string;
      readonly captureId: string;
      readonly audio: AudioAccount;
    };

/** What became of the sound of a capture. `lostSamples` = captured, neither committed nor in `gaps`. */
export interface AudioAccount {
  readonly capturedSamples: number;
  readonly committedSamples: number;
  readonly ackedSamples: number;
  readonly lostSamples: number;
  readonly gaps: readonly AudioGap[];
}

/**
 * Whether participants are being sent the tile, as the page's peer connections count it.
 * `no-track`: no page holds a live track. `not-attached`: a page holds one, no connection carries it. `disabled`: carried, and
 * switched off by the page. `stalled`: carried and on, and nothing was encoded for some seconds. `sending`: frames go out.
 */
export const SENDING_STATUSES = ['no-track', 'not-attached', 'disabled', 'stalled', 'sending'] as const;

export interface TileSending {
  readonly status: (typeof SENDING_STATUSES)[number];
  /** Of the largest picture that is encoded now; null while nothing is. */
  readonly width: number | null;
  readonly height: number | null;
  /** Encoded a second, over the last seconds; null while nothing is. */
  readonly framesPerSecond: number | null;
  /** Encoded since the page was loaded. */
  readonly framesEncoded: number;
}

/** What is said of sending before any page has asked for the camera. */
export const NOTHING_SENT: TileSending = { status: 'no-track', width: null, height: null, framesPerSecond: null, framesEncoded: 0 };

/** The tile as it was last reported. */
export interface TileState {
  readonly atMs: number;
  readonly framesPainted: number;
  readonly width: number;
  readonly height: number;
  /** Tracks that pages hold live. */
  readonly liveTracks: number;
  readonly sending: TileSending;
}

/** What the fake camera says of itself. */
export interface TileReport extends Omit<TileState, 'atMs'> {
  /** Cue revisions that this frame was the first to show. */
  readonly painted: readonly { readonly cueId: string; readonly revision: number; readonly paintedAtMs: number }[];
}

/** A report, and when it arrived by the monotonic clock of who keeps it. */
export interface HeardTileReport {
  readonly report: TileReport;
  readonly monotonicMs: number;
}

/** What is told of the tile now. Its `atMs` is as long ago on the present wall clock as the report is in truth. */
export function tileStateOf({ report, monotonicMs }: HeardTileReport, clock: Pick<Clock, 'nowMs' | 'monotonicMs'>): TileState {
  const { painted: _, ...state } = report;
  return { atMs: clock.nowMs() - (clock.monotonicMs() - monotonicMs), ...state };
}
