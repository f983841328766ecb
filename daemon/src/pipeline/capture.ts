// Connections that come and go -> one capture: attaching, sound in, the end, and the account of what became of the sound.
import {
  samplesToMs,
  steadyClock,
  toSubcamError,
  SubcamError,
  type AudioAccount,
  type AudioFrame,
  type AudioGap,
  type CaptureState,
  type Clock,
  type EngineTrouble,
  type Omission,
  type StoredFinal,
  type TileSettings,
} from '@subcam/shared';
import type { CaptureHello } from '@subcam/shared/wire';
import { openIngest, type Ingest, type MarkReached } from '../audio/index.ts';
import { leastContextSample, resumeSample } from '../segment/index.ts';
import { gapAllowance, TOO_MANY_GAPS, type Allowance } from './allowance.ts';
import { audioAccount } from './audio-account.ts';
import { backlogFull } from './backlog-full.ts';
import { runCapture } from './capture-run.ts';
import type { Metrics } from '../telemetry/index.ts';
import type { CaptureDeps } from './pipeline-deps.ts';
import type { AttachedAt, CaptureStart } from './capture-start.ts';
import { commitDurably } from './commit.ts';
import { openCueScreen, type CueScreen } from './cue-screen.ts';
import { createEngineWatch, type EngineWatch } from './request-watch.ts';
import { createLatencyReservoir, type LatencyReservoir } from './latency.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createOmissions, type Omissions } from './omissions.ts';
import type { OwedTranslations } from './owed-translations.ts';
import type { CaptureClient } from './session-messages.ts';
import { createRecogniserStandIn, type RecogniserStandIn } from './stand-in.ts';
import { createSoundWatch, type SoundWatch } from './sound-watch.ts';
import type { Talker } from './talk.ts';
import { NO_ENGINE, RECOGNISER_LANE, servedInTurn } from './watched-engines.ts';

/** What a capture starts from: the client's hello, what the store knows of it, and what its session gives it. */
export class Capture {
  readonly captureId: string;
  /** Watched for the session: its engines, as they work for this capture. */
  readonly recogniserWatch: EngineWatch;
  readonly partialsWatch: EngineWatch;
  readonly standIn: RecogniserStandIn;
  readonly translatorWatch: EngineWatch;
  /** The connected client; null while there is none. */
  #client: CaptureClient | null = null;
  readonly #deps: CaptureDeps;
  /** What each frame asks for, without the way through what is joined of many parts. */
  readonly #clock: Clock;
  readonly #metrics: Pick<Metrics, 'heard'>;
  readonly #isLive: boolean;
  readonly #start: CaptureStart;
  readonly #over = new AbortController();
  readonly #ingest: Ingest;
  readonly #ledger: Ledger;
  readonly #screen: CueScreen;
  readonly #latency: LatencyReservoir;
  /** Finals of before that viewers had not finished reading. */
  #unread: readonly StoredFinal[] = [];
  readonly #soundWatch: SoundWatch;
  readonly #gapsLeft: Allowance;
  readonly #omissions: Omissions;
  readonly #talker: Talker;
  /** As it was told last. */
  #isAnotherLanguage = false;
  /** As its client's: both go on from where they began, so that the wall clock may be set in mid-capture. */
  readonly #steady: Clock;
  /** Frames from here on are new; those before were kept during an outage and tell nothing about the path. */
  #liveFromSample = 0;
  #capturedThrough = 0;
  #status: CaptureState['status'] = 'listening';
  #account: Promise<AudioAccount> | null = null;
  #work: Promise<void> = Promise.resolve();

