// AudioFrame -> what everyone reads: the whole product for one capture. Read it from top to bottom.
import {
  directionsOf,
  languageToHear,
  msToSamples,
  samplesToMs,
  targetsOf,
  type CaptureRow,
  type Clock,
  type LanguageCode,
  type LanguagePair,
  type SubcamError,
  type Transcript,
  type Translation,
} from '@subcam/shared';
import type { CaptureHello } from '@subcam/shared/wire';
import { attribute, knownSpeaker, type AttributeDeps, type AttributedEvent, type ToldTimeline } from '../attribute/index.ts';
import type { Ingest } from '../audio/index.ts';
import { PLAIN_SEGMENTER_SETTINGS, readBefore, segment, type SegmentEvent, type SegmentSound } from '../segment/index.ts';
import { transcriptPacket, translationPacket } from '../subtitle/index.ts';
import { asksAtEndings, transcribe, type TranscribeDeps } from '../transcribe/index.ts';
import { followingController } from '../lib/following-controller.ts';
import { commitDurably } from './commit.ts';
import type { CueScreen } from './cue-screen.ts';
import type { EngineWatch } from './request-watch.ts';
import type { Ledger } from './ledger.ts';
import type { CaptureSettings, PipelineDeps } from './pipeline-deps.ts';
import { timedTranslator, type TimedTranslator } from '../translate/index.ts';
import { tellingWords } from './meeting-words.ts';
import { openPartialTranslations } from './partial-translations.ts';
import type { OwedTranslations } from './owed-translations.ts';
import { tellProvisional } from './provisional-translations.ts';
import type { Publisher } from './publisher.ts';
import { sessionRecogniser, tellOneSpeed } from './session-recogniser.ts';
import type { SpeechSettings } from './speech-settings.ts';
import type { Talker } from './talk.ts';
import { settleTranslations } from './settle-translations.ts';
import { timedPublisher } from './stage-times.ts';
import { createTranslationQueue } from './translation-queue.ts';
import { spokenInSession } from './spoken-in-session.ts';
import { createSpokenBefore, type SpokenBefore } from './spoken-before.ts';
import { namingLanguage, tellingBefore, tellingNames, translatorLane, watchedStt, watchedTranslator } from './watched-engines.ts';

/** Nothing is read while a commit is waited for, or marks of who speaks are on their way into the store. From so long on, ms, the store is why sound waits: that time does not count, so that finals are those of a store that worked. */
const STOOD_STILL_MS = 1_000;

/** One capture: where its sound comes from, and where what becomes of it goes. */
export interface CaptureRun {
  readonly hello: CaptureHello;
  /** As the store had it when the capture was opened: the sound is read from there on. */
  readonly capture: CaptureRow;
  /** Whether the sound before the commit comes again. Without it nothing can be gone back to: the segmenter begins anew at the commit. */
  readonly hasContext: boolean;
  readonly ingest: Ingest;
  readonly timeline: ToldTimeline;
  readonly ledger: Ledger;
  readonly screen: CueScreen;
  readonly publisher: Publisher;
  /** Whether this capture answers for the pending translations of a capture (its own, and those of captures that nobody runs). */
  readonly answersFor: (captureId: string) => boolean;
  /** What may be shown of readings, and who hears of what may not. */
  readonly judging: Pick<TranscribeDeps, 'anotherLanguageBelow' | 'onOmission' | 'onFinalRead'>;
  readonly talker: Talker;
  /** Goes on from when the capture began, whoever sets the time. */
  readonly steady: Clock;
  /** Told once where its translations wait. */
  readonly onTranslationQueue: (queue: OwedTranslations) => void;
  /** Told of each final that the recogniser read in another language than the one that it was to be read in, and was asked for again. */
  readonly onAskedAgain: () => void;
  readonly recogniserWatch: EngineWatch;
  /** Of the engine that reads what is still being said, where that is another one. */
  readonly partialsWatch: EngineWatch;
  readonly translatorWatch: EngineWatch;
}

/**
 * Runs until the sound has ended, every final is committed and every translation is settled.
 * Rejects with what can't be mended here (`engine-failed`, `storage`, …), or with the signal's reason; what was committed stays.
 */
