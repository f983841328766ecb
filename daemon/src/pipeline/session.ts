// AudioFrame -> what everyone reads: the whole product for one capture. Read it from top to bottom.
import {
  samplesToMs,
  sameLanguage,
  type Attribution,
  type CaptureRow,
  type Clock,
  type LanguageCode,
  type Progress,
  type SegmentKey,
  type Store,
  type Stt,
  type SubcamError,
  type TileSettings,
  type Transcript,
  type Translation,
  type Translator,
  type VadFactory,
} from '@subcam/shared';
import type { CaptureHello } from '@subcam/shared/wire';
import { attribute, type MeetingTimeline } from '../attribute/index.ts';
import type { Ingest } from '../audio/index.ts';
import { segment } from '../segment/index.ts';
import { transcriptPacket, translationPacket } from '../subtitle/index.ts';
import type { Log } from '../telemetry/index.ts';
import { transcribe } from '../transcribe/index.ts';
import { translateFinals } from '../translate/index.ts';
import type { Announcer } from './announcer.ts';
import { commitDurably } from './commit.ts';
import type { CueScreen } from './cue-screen.ts';
import type { Ledger } from './ledger.ts';
import { openPartialDesk } from './partial-desk.ts';
import { createTranslationDesk } from './translation-desk.ts';

export interface SessionSettings {
  /** How much sound waits for the recogniser before more of it becomes a gap. */
  readonly maxBacklogSamples: number;
  /** From asking to giving up on a final's translation. */
  readonly translationDeadlineMs: number;
  /** How much later the captured sound is than what the page shows at the same instant. */
  readonly captureDelayMs: number;
  readonly tile: TileSettings;
}

export interface SessionDeps {
  readonly store: Store;
  readonly vadFactory: VadFactory;
  readonly stt: Stt;
  /** null: the daemon only transcribes. */
  readonly translator: Translator | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: SessionSettings;
}

/** One capture: where its sound comes from, and where what becomes of it goes. */
export interface SessionRun {
  readonly hello: CaptureHello;
  /** As the store had it when the session was opened: the sound is read from there on. */
  readonly capture: CaptureRow;
  readonly ingest: Ingest;
  readonly timeline: MeetingTimeline;
  readonly ledger: Ledger;
  readonly screen: CueScreen;
  readonly announcer: Announcer;
  /** Whether this session answers for the pending translations of a capture (its own, and those of captures that nobody runs). */
  readonly answersFor: (captureId: string) => boolean;
  readonly onTranslation: (state: 'ok' | 'failing') => void;
}

/**
 * Runs until the sound has ended, every final is committed and every translation is settled.
 * Rejects with what can't be mended here (`engine-failed`, `storage`, …), or with the signal's reason; what was committed stays.
 */
export async function runSession(run: SessionRun, deps: SessionDeps, signal: AbortSignal): Promise<void> {
  const { hello, capture, timeline, ledger, screen, announcer } = run;
  const { store, vadFactory, stt, translator, clock, log, settings } = deps;
  const { sessionId, captureId, source, startedAtMs, committedThrough, segmenterState } = capture;

  const stop = new AbortController();
  const running = AbortSignal.any([signal, stop.signal]);
  const commit = <T>(write: () => Promise<T>): Promise<T> => commitDurably(write, { clock, log }, running);
  const desk = createTranslationDesk({ store, sessionId, isMine: run.answersFor });
  const partials = openPartialDesk(
    {
      // Who sends a file reads finals.
      translator: hello.pace === 'file' ? null : translator,
      deliver: showTranslation,
      report: (error) => log.warn({ error, captureId }, 'A partial was not translated.'),
    },
    running,
  );

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
    const heard = run.ingest.items(running);
    const segments = segment(heard, { vadFactory, captureId, resume: { committedThrough, state: segmenterState } }, running);
    const read = transcribe(segments, { stt, captureId, language: hello.sourceLanguage, pace: hello.pace, clock }, running);
    const attributed = attribute(read, { timeline, source, startedAtMs, captureDelayMs: settings.captureDelayMs }, running);

    for await (const event of attributed) {
      switch (event.type) {
        case 'partial':
          showPartial(event.transcript, event.attribution);
          break;
        case 'final':
          await commitFinal(event);
          break;
        case 'quiet':
          await commit(() => store.commitQuiet(event.progress));
          ledger.committed(event.progress);
          break;
        case 'gap':
          await commit(() => store.commitGap(event.gap, event.progress));
          ledger.committed(event.progress);
          announcer.gap(event.gap);
          break;
      }
    }
    running.throwIfAborted();
    desk.finish();
  }

  function showPartial(transcript: Transcript, attribution: Attribution): void {
    announcer.tell({ type: 'partial', transcript, attribution });
    screen.transcript(transcript, attribution);
    partials.translate(transcript, targetsOf(transcript));
  }

  async function commitFinal(final: { transcript: Transcript; attribution: Attribution; progress: Progress }): Promise<void> {
    const { transcript, attribution, progress } = final;
    const targetLanguages = targetsOf(transcript);
    const isNew = await commit(() =>
      store.commitFinal({ sessionId, transcript, attribution, targetLanguages, progress, atMs: clock.nowMs() }),
    );
    ledger.committed(progress);
    if (!isNew) return;
    announcer.tell({ type: 'final', transcript, attribution, speechEndAtMs: startedAtMs + samplesToMs(transcript.speechEndSample) });
    screen.transcript(transcript, attribution);
    announcer.packet(transcriptPacket({ sessionId, transcript, attribution, startedAtMs }));
    desk.wake();
  }

  async function translate(): Promise<void> {
    if (translator === null) return;
    const asked = desk.pending(running);
    const deadlineMs = settings.translationDeadlineMs;
    for await (const outcome of translateFinals(asked, { translator, clock, deadlineMs }, running)) {
      running.throwIfAborted();
      switch (outcome.type) {
        case 'translated':
          await commitTranslation(outcome.translation);
          break;
        case 'failed':
          await commitFailure({ ...outcome.key, targetLanguage: outcome.targetLanguage }, outcome.error);
          break;
      }
    }
    running.throwIfAborted();
  }

  async function commitTranslation(translation: Translation): Promise<void> {
    await commit(() => store.commitTranslation(translation, clock.nowMs()));
    const { transcript, attribution } = desk.settled(translation);
    run.onTranslation('ok');
    showTranslation(translation);
    announcer.packet(translationPacket({ sessionId, transcript, attribution, translation, startedAtMs }));
  }

  async function commitFailure(key: SegmentKey & { readonly targetLanguage: LanguageCode }, error: SubcamError): Promise<void> {
    await commit(() => store.failTranslation(key, error.message));
    desk.settled(key);
    const { firstSample, targetLanguage } = key;
    log.warn({ error, captureId, targetLanguage }, 'A final was not translated.');
    announcer.tell({ type: 'translation-failed', firstSample, targetLanguage, message: error.message });
    run.onTranslation('failing');
  }

  function showTranslation(translation: Translation): void {
    announcer.tell({ type: 'translation', translation });
    screen.translation(translation);
  }

  function targetsOf(transcript: Transcript): readonly LanguageCode[] {
    return hello.targetLanguages.filter((target) => !sameLanguage(target, transcript.language));
  }
}
