// Connections that come and go -> one session: attaching, sound in, the end, and the account of what became of the sound.
import {
  samplesToMs,
  tileStateOf,
  toSubcamError,
  SubcamError,
  type AudioAccount,
  type AudioFrame,
  type AudioGap,
  type CaptureRow,
  type Cue,
  type CueUpdate,
  type MeetingEvent,
  type SessionState,
  type TileReport,
  type TileSettings,
  type TileState,
} from '@subcam/shared';
import type { CaptureHello, CaptureWelcome } from '@subcam/shared/wire';
import type { MeetingTimeline } from '../attribute/index.ts';
import { openIngest, type Ingest } from '../audio/index.ts';
import { resumeSample } from '../segment/index.ts';
import { createAnnouncer, type Announcer } from './announcer.ts';
import { audioAccount } from './audio-account.ts';
import { commitDurably } from './commit.ts';
import { openCueScreen, type CueScreen } from './cue-screen.ts';
import type { CaptureClient, HappeningListener } from './happening.ts';
import { createLatencyReservoir } from './latency.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { runSession, type SessionDeps } from './session.ts';
import { createSoundWatch, type SoundWatch } from './sound-watch.ts';

/** What a session starts from: the client's hello, and what the store knows of the capture. */
export interface SessionStart {
  readonly hello: CaptureHello;
  readonly capture: CaptureRow;
  readonly timeline: MeetingTimeline;
  /** Of its session, as they are now. */
  readonly tileSettings: () => TileSettings;
  /** That stand on its session's tile and are not of its sound. */
  readonly otherCues: () => readonly Cue[];
  readonly answersFor: (captureId: string) => boolean;
  readonly happen: HappeningListener;
  /** Called once when the session can't go on; the next connection of the capture starts from the last commit. */
  readonly onFailed: (error: SubcamError) => void;
}

/** How often the session looks whether sound still arrives. */
const WATCH_EVERY_MS = 500;

/** How often a connected client is told the state although it is the same: its sign that the daemon lives. */
const TELL_EVERY_MS = 2_000;

export class LiveSession {
  readonly sessionId: string;
  readonly captureId: string;
  readonly #deps: SessionDeps;
  readonly #start: SessionStart;
  readonly #over = new AbortController();
  readonly #announcer: Announcer;
  readonly #ingest: Ingest;
  readonly #ledger: Ledger;
  readonly #screen: CueScreen;
  readonly #latency = createLatencyReservoir();
  #tile: TileState | null = null;
  /** Finals of before that viewers had not finished reading. */
  #unread: Awaited<ReturnType<SessionDeps['store']['transcripts']>> = [];
  readonly #soundWatch: SoundWatch;
  /** Frames from here on are new; those before were kept during an outage and tell nothing about the path. */
  #liveFromSample = 0;
  #capturedThrough = 0;
  #translation: SessionState['translation'];
  #status: SessionState['status'] = 'listening';
  #account: Promise<AudioAccount> | null = null;
  #work: Promise<void> = Promise.resolve();

