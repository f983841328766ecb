// ExtensionStatus -> what the popup says, in words: each state that needs attention with its reason.
import { engineRemark, spokenLanguages, tileSentence, TILE_REPORT_STALE_MS, whereItGoes } from '@subcam/shared';
import { languageName } from './language-names.ts';
import { captureStateOf } from '../bus/extension-status.ts';
import type { EngineInUse, EngineInput, SessionState, TileState, TranslationRoute, Trouble } from '@subcam/shared';
import type { MeetUnread } from '@subcam/shared/meet';
import type {
  CaptureStatus,
  ExtensionStatus,
  LinkPhase,
  LinkStatus,
  MeetingReading,
  MicrophoneStatus,
  SoundStatus,
} from '../bus/extension-status.ts';

export type Tone = 'good' | 'busy' | 'bad' | 'idle';

export interface StatusLine {
  readonly text: string;
  readonly tone: Tone;
}

export interface PopupView {
  readonly paired: boolean;
  readonly link: StatusLine;
  /** Whether subtitles run; all below but `action` is empty while they don't. */
  readonly running: boolean;
  readonly sound: StatusLine & {
    /** 0–1 for the meter: −60 dB to full scale. */ readonly level: number;
    /** `-30 dB`, or empty. */ readonly peak: string;
  };
  /** Whether participants are being sent the tile. */
  readonly tile: StatusLine;
  /** Of the person's own microphone; empty when it was not asked for. */
  readonly microphone: StatusLine;
  /** What the meeting's page does not tell, and what that means; empty while it tells everything. */
  readonly meetingPage: StatusLine;
  /** What is heard and what it is translated into; empty while the daemon has not said. */
  readonly languages: string;
  /** Empty while the daemon has not said. */
  readonly engines: string;
  /** An engine that does not do its work: which, since when, why, and what becomes of what is said. Empty while all do. */
  readonly trouble: StatusLine;
  /** From sound to the daemon; empty while nothing was measured. */
  readonly latency: string;
  /** That what is said is kept in memory alone, and what that means; empty while it is stored. */
  readonly keeping: StatusLine;
  /** Sound that was lost or skipped; empty when none was. */
  readonly losses: string;
  readonly action: { readonly label: string; readonly does: 'start' | 'stop'; readonly enabled: boolean };
  /** Languages and address can't change under a running capture. */
  readonly settingsLocked: boolean;
}

/** The quietest level that the meter shows. */
const METER_FLOOR_DB = -60;

function linkLine({ phase, error }: LinkStatus): StatusLine {
  const lines: Record<LinkPhase, StatusLine> = {
    connecting: { text: error?.message ?? 'Connecting to the daemon…', tone: error === null ? 'busy' : 'bad' },
    live: { text: 'Connected to the daemon', tone: 'good' },
    reconnecting: { text: `${error?.message ?? 'The connection was lost.'} Reconnecting; what is said is kept.`, tone: 'busy' },
    refused: { text: error?.message ?? 'The daemon refused the capture.', tone: 'bad' },
    closed: { text: 'Ended in order', tone: 'idle' },
  };
  return lines[phase];
}

function soundLine({ phase, peakDbfs }: SoundStatus): PopupView['sound'] {
  if (phase === 'none') return { text: 'No sound arrives from the tab', tone: 'bad', level: 0, peak: '' };
  if (phase === 'silent') return { text: 'The tab is silent', tone: 'busy', level: 0, peak: '' };
  if (peakDbfs === null) return { text: 'Heard', tone: 'good', level: 0, peak: '' };
  const level = Math.min(1, Math.max(0, 1 - peakDbfs / METER_FLOOR_DB));
  return { text: 'Heard', tone: 'good', level, peak: `${Math.round(peakDbfs)} dB` };
}

function tileLine(tile: TileState | null, nowMs: number): StatusLine {
  const text = tileSentence(tile, nowMs);
  if (tile === null) return { text, tone: 'busy' };
  const isFresh = nowMs - tile.atMs < TILE_REPORT_STALE_MS;
  return { text, tone: isFresh && tile.sending.status === 'sending' ? 'good' : 'bad' };
}

const NOTHING: StatusLine = { text: '', tone: 'idle' };

function microphoneLine(microphone: MicrophoneStatus | null): StatusLine {
  if (microphone === null) return NOTHING;
  if (microphone.phase === 'failed') return { text: microphone.error?.message ?? 'It could not be captured.', tone: 'bad' };
  if (microphone.phase === 'opening') return { text: 'Opening…', tone: 'busy' };
  if (microphone.phase !== 'capturing') return NOTHING;
  const heard: Record<MicrophoneStatus['inMeeting'], StatusLine> = {
    on: { text: 'Your words are subtitled too', tone: 'good' },
    off: { text: 'Muted in the meeting, so not captured', tone: 'idle' },
    unknown: { text: 'Not captured: the page does not say that it is on', tone: 'busy' },
  };
  return heard[microphone.inMeeting];
}