export async function runCapture(run: CaptureRun, deps: PipelineDeps<CaptureSettings>, signal: AbortSignal): Promise<void> {
  const { hello, capture, timeline, ledger, screen } = run;
  const { store, vadFactory, clock, log, metrics, settings } = deps;
  const { sessionId, captureId, source, startedAtMs } = capture;
  const publisher = timedPublisher(run.publisher, { metrics, clock: run.steady, startedAtMs, isLive: hello.pace === 'live' });
  const session = sessionRecogniser(deps.stt, hello, settings.speech.partialsOtherwise);
  const isToTell = spokenInSession(hello, session.stt) !== null;
  const told = tellingWords(session.stt, hello, { names: () => timeline.names(), termsFor: deps.termsFor });
  const stt = watchedStt(isToTell ? told : namingLanguage(told, hello), run.recogniserWatch, run.partialsWatch);
  tellOneSpeed(session, { hello, finals: stt.info.name, partials: deps.stt.partials, log });
  const spoken = createSpokenBefore();
  const translator = translatorOf(run, spoken, deps);

  const stop = followingController(signal);
  const running = stop.signal;
  const waitedFor = <T>(answer: Promise<T>): Promise<T> => tellingIfLong(answer, run.talker, clock);
  const commit = <T>(write: () => Promise<T>): Promise<T> => commitDurably(write, { clock, log }, running);
  const commitHeard = <T>(write: () => Promise<T>): Promise<T> => waitedFor(commit(write));
  const queue = createTranslationQueue({ store, sessionId, isMine: run.answersFor });
  run.onTranslationQueue(queue);
  const partials = openPartialTranslations(
    {
      // Who sends a file reads finals.
      translator: hello.pace === 'file' ? null : translator,
      settings: () => settings.partials,
      deliver: showTranslation,
      // What is wrong with the translator is told by its watch.
      report: (error) => log.debug({ error, captureId }, 'A partial was not translated.'),
    },
    running,
  );

  // Models are loaded while the first words are still being said.
  for (const direction of directionsOf(hello)) void prepareFor(direction, captureId, deps);

  // The first to fail stops the other; neither is left behind.
  const work = [hear(), translate()].map(async (task) => {
    try {
      await task;
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  });
  await Promise.allSettled(work);
  await Promise.all(work);
  stop.abort();

  async function hear(): Promise<void> {
    const pace = session.showsPartials ? hello.pace : 'file';
    const { speech } = settings;
    const { policy } = speech;
    const segments = segmentsOf(run, { vadFactory, log, policy, asksAtEndings: asksAtEndings({ stt, pace, policy }) }, running);
    const waitedTimeline = { ...timeline, caughtUp: () => waitedFor(timeline.caughtUp()) };
    const attributing = { timeline: waitedTimeline, source, startedAtMs, captureDelayMs: settings.captureDelayMs };
    const reading = readingOf(run, speech, { stt, clock, pace, promisesWords: session.promisesWords, attributing });
    const attributed = attribute(transcribe(segments, reading, running), attributing, running);

    for await (const event of attributed) {
      switch (event.type) {
        case 'partial':
          showPartial(event);
          break;
        case 'final':
          await commitFinal(event);
          break;
        case 'quiet':
          await commitHeard(() => store.commitQuiet(event.progress));
          ledger.committed(event.progress);
          break;
        case 'gap':
          await commitHeard(() => store.commitGap(event.gap, event.progress));
          ledger.committed(event.progress);
          publisher.event({ type: 'gap', gap: event.gap });
          break;
        case 'mark':
          void tellProvisional(event, { hello, translator, clock, settings, signal: running, showPartial, showTranslation });
          break;
      }
    }
    running.throwIfAborted();
    queue.finish();
  }

  function showPartial({ transcript, attribution, asRead }: Extract<AttributedEvent, { readonly type: 'partial' }>): void {
    publisher.event({ type: 'partial', transcript, attribution });
    screen.transcript(transcript, attribution);
    partials.translate({ transcript, asRead }, translatable(transcript));
  }

  async function commitFinal(final: Extract<AttributedEvent, { readonly type: 'final' }>): Promise<void> {
    const { transcript, attribution, progress, gap } = final;
    const targetLanguages = targetsOf(hello, transcript.language);
    const isNew = await commitHeard(() =>
      store.commitFinal({
        sessionId,
        transcript,
        attribution,
        targetLanguages,
        progress,
        atMs: clock.nowMs(),
        ...(gap === undefined ? {} : { gap }),
      }),
    );
    ledger.committed(progress);
    if (!isNew) return;
    spoken.add(transcript.text);
    publisher.event({ type: 'final', transcript, attribution, speechEndAtMs: startedAtMs + samplesToMs(transcript.speechEndSample) });
    screen.transcript(transcript, attribution);
    publisher.packet(transcriptPacket({ sessionId, transcript, attribution, startedAtMs }));
    if (gap !== undefined) publisher.event({ type: 'gap', gap });
    queue.wake();
  }

  async function translate(): Promise<void> {
    if (translator === null) return;
    await settleTranslations(
      queue,
      {
        translator,
        store,
        clock,
        commit,
        deadlineMs: settings.translationDeadlineMs,
        settle: (translation) => partials.settle(translation),
        onTranslated: (translation, { transcript, attribution }) => {
          showTranslation(translation);
          publisher.packet(translationPacket({ sessionId, transcript, attribution, translation, startedAtMs }));
        },
        onFailed: ({ firstSample, targetLanguage, transcript: { language: sourceLanguage } }, error) => {
          const lane = translatorLane(translator, { sourceLanguage, targetLanguage }, directionsOf(hello));
          if (lane !== null) run.translatorWatch.skipped(lane, error);
          log.debug({ error, captureId, targetLanguage }, 'A final was not translated.');
          publisher.event({ type: 'translation-failed', firstSample, targetLanguage, message: error.message });
        },
      },
      running,
    );
  }

  function showTranslation(translation: Translation): void {
    publisher.event({ type: 'translation', translation });
    screen.translation(translation);
  }

  /** A recogniser may take the first words for another language, for which the session has no way: finals alone are asked for. */
  function translatable({ language }: Transcript): readonly LanguageCode[] {
    return targetsOf(hello, language).filter((target) => translator?.supports(language, target) === true);
  }
}

/** What of the store is waited for before anything more is read. */
async function tellingIfLong<T>(answer: Promise<T>, talker: Pick<Talker, 'stoodStill'>, clock: Clock): Promise<T> {
  const sinceMs = clock.monotonicMs();
  const answered = await answer;
  const stoodMs = clock.monotonicMs() - sinceMs;
  if (stoodMs >= STOOD_STILL_MS) talker.stoodStill(stoodMs);
  return answered;
}

/** How the segments of a capture are read. */
function readingOf(
  { hello, capture: { captureId, segmenterState }, screen, talker, judging, onAskedAgain }: CaptureRun,
  speech: SpeechSettings,
  { attributing, ...deps }: Pick<TranscribeDeps, 'stt' | 'clock' | 'pace' | 'promisesWords'> & { readonly attributing: AttributeDeps },
): TranscribeDeps {
  const { held, spoken: before } = readBefore(segmenterState);
  const inSession = spokenInSession(hello, deps.stt);
  const speakerOf = (sound: SegmentSound): string | null => knownSpeaker(sound, attributing);
  const { policy, partialsOtherwise, partialsPatienceMs, standInAfterMs, maxWaitingForFinalsMs } = speech;
  return {
    ...deps,
    captureId,
    language: inSession === null ? languageToHear(hello) : 'auto',
    spoken: inSession === null ? null : { ...inSession, before, speakerOf, onAskedAgain },
    policy,
    held,
    progress: talker,
    leftOut: (endSample) => talker.leftOut(endSample),
    maxWaiting: () => speech.maxWaitingStates,
    partialsOtherwise,
    partialsPatienceMs,
    standInAfterMs,
    maxWaitingSamples: msToSamples(maxWaitingForFinalsMs),
    onFinalWaits: ({ firstSample }) => screen.awaitsFinal({ captureId, firstSample }),
    ...judging,
  };
}

/** Where people speak, from where the last commit ended. */
function segmentsOf(
  { capture: { captureId, committedThrough, segmenterState }, hasContext, ingest }: CaptureRun,
  deps: Pick<PipelineDeps, 'vadFactory' | 'log'> & { readonly policy: 'steady' | 'plain'; readonly asksAtEndings: boolean },
  signal: AbortSignal,
): AsyncIterable<SegmentEvent> {
  const { vadFactory, log, policy, asksAtEndings } = deps;
  const onVadStateDiscarded = (error: SubcamError): void =>
    log.warn({ error, captureId }, 'The VAD of before was of another version: it begins anew at the last commit.');
  const resume = { committedThrough, state: hasContext ? segmenterState : null };
  const settings = policy === 'plain' ? { settings: PLAIN_SEGMENTER_SETTINGS } : {};
  const onNeeds = (endSample: number): void => ingest.needs(endSample);
  return segment(ingest.items(signal), { vadFactory, captureId, resume, onVadStateDiscarded, onNeeds, asksAtEndings, ...settings }, signal);
}

/** Watched, timed, and told who is in the meeting and what was said in it. null: the daemon only transcribes. */
function translatorOf(
  { hello, timeline, translatorWatch }: Pick<CaptureRun, 'hello' | 'timeline' | 'translatorWatch'>,
  spoken: SpokenBefore,
  { translator, clock }: Pick<PipelineDeps, 'translator' | 'clock'>,
): TimedTranslator | null {
  if (translator === null) return null;
  const told = tellingBefore(
    tellingNames(translator, () => timeline.names()),
    (text) => spoken.before(text),
  );
  return timedTranslator(watchedTranslator(told, translatorWatch, directionsOf(hello)), clock);
}

/** Rejects never: what is wrong the first sentence says, too. */
async function prepareFor(
  { sourceLanguage, targetLanguage }: LanguagePair,
  captureId: string,
  { translator, log }: Pick<PipelineDeps, 'translator' | 'log'>,
): Promise<void> {
  await translator?.prepare(sourceLanguage, targetLanguage).catch((error: unknown) => {
    log.debug(
      { error, captureId, sourceLanguage, targetLanguage },
      'A translator could not be made ready; its first sentence will say why.',
    );
  });
}