  private constructor(deps: SessionDeps, start: SessionStart) {
    const { hello, capture } = start;
    const { clock, settings } = deps;
    const { sessionId, captureId, committedThrough } = capture;
    this.#deps = deps;
    this.#start = start;
    this.sessionId = sessionId;
    this.captureId = captureId;
    this.#translation = hello.targetLanguages.length === 0 ? 'off' : 'ok';
    this.#soundWatch = createSoundWatch(clock.nowMs());
    const announcer = createAnnouncer({ sessionId, clock, happen: start.happen });
    this.#announcer = announcer;
    this.#ingest = openIngest({
      // Context before the commit is welcome but not needed: a client that has forgotten it sends what it has.
      resumeFromSample: Math.max(resumeSample(committedThrough), Math.min(hello.oldestSample, committedThrough)),
      maxBacklogSamples: settings.maxBacklogSamples,
      onDrop: (gap) => deps.log.warn({ captureId, samples: gap.sampleCount }, 'The backlog is full: sound is dropped.'),
    });
    this.#ledger = createLedger({ committedThrough, onAck: (throughSample) => announcer.ack({ captureId, throughSample }) });
    const { cueDurationMs } = start.tileSettings();
    this.#screen = openCueScreen({ cueDurationMs, clock, show: (update) => announcer.cue(update) }, this.#over.signal);
  }

  /** Takes a capture up where the store left it. Rejects with `storage`. */
  static async open(deps: SessionDeps, start: SessionStart): Promise<LiveSession> {
    const session = new LiveSession(deps, start);
    const finals = await deps.store.transcripts(session.sessionId);
    const unreadSinceMs = deps.clock.nowMs() - start.tileSettings().cueDurationMs;
    const isUnread = (sample: number): boolean => session.#wallClockOf(sample) >= unreadSinceMs;
    session.#unread = finals.filter(({ transcript }) => transcript.captureId === session.captureId && isUnread(transcript.endSample));
    return session;
  }

  /** Begins to read. Once. */
  start(): void {
    const { captureId, startedAtMs } = this.#start.capture;
    this.#announcer.tell({ type: 'opened', captureId, startedAtMs, state: this.state() });
    const settings = this.#start.tileSettings();
    this.#announcer.tell({ type: 'tile-settings', settings });
    this.#screen.stayAtLeast(settings.cueDurationMs);
    this.#screen.showAgain(this.#unread);
    this.#unread = [];
    this.#work = this.#run();
    // Whoever ends the session hears of it too; here it is told to the client and to the registry.
    this.#work.catch((error: unknown) => this.#fail(error));
    void this.#watchOver();
  }

  /** A newer connection takes over; the one before is told so. */
  attach(hello: CaptureHello, client: CaptureClient): CaptureWelcome {
    this.#announcer.fault(new SubcamError('stale-connection', 'A newer connection of this capture has taken over.'));
    this.#announcer.client = client;
    const from = this.#ingest.receivedThrough;
    if (this.#account === null && hello.oldestSample > from) {
      this.#ingest.pushGap({ firstSample: from, sampleCount: hello.oldestSample - from, reason: 'buffer-evicted' });
    }
    this.#liveFromSample = hello.nextSample;
    this.#capturedThrough = Math.max(this.#capturedThrough, hello.nextSample);
    return {
      sessionId: this.sessionId,
      resumeFromSample: this.#ingest.receivedThrough,
      committedThrough: this.#ledger.committedThrough,
      cues: [...this.#screen.current(), ...this.#start.otherCues()],
      state: this.state(),
      tile: this.#start.tileSettings(),
    };
  }

  isAttached(client: CaptureClient): boolean {
    return this.#announcer.client === client;
  }

  /** Returns whether this was still the connected client. */
  detach(client: CaptureClient): boolean {
    if (this.#announcer.client !== client) return false;
    this.#announcer.client = null;
    return true;
  }

  /** Throws `frame-out-of-order` on a hole, `bad-request` after the end. */
  audio(frame: AudioFrame): void {
    if (this.#account !== null) throw new SubcamError('bad-request', 'This capture has ended: a new one needs a new id.');
    const nowMs = this.#deps.clock.nowMs();
    const endSample = frame.firstSample + frame.samples.length;
    this.#ingest.push(frame);
    this.#capturedThrough = Math.max(this.#capturedThrough, endSample);
    this.#soundWatch.heard(frame.samples, nowMs);
    const tellsLatency = this.#start.hello.pace === 'live' && frame.firstSample >= this.#liveFromSample;
    if (tellsLatency) this.#latency.add(nowMs - this.#wallClockOf(endSample));
  }

  /** Rejects with `storage`, `frame-out-of-order`, or `bad-request` for a reason that is not the client's to give. */
  async gap(gap: AudioGap): Promise<void> {
    switch (gap.reason) {
      case 'source-gap':
        // Its samples come as silence.
        if (await this.#commit(() => this.#deps.store.recordGap(this.captureId, gap))) this.#announcer.gap(gap);
        return;
      case 'buffer-evicted':
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

  /** Rejects with `storage`. */
  async meeting(event: MeetingEvent): Promise<void> {
    const isNews = await this.#commit(() => this.#deps.store.recordMeetingEvent(this.sessionId, event));
    if (!isNews) return;
    this.#start.timeline.record(event);
    this.#announcer.tell({ type: 'meeting', event });
  }

  tile(report: TileReport): void {
    this.#tile = tileStateOf(report, this.#deps.clock.nowMs());
    this.#announcer.tell({ type: 'tile', report });
  }

  /** A cue that is not of this capture. Readers hear of it once for all captures of the session. */
  show(update: CueUpdate): void {
    this.#announcer.client?.cue(update);
  }

  /** Its client is told, and its cues stay as long as is wanted now. */
  tileSettingsChanged(): void {
    const settings = this.#start.tileSettings();
    this.#screen.stayAtLeast(settings.cueDurationMs);
    this.#announcer.tileSettings(settings);
  }

  /**
   * Everything before `nextSample` becomes final, every translation is settled. Asked twice, it answers the same.
   * Rejects with `frame-out-of-order` when sound before `nextSample` was never sent, or with what the session failed of.
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
      this.#announcer.gap(gap);
    });
  }

  /** Stops at once. What is not committed stays with the client, which sends it again after the next start. */
  async suspend(): Promise<void> {
    this.#over.abort(new SubcamError('aborted', 'The session was suspended; its client resumes it.', { retryable: true }));
    await Promise.allSettled([this.#work]);
  }

  state(): SessionState {
    const { hello } = this.#start;
    const { vadFactory, stt, translator } = this.#deps;
    const isTranslated = hello.targetLanguages.length > 0;
    return {
      sessionId: this.sessionId,
      captureId: this.captureId,
      status: this.#status,
      engines: { vad: vadFactory.info, stt: stt.info, translator: isTranslated ? (translator?.info ?? null) : null },
      sourceLanguage: hello.sourceLanguage,
      targetLanguages: hello.targetLanguages,
      translation: this.#translation,
      receivedThrough: this.#ingest.receivedThrough,
      committedThrough: this.#ledger.committedThrough,
      ackedThrough: this.#ledger.ackedThrough,
      captureToDaemonMs: this.#latency.summary(),
      tile: this.#tile,
    };
  }

  #run(): Promise<void> {
    const { hello, timeline, answersFor } = this.#start;
    const { committedThrough } = this.#start.capture;
    // Without the sound before the commit nothing of it can be gone back to: the segmenter begins anew at the commit.
    const hasContext = hello.oldestSample <= resumeSample(committedThrough);
    const capture = hasContext ? this.#start.capture : { ...this.#start.capture, segmenterState: null };
    const onTranslation = (state: 'ok' | 'failing'): void => {
      if (this.#translation === state) return;
      this.#translation = state;
      this.#announcer.state(this.state());
    };
    const [ingest, ledger, screen, announcer] = [this.#ingest, this.#ledger, this.#screen, this.#announcer];
    const run = { hello, capture, timeline, answersFor, onTranslation, ingest, ledger, screen, announcer };
    return runSession(run, this.#deps, this.#over.signal);
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
    this.#announcer.state(this.state());
    this.#announcer.tell({ type: 'closed', audio: account });
    this.#over.abort(new SubcamError('aborted', 'The session has ended.'));
    return account;
  }

  #fail(thrown: unknown): void {
    if (this.#over.signal.aborted) return;
    const error = toSubcamError(thrown);
    this.#over.abort(error);
    this.#announcer.fault(error);
    this.#start.onFailed(error);
  }

  async #watchOver(): Promise<void> {
    const { clock } = this.#deps;
    const { signal } = this.#over;
    let toldAtMs = clock.nowMs();
    while (!signal.aborted) {
      const nowMs = clock.nowMs();
      const status = this.#soundWatch.status(nowMs);
      const isConnected = this.#announcer.client !== null;
      if (status !== this.#status || (isConnected && nowMs - toldAtMs >= TELL_EVERY_MS)) {
        this.#status = status;
        this.#announcer.state(this.state());
        toldAtMs = nowMs;
      }
      // Cancelled with the session, which ends the loop.
      await Promise.allSettled([clock.sleep(WATCH_EVERY_MS, signal)]);
    }
  }

  #commit<T>(write: () => Promise<T>): Promise<T> {
    const { clock, log } = this.#deps;
    return commitDurably(write, { clock, log }, this.#over.signal);
  }

  #wallClockOf(sample: number): number {
    return this.#start.capture.startedAtMs + samplesToMs(sample);
  }
}