const NOT_TOLD: Readonly<Record<Exclude<MeetUnread, 'call'>, string>> = {
  names: 'who is speaking, so names may be missing',
  microphone: 'whether your microphone is on, so it is not captured',
  camera: 'whether your camera is on',
};

function meetingPageLine(reading: MeetingReading | null): StatusLine {
  if (reading === null || reading.unread.length === 0) return NOTHING;
  const isEnglish = reading.language === '' || /^en\b/i.test(reading.language);
  const page = isEnglish ? 'Meet’s page' : `Meet’s page in ${languageName(reading.language)}`;
  const remedy = isEnglish ? '' : ' Choose English as the language of Meet to change that.';
  if (reading.unread.includes('call')) {
    const means = 'Until it does, nobody is named and your microphone is not captured.';
    return { text: `${page} does not tell whether you are in the call. ${means}${remedy}`, tone: 'busy' };
  }
  const parts = reading.unread.flatMap((what) => (what === 'call' ? [] : [NOT_TOLD[what]]));
  return { text: `${page} does not tell ${parts.join('; nor ')}.${remedy}`, tone: 'busy' };
}

function lossesOf(capture: CaptureStatus): string {
  const { sourceGaps, sourceGapSamples, evictedSamples } = capture.counts;
  const parts = [
    sourceGaps === 0 ? '' : `Chrome skipped ${Math.round(sourceGapSamples / 16)} ms in ${sourceGaps} ${sourceGaps === 1 ? 'gap' : 'gaps'}`,
    evictedSamples === 0 ? '' : `${Math.round(evictedSamples / 16_000)} s could not be kept while the daemon was away`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function languagesOf({ session }: CaptureStatus): string {
  if (session === null) return '';
  if (session.twoWay === true) return spokenLanguages(session).map(languageName).join(' ⇄ ');
  const spoken = spokenLanguages(session);
  const source = spoken.length === 0 ? 'Any language' : spoken.map(languageName).join(' or ');
  return session.targetLanguages.length === 0
    ? `${source}, not translated`
    : `${source} → ${session.targetLanguages.map(languageName).join(', ')}`;
}

const IN_MEMORY: StatusLine = {
  text: 'In memory alone: a crash of the daemon, or its end, loses it.',
  tone: 'busy',
};

function latencyOf(capture: CaptureStatus): string {
  const latency = captureStateOf(capture)?.captureToDaemonMs;
  return latency === undefined || latency.p50 === null ? '' : `${Math.round(latency.p50)} ms from the tab to the daemon`;
}

/** `Moonshine tiny (English) · Apertium (basic, offline)`, with what a service runs on, and which of them sends what it is given to another machine. */
function enginesOf({ session }: CaptureStatus): string {
  if (session === null) return '';
  const { stt, sttPartials, translator } = session.engines;
  const named = (engine: EngineInUse, given: EngineInput): string => {
    const facts = [engineRemark(engine), whereItGoes(given, engine)].filter((fact) => fact !== null);
    return facts.length === 0 ? engine.title : `${engine.title} (${facts.join('; ')})`;
  };
  const { follows } = stt;
  const people = follows === undefined ? '' : `, follows ${follows === 1 ? 'one person at a time' : `${follows} people talking at once`}`;
  const quick = sttPartials === undefined ? [] : [`${named(sttPartials, 'sound')} while people speak`];
  return [`${named(stt, 'sound')}${people}`, ...quick, ...(translator === null ? [] : [named(translator, 'words')])].join(' · ');
}

const BECOMES_OF_SOUND: Readonly<Record<Trouble['work'], string>> = {
  kept: 'What is said is kept, and its captions come late.',
  skipped: 'What is said now gets no captions.',
};
const BECOMES_OF_PARTIALS: Readonly<Record<Trouble['work'], string>> = {
  kept: 'They are shown when an utterance is over.',
  skipped: 'They are shown when an utterance is over.',
};
const BECOMES_OF_TEXT: Readonly<Record<Trouble['work'], string>> = {
  kept: 'Translations come late.',
  skipped: 'What is said now stays untranslated.',
};

const BECOMES_OF_STORED: Readonly<Record<Trouble['work'], string>> = {
  kept: 'Up to two minutes of what is said are kept, and come late.',
  skipped: 'What is said now is lost.',
};

function troubleLine({ session }: CaptureStatus): StatusLine {
  if (session === null) return NOTHING;
  const { standIn = null } = session;
  const { recogniser, partials = null, storage } = session.trouble;
  const sentence = (trouble: Trouble | null, what: string, becomes: Readonly<Record<Trouble['work'], string>>): string =>
    trouble === null ? '' : `${what} since ${timeOfDay(trouble.sinceMs)}: ${trouble.message} ${becomes[trouble.work]}`;
  const text = [
    standInSentence(session),
    sentence(standIn === null ? recogniser : null, notRecognised(session), BECOMES_OF_SOUND),
    sentence(partials, 'Words are not shown while they are spoken', BECOMES_OF_PARTIALS),
    ...translationSentences(session, (trouble, what) => sentence(trouble, what, BECOMES_OF_TEXT)),
    sentence(storage, 'Nothing is stored', BECOMES_OF_STORED),
  ];
  return { text: text.filter((part) => part !== '').join(' '), tone: 'bad' };
}

/** As a sentence about a recogniser in trouble begins. */
function notRecognised({ engines, trouble: { recogniser } }: SessionState): string {
  if (recogniser?.code === 'overloaded') return 'Speech is recognised late';
  return engines.sttPartials === undefined ? 'No speech is recognised' : 'Captions do not become final';
}

/** Which engine gives the captions in place of which, since when, and why, where that is known; empty where none does. */
function standInSentence({ standIn = null, trouble: { recogniser } }: SessionState): string {
  if (standIn === null) return '';
  const { engine, insteadOf, sinceMs } = standIn;
  const why = recogniser?.message ?? `${insteadOf} takes too long.`;
  return becauseOf({ sinceMs, message: why }, `Speech is recognised by ${engine.name}`, `, in place of ${insteadOf}`);
}

/** Where one direction works and another does not, each is told by itself. `sentence`: of a trouble, which begins with these words. */
function translationSentences(
  { routes, trouble: { translator }, twoWay }: SessionState,
  sentence: (trouble: Trouble | null, what: string) => string,
): readonly string[] {
  const failing = routes.filter((route) => route.engines.length === 0 || (route.trouble ?? null) !== null);
  if (translator !== null && (failing.length === 0 || failing.length === routes.length)) {
    // A language that nobody expected, among others.
    const isOfSome = translator.code === 'bad-request' && failing.length === 0;
    return [sentence(translator, isOfSome ? 'Some of what is said is not translated' : 'Nothing is translated')];
  }
  return routes.map((route) => {
    if (!failing.includes(route)) return substituteSentence(route, twoWay === true);
    const { sourceLanguage, targetLanguage, trouble = null, instead } = route;
    const what = `${languageName(sourceLanguage)} is not translated into ${languageName(targetLanguage)}`;
    return trouble === null && instead !== null ? becauseOf(instead, what) : sentence(trouble, what);
  });
}

/** Which engine stands in for which, and why; empty where it is the best that translates. */
function substituteSentence({ sourceLanguage, targetLanguage, engines, instead }: TranslationRoute, twoWay: boolean): string {
  if (instead === null) return '';
  const names = engines.map(({ title }) => title).join(', then ');
  const what = twoWay ? `${languageName(sourceLanguage)} to ${languageName(targetLanguage)}` : languageName(targetLanguage);
  return becauseOf(instead, `${what} is translated by ${names}`, `, in place of ${instead.engines.join(' and ')}`);
}

function becauseOf({ sinceMs, message }: Pick<Trouble, 'sinceMs' | 'message'>, what: string, more = ''): string {
  return `${what} since ${timeOfDay(sinceMs)}${more}: ${message}`;
}

/** `14:03:05`, in this machine's time. */
function timeOfDay(atMs: number): string {
  return new Date(atMs).toLocaleTimeString('en-GB');
}

/** All that the popup shows of a status. `nowMs`: wall clock. */
export function popupView(status: ExtensionStatus, nowMs: number): PopupView {
  const { capture, paired } = status;
  const running = capture !== null && capture.phase !== 'ended';
  const ending = capture?.phase === 'ending';
  const failed: StatusLine | null = capture === null || capture.failure === null ? null : { text: capture.failure.message, tone: 'bad' };
  const idleLink: StatusLine = failed ?? { text: 'Ready', tone: 'idle' };
  const lastLink = capture?.link.phase === 'refused' ? linkLine(capture.link) : idleLink;
  return {
    paired,
    // Without a pairing nothing else matters, whatever ended before.
    link: running ? linkLine(capture.link) : paired ? lastLink : { text: 'Not paired with a daemon', tone: 'bad' },
    running,
    sound: running ? soundLine(capture.sound) : { ...NOTHING, level: 0, peak: '' },
    tile: running ? tileLine(capture.tile, nowMs) : NOTHING,
    microphone: running ? microphoneLine(capture.microphone) : NOTHING,
    meetingPage: running ? meetingPageLine(capture.reading) : NOTHING,
    languages: running ? languagesOf(capture) : '',
    engines: running ? enginesOf(capture) : '',
    trouble: running ? troubleLine(capture) : NOTHING,
    latency: running ? latencyOf(capture) : '',
    keeping: running && capture.session?.storeMode === 'memory' ? IN_MEMORY : NOTHING,
    losses: running ? lossesOf(capture) : '',
    action: {
      label: ending ? 'Settling the last words…' : running ? 'Stop subtitles' : 'Start subtitles on this tab',
      does: running ? 'stop' : 'start',
      enabled: paired && !ending,
    },
    settingsLocked: running,
  };
}