  private constructor(deps: CaptureDeps, start: CaptureStart) {
    const { hello, capture, publisher } = start;
    const { clock, settings } = deps;
    const { captureId, committedThrough } = capture;
    this.#deps = deps;
    this.#clock = clock;
    this.#metrics = deps.metrics;
    this.#isLive = hello.pace === 'live';
    this.#start = start;
    this.captureId = captureId;
    this.#soundWatch = createSoundWatch(clock.monotonicMs());
    this.#steady = steadyClock(clock);
    this.#latency = createLatencyReservoir({ onAdd: (ms) => deps.metrics.took('capture_to_daemon', ms) });
    this.#gapsLeft = gapAllowance(captureId, deps);
    const { signal } = this.#over;
    const watched = { clock, onChange: start.onChange };
    this.recogniserWatch = createEngineWatch({ ...watched, engine: () => deps.stt.info }, signal);
    this.partialsWatch = createEngineWatch({ ...watched, engine: () => (deps.stt.partials ?? deps.stt).info }, signal);
    this.standIn = createRecogniserStandIn({ captureId, stt: deps.stt, log: deps.log, ...watched });
    this.translatorWatch = createEngineWatch({ ...watched, engine: () => deps.translator?.info ?? NO_ENGINE }, signal);
    this.#omissions = createOmissions({
      clock,
      log: deps.log,
      publisher,
      count: deps.countOmission,
      staysMs: () => start.tileSettings().cueDurationMs,
      onChange: start.onChange,
    });
    const share = deps.backlog.open();
    signal.addEventListener('abort', () => share.close(), { once: true });
    this.#ingest = openIngest({
      // Context before the commit is welcome but not needed: a client that has forgotten it sends what it has.
      resumeFromSample: Math.max(resumeSample(committedThrough), Math.min(hello.oldestSample, committedThrough)),
      maxBacklogSamples: settings.maxBacklogSamples,
      share,
      onFull: (full) => deps.log.warn({ captureId, full }, 'The backlog is full: sound is dropped until there is room.'),
      onDrop: (_gap, full) =>
        this.recogniserWatch.skipped(RECOGNISER_LANE, backlogFull(full, deps.stt.info.name, settings.maxBacklogSamples)),
    });
    this.#talker = deps.talk.join({
      receivedThrough: () => this.#ingest.receivedThrough,
      isLive: hello.pace === 'live',
      engine: () => deps.stt.info,
      settings: () => settings.speech,
    });
    signal.addEventListener('abort', () => this.#talker.leave(), { once: true });
    this.#ledger = createLedger({ committedThrough, onAck: (throughSample) => this.#client?.ack({ captureId, throughSample }) });
    const { cueDurationMs } = start.tileSettings();
    this.#screen = openCueScreen(
      {
        cueDurationMs,
        clock,
        show: (update) => {
          this.#client?.cue(update);
          publisher.event({ type: 'cue', update });
        },
      },
      signal,
    );
  }

  /** Takes a capture up where the store left it. Rejects with `storage`. */
  static async open(deps: CaptureDeps, start: CaptureStart): Promise<Capture> {
    const opened = new Capture(deps, start);
    const { captureId } = opened;
    opened.#gapsLeft.startAt((await deps.store.gaps(captureId)).length);
    const finals = await deps.store.transcripts(start.capture.sessionId);
    const unreadSinceMs = deps.clock.nowMs() - start.tileSettings().cueDurationMs;
    const isUnread = (sample: number): boolean => opened.#wallClockOf(sample) >= unreadSinceMs;
    opened.#unread = finals.filter(({ transcript }) => transcript.captureId === captureId && isUnread(transcript.endSample));
    return opened;
  }

  /** Begins to read. Once. */
  start(): void {
    this.#screen.stayAtLeast(this.#start.tileSettings().cueDurationMs);
    this.#screen.showAgain(this.#unread);
    this.#unread = [];
    this.#work = this.#run();
    // Whoever ends the capture hears of it too; here it is told to the client and to the session.
    this.#work.catch((error: unknown) => this.#fail(error));
  }

  get client(): CaptureClient | null {
    return this.#client;
  }

  /**
   * A newer connection takes over; the one before is told so. Throws `bad-request`, and nothing changes, when sound is missing before what
   * the client still has, and that would be one gap too many.
   */
  attach(hello: CaptureHello, client: CaptureClient): AttachedAt {
    const from = this.#ingest.receivedThrough;
    const isMissing = this.#account === null && hello.oldestSample > from;
    if (isMissing && !this.#gapsLeft.take()) throw new SubcamError('bad-request', TOO_MANY_GAPS);
    this.#fault(new SubcamError('stale-connection', 'A newer connection of this capture has taken over.'));
    this.#client = client;
    if (isMissing) this.#ingest.pushGap({ firstSample: from, sampleCount: hello.oldestSample - from, reason: 'buffer-evicted' });
    this.#liveFromSample = hello.nextSample;
    this.#capturedThrough = Math.max(this.#capturedThrough, hello.nextSample);
    return {
      resumeFromSample: this.#ingest.receivedThrough,
      committedThrough: this.#ledger.committedThrough,
      cues: this.#screen.current(),
    };
  }

  /** Returns whether this was still the connected client. */
  detach(client: CaptureClient): boolean {
    if (this.#client !== client) return false;
    this.#client = null;
    return true;
  }

  /** Throws `frame-out-of-order` on a hole, `bad-request` after the end. */
  audio(frame: AudioFrame): void {
    if (this.#account !== null) throw new SubcamError('bad-request', 'This capture has ended: a new one needs a new id.');
    const nowMs = this.#clock.monotonicMs();
    const endSample = frame.firstSample + frame.samples.length;
    this.#ingest.push(frame);
    this.#capturedThrough = Math.max(this.#capturedThrough, endSample);
    this.#soundWatch.heard(frame.samples, nowMs);
    this.#talker.heard(nowMs);
    const tellsLatency = this.#isLive && frame.firstSample >= this.#liveFromSample;
    if (tellsLatency) this.#latency.add(this.#steady.nowMs() - this.#wallClockOf(endSample));
    this.#metrics.heard(frame.samples.byteLength);
  }

  /** Told when everything that came before it is settled, with what is still being said there; not told of a capture that fails or ends. */
  mark(reached: MarkReached): void {
    this.#ingest.mark(reached);
  }

  /** Sound that its client will never send. Throws `bad-request` for one gap too many. */
  missing(sampleCount: number): void {
    if (!this.#gapsLeft.take()) throw new SubcamError('bad-request', TOO_MANY_GAPS);
    this.#ingest.pushGap({ firstSample: this.#ingest.receivedThrough, sampleCount, reason: 'client-lost' });
    this.#capturedThrough = Math.max(this.#capturedThrough, this.#ingest.receivedThrough);
  }

  /** Rejects with `storage`, `frame-out-of-order`, or `bad-request` for a reason that is not the client's to give, or one gap too many. */
  async gap(gap: AudioGap): Promise<void> {
    switch (gap.reason) {
      case 'source-gap':
        // Its samples come as silence.
        if (!this.#gapsLeft.take()) return;
        if (await this.#commit(() => this.#deps.store.recordGap(this.captureId, gap))) this.#start.publisher.event({ type: 'gap', gap });
        return;
      case 'buffer-evicted':
        // Without it the sound after it has no place, so it can't be left out.
        if (!this.#gapsLeft.take()) throw new SubcamError('bad-request', TOO_MANY_GAPS);
        this.#ingest.pushGap(gap);
        return;
      case 'engine-unavailable':
      case 'client-lost':
        throw new SubcamError(
          'bad-request',
          `A client reports gaps as source-gap or buffer-evicted; ${gap.reason} is the daemon's to say.`,
        );
    }
  }

  /** How the tile looks from now on: its cues stay as long as is wanted now, and its client is told. */
  tileSettingsChanged(settings: TileSettings): void {
    this.#screen.stayAtLeast(settings.cueDurationMs);
    this.#client?.tileSettings(settings);
  }

  /** Looks whether sound still arrives, in which language, and whether it is read late, as long as any is to come; returns whether that is another answer than last time. */
  lookForSound(): boolean {
    if (this.#account !== null) return false;
    const status = this.#soundWatch.status(this.#deps.clock.monotonicMs());
    const { isAnotherLanguage } = this.#omissions;
    const isLatenessNew = this.#talker.look();
    const isChange = isLatenessNew || status !== this.#status || isAnotherLanguage !== this.#isAnotherLanguage;
    this.#status = status;
    this.#isAnotherLanguage = isAnotherLanguage;
    return isChange;
  }

  /**
   * Everything before `nextSample` becomes final, every translation is settled. Asked twice, it answers the same.
   * Rejects with `frame-out-of-order` when sound before `nextSample` was never sent, or with what the capture failed of.
   */
  end(nextSample: number): Promise<AudioAccount> {
    return this.#close(nextSample, () => Promise.resolve());
  }

  /** The client is gone for good: what it sent becomes final, what it had captured and not sent is a gap. */
  lose(): Promise<AudioAccount> {
    return this.#close(this.#ingest.receivedThrough, async () => {
      const firstSample = this.#ledger.committedThrough;
      const sampleCount = this.#capturedThrough - firstSample;
      if (sampleCount <= 0) return;
      const gap = { firstSample, sampleCount, reason: 'client-lost' } as const;
      await this.#commit(() => this.#deps.store.recordGap(this.captureId, gap));
      this.#start.publisher.event({ type: 'gap', gap });
    });
  }

  /** Stops at once. What is not committed stays with the client, which sends it again after the next start. */
  async suspend(): Promise<void> {
    this.#over.abort(new SubcamError('aborted', 'The capture was suspended; its client resumes it.', { retryable: true }));
    await Promise.allSettled([this.#work]);
  }

  /** null: it works in time, as far as is known. */
  get recogniserTrouble(): EngineTrouble | null {
    return this.#talker.troubleOr(this.recogniserWatch.trouble);
  }

  /** One past the last sample that has come. */
  get receivedThrough(): number {
    return this.#ingest.receivedThrough;
  }

  state(): CaptureState {
    return {
      captureId: this.captureId,
      source: this.#start.hello.source,
      status: this.#status,
      receivedThrough: this.#ingest.receivedThrough,
      committedThrough: this.#ledger.committedThrough,
      ackedThrough: this.#ledger.ackedThrough,
      captureToDaemonMs: this.#latency.summary(),
      ...this.#omissions.told,
    };
  }

  #run(): Promise<void> {
    const { hello, capture, flow, timeline, answersFor, publisher } = this.#start;
    const hasContext = hello.oldestSample <= leastContextSample(capture.committedThrough);
    const { recogniserWatch, partialsWatch, translatorWatch } = this;
    const [ingest, ledger, screen] = [this.#ingest, this.#ledger, this.#screen];
    const judging = {
      anotherLanguageBelow: () => this.#deps.settings.anotherLanguageBelow,
      onOmission: (omission: Omit<Omission, 'captureId'>): void => {
        const { captureId } = this;
        this.#omissions.add({ captureId, ...omission });
        screen.cameToNothing({ captureId, firstSample: omission.firstSample });
      },
      onFinalRead: (final: { readonly isStandIn: boolean }) => this.standIn.finalRead(final),
    };
    const run = {
      hello,
      capture,
      hasContext,
      timeline,
      answersFor,
      publisher: this.#omissions.listeningTo(publisher),
      ingest,
      ledger,
      screen,
      judging,
      talker: this.#talker,
      steady: this.#steady,
      onTranslationQueue: (queue: OwedTranslations) => this.#deps.owed.follow(queue, this.#over.signal),
      onAskedAgain: () => this.#omissions.askedAgain(),
      recogniserWatch,
      partialsWatch,
      translatorWatch,
    };
    return runCapture(run, servedInTurn(this.#deps, flow), this.#over.signal);
  }

  async #close(nextSample: number, settleRest: () => Promise<void>): Promise<AudioAccount> {
    if (this.#account === null) {
      // What is committed need not have come again.
      const isSettled = nextSample <= this.#ledger.committedThrough;
      this.#ingest.end(isSettled ? Math.min(nextSample, this.#ingest.receivedThrough) : nextSample);
      this.#capturedThrough = Math.max(this.#capturedThrough, nextSample);
      this.#account = this.#work.then(settleRest).then(() => this.#settle());
    }
    return await this.#account;
  }

  async #settle(): Promise<AudioAccount> {
    this.#ledger.release();
    const account = audioAccount({
      capturedSamples: this.#capturedThrough,
      committedThrough: this.#ledger.committedThrough,
      ackedThrough: this.#ledger.ackedThrough,
      gaps: await this.#deps.store.gaps(this.captureId),
    });
    this.#status = 'ended';
    this.#start.onChange();
    this.#start.publisher.event({ type: 'closed', captureId: this.captureId, audio: account });
    this.#over.abort(new SubcamError('aborted', 'The capture has ended.'));
    return account;
  }

  #fail(thrown: unknown): void {
    if (this.#over.signal.aborted) return;
    const error = toSubcamError(thrown);
    this.#over.abort(error);
    this.#fault(error);
    this.#start.onFailed(error);
  }

  /** The connected client's connection is over, and why. */
  #fault(error: SubcamError): void {
    const client = this.#client;
    this.#client = null;
    client?.fault(error);
  }

  #commit<T>(write: () => Promise<T>): Promise<T> {
    const { clock, log } = this.#deps;
    return commitDurably(write, { clock, log }, this.#over.signal);
  }

  #wallClockOf(sample: number): number {
    return this.#start.capture.startedAtMs + samplesToMs(sample);
  }
}
