// What one client contributes of one meeting: its languages, its tile, its captures, who is in the meeting, and who hears of it.
import {
  SubcamError,
  type AudioAccount,
  type CueUpdate,
  type OpenedCapture,
  type SessionState,
  type TileReport,
  type TileSettings,
} from '@subcam/shared';
import type { CaptureHello, CaptureWelcome } from '@subcam/shared/wire';
import { languagesAskedFor, type AskedLanguages } from './languages-asked-for.ts';
import { openTimeline, type MeetingTimelineOnce } from './read-timeline.ts';
import { createTurns } from '../lib/turns.ts';
import { meetingEventAllowance } from './allowance.ts';
import { Capture } from './capture.ts';
import type { SessionDeps } from './pipeline-deps.ts';
import { commitDurably } from './commit.ts';
import { createAttachment, type Attachment } from './attachment.ts';
import { createPublisher, type Publisher } from './publisher.ts';
import type { CaptureClient } from './session-messages.ts';
import type { SessionStart } from './session-start.ts';
import { settleAbandonedSession } from './abandoned-session.ts';
import {
  attachTo,
  checkRoom,
  isAwaited,
  loseClient,
  receivedSamplesOf,
  suspendAll,
  waitForClient,
  type RunningCapture,
} from './running-capture.ts';
import { sessionStateOf } from './session-state.ts';
import { createSessionHolds } from './session-holds.ts';
import { createSessionTile, type SessionTile } from './session-tile.ts';
import { watchState } from './state-watch.ts';
import { createToldEvents, type ToldEvents } from './told-events.ts';
import { createTroubleLog, type TroubleLog } from './trouble-log.ts';

export class Session {
  readonly sessionId: string;
  /** The name that its client gave itself last. */
  clientName = '';
  readonly #deps: SessionDeps;
  readonly #start: SessionStart;
  readonly #publisher: Publisher;
  readonly #troubles: TroubleLog;
  readonly #told: ToldEvents;
  readonly #captures = new Map<string, RunningCapture>();
  readonly #holds = createSessionHolds(() => void this.#letGo());
  /** Hellos under way: while there are any, the session is not over. */
  #opening = 0;
  /** Captures that are being opened, by their ids: they count for the limit. */
  readonly #reserved = new Set<string>();
  /** Hellos of one capture take turns. */
  readonly #turns = createTurns();
  /** Who is in the meeting; read from the store once, for all captures. */
  readonly #timeline: MeetingTimelineOnce;
  /** null: no capture was opened yet. */
  #tile: SessionTile | null = null;
  /** As its client asked for last. */
  #languages: AskedLanguages = { sourceLanguage: 'auto', spoken: [], targetLanguages: [], twoWay: false };
  #watching: AbortController | null = null;
  /** The session is being closed in the store; who comes meanwhile waits for that. */
  #closing: Promise<void> | null = null;
  /** Settling what an earlier daemon left; given up for a client that comes after all. */
  #settling: AbortController | null = null;
  /** Whether it is open in the store, as far as this object knows. */
  #isOpenInStore = false;
  #isSuspended = false;

  constructor(deps: SessionDeps, start: SessionStart) {
    const { sessionId, listener } = start;
    this.sessionId = sessionId;
    this.#deps = deps;
    this.#start = start;
    this.#publisher = createPublisher({ sessionId, clock: deps.clock, listener });
    this.#troubles = createTroubleLog({ sessionId, clock: deps.clock, log: deps.log });
    this.#timeline = openTimeline(deps.store, sessionId, { startAt: (events) => this.#told.startAt(events) });
    this.#told = createToldEvents({
      allowance: meetingEventAllowance(sessionId, deps),
      store: (event) => this.#commit(() => deps.store.recordMeetingEvent(sessionId, event)),
      onNews: async (event) => {
        (await this.#timeline.read()).record(event);
        this.#publisher.event({ type: 'meeting', event });
      },
    });
  }

  /** Whether a capture runs or is being opened, or somebody holds it open. */
  get isOccupied(): boolean {
    return this.isRunning || this.#opening > 0;
  }

  get isRunning(): boolean {
    return this.#captures.size > 0 || this.#holds.size > 0;
  }

  /** Whether all its clients are away, and none of its captures has been given up yet. */
  get isAway(): boolean {
    return this.isRunning && this.#opening === 0 && [...this.#captures.values()].every(isAwaited);
  }

  get receivedSamples(): number {
    return receivedSamplesOf(this.#captures.values());
  }

  /** Its clients are waited for no longer: what they sent becomes final. One that comes after all starts from the store. Never rejects. */
  async giveUp(): Promise<void> {
    this.#holds.giveUp();
    await Promise.allSettled([...this.#captures.values()].map((entry) => this.#loseClient(entry)));
  }

  /** As `giveUp`, also of clients that are connected: they are told why. What a client left that did not come back is settled no further. Never rejects. */
  async end(reason: SubcamError): Promise<void> {
    for (const capture of this.#running()) capture.client?.fault(reason);
    await this.giveUp();
    this.#settling?.abort(reason);
    await Promise.allSettled([this.#closing]);
  }

  /** Opens a capture, or takes it up where it was. Rejects with `stale-connection`, `session-limit`, `storage`, `engine-unavailable`. */
  async attach(hello: CaptureHello, client: CaptureClient, clientName: string): Promise<Attachment> {
    const { captureId } = hello;
    this.clientName = clientName;
    this.#opening += 1;
    try {
      return await this.#turns.take(captureId, async () => {
        if (this.#isSuspended)
          throw new SubcamError('engine-unavailable', 'The daemon is stopping: connect again later.', { retryable: true });
        this.#reserve(captureId);
        return this.#attachmentOf(await this.#open(hello, clientName), hello, client);
      });
    } finally {
      this.#reserved.delete(captureId);
      this.#opening -= 1;
      if (!this.isOccupied && this.#closing === null) this.#empty();
    }
  }

  /** Keeps it open while no capture of it runs. Returns the way to let go; `onGivenUp`: it was ended all the same, to make room for another. */
  hold(onGivenUp: () => void): () => void {
    return this.#holds.take(onGivenUp);
  }

  state(): SessionState {
    return sessionStateOf({
      sessionId: this.sessionId,
      captures: this.#running(),
      languages: this.#languages,
      reported: this.#tile?.reported ?? null,
      deps: this.#deps,
    });
  }

  /**
   * How the tile looks from now on, clamped to the contract's limits: every client of the session is told at once, readers once for all
   * captures. Resolves when it is stored; rejects with `storage`.
   */
  async setTileSettings(given: TileSettings): Promise<void> {
    const tile = this.#sessionTile();
    tile.set(given);
    this.#tellTileSettings();
    const { settings } = tile;
    await this.#commit(() => this.#deps.store.saveTileSettings(this.sessionId, settings));
  }

  tileDefaultsChanged(): void {
    if (this.#sessionTile().isDefault) this.#tellTileSettings();
  }

  /** A cue that is not of the session's own sound. Whoever shows it also removes it. */
  showCue(update: CueUpdate): void {
    this.#sessionTile().show(update);
    for (const capture of this.#running()) capture.client?.cue(update);
    this.#publisher.event({ type: 'cue', update });
  }

  /**
   * A session that an earlier daemon left open, or whose last capture failed, and whose client has not come back: the translations that
   * it is owed are made, and it is closed. Given up when its client comes after all. Rejects with `storage`.
   */
  async settleAbandoned(): Promise<void> {
    if (this.isOccupied || this.#closing !== null) return;
    const settling = new AbortController();
    this.#settling = settling;
    this.#closing = settleAbandonedSession(this.sessionId, this.#deps, settling.signal).finally(() => {
      this.#settling = null;
      this.#closing = null;
      this.#isOpenInStore = settling.signal.aborted;
      if (!this.isOccupied) this.#empty();
    });
    await this.#closing;
  }

  /** Captures whose client is connected stop at once (it sends the rest to the next daemon); those that wait for one become final. */
  async suspend(): Promise<void> {
    this.#isSuspended = true;
    this.#settling?.abort(new SubcamError('aborted', 'The daemon is stopping.', { retryable: true }));
    await Promise.allSettled([this.#turns.settled(), this.#closing]);
    await suspendAll(this.#captures.values(), { clock: this.#deps.clock, lose: (entry) => this.#loseClient(entry) });
    this.#watching?.abort();
    this.#captures.clear();
  }

  /** Room for a capture that does not run yet. Throws `session-limit`. */
  #reserve(captureId: string): void {
    if (this.#captures.has(captureId)) return;
    checkRoom(this.#captures.size + this.#reserved.size, this.#deps.settings.maxCapturesPerSession);
    this.#reserved.add(captureId);
  }

  async #open(hello: CaptureHello, clientName: string): Promise<RunningCapture> {
    const { store, clock, log } = this.#deps;
    const { captureId, meetingUrl, source, startedAtMs, connectionEpoch } = hello;
    const { sessionId } = this;
    this.#settling?.abort(new SubcamError('aborted', 'The client has come back.'));
    await Promise.allSettled([this.#closing]);
    await this.#captures.get(captureId)?.losing;
    const opened = await store.openCapture(
      { sessionId, meetingUrl, client: clientName, ...languagesAskedFor(hello), openedAtMs: clock.nowMs() },
      { captureId, sessionId, source, startedAtMs, connectionEpoch },
    );
    this.#isOpenInStore = true;
    this.#languages = languagesAskedFor(hello);
    await this.#takeTileWish(hello, opened);
    const known = this.#captures.get(captureId);
    if (known !== undefined) return known;
    const capture = await Capture.open(this.#deps, {
      hello,
      capture: opened.capture,
      flow: [clientName, sessionId],
      timeline: { ...(await this.#timeline.read()), caughtUp: () => this.#told.caughtUp() },
      tileSettings: () => this.#sessionTile().settings,
      answersFor: (other) => other === captureId || !this.#captures.has(other),
      publisher: this.#publisher,
      onChange: () => this.tellState(),
      onFailed: (error) => {
        log.error({ error, captureId }, 'A capture failed; its next connection starts from the last commit.');
        this.#forget(capture);
        if (!this.isOccupied) this.#empty();
      },
    });
    const entry: RunningCapture = { capture, waiting: null, losing: null };
    this.#captures.set(captureId, entry);
    this.#publisher.event({ type: 'opened', captureId, startedAtMs: opened.capture.startedAtMs, state: this.state() });
    this.#publisher.event({ type: 'tile-settings', settings: this.#sessionTile().settings });
    capture.start();
    this.#watch();
    log.info({ sessionId, captureId, committedThrough: opened.capture.committedThrough }, 'A capture is open.');
    return entry;
  }

  /** The settings that were stored of the session count until its client asks for others than last time. */
  async #takeTileWish({ captureId, tile: wish }: CaptureHello, { capture, tileSettings }: OpenedCapture): Promise<void> {
    const tile = (this.#tile ??= createSessionTile(tileSettings, () => this.#deps.settings.tile));
    if (wish === undefined) return;
    const { newWish, isChange } = tile.hello(captureId, wish, capture.tileWish);
    if (isChange) this.#tellTileSettings();
    if (newWish === null) return;
    await this.#deps.store.saveTileSettings(this.sessionId, tile.settings, { captureId, tile: newWish });
  }

  #sessionTile(): SessionTile {
    return (this.#tile ??= createSessionTile(null, () => this.#deps.settings.tile));
  }

  #running(): readonly Capture[] {
    return [...this.#captures.values()].map(({ capture }) => capture);
  }

  #attachmentOf(entry: RunningCapture, hello: CaptureHello, client: CaptureClient): Attachment {
    const { capture } = entry;
    const { resumeFromSample, committedThrough, cues } = attachTo(entry, hello, { client, onRefused: () => this.#waitForClient(entry) });
    const welcome: CaptureWelcome = {
      sessionId: this.sessionId,
      resumeFromSample,
      committedThrough,
      cues: [...cues, ...this.#sessionTile().otherCues()],
      state: this.state(),
      tile: this.#sessionTile().settings,
    };
    return createAttachment({
      welcome,
      capture,
      client,
      connectionEpoch: hello.connectionEpoch,
      session: {
        meeting: (event) => this.#told.take(event),
        tile: (report) => this.#takeTileReport(report),
        tileSettings: (given) => this.setTileSettings(given),
        end: (nextSample) => this.#end(capture, nextSample),
      },
      onDetached: () => this.#waitForClient(entry),
    });
  }

  #waitForClient(entry: RunningCapture): void {
    if (this.#captures.get(entry.capture.captureId) !== entry || this.#isSuspended) return;
    waitForClient(entry, this.#deps, () => void this.#loseClient(entry));
  }

  #takeTileReport(report: TileReport): void {
    this.#sessionTile().reported = { report, monotonicMs: this.#deps.clock.monotonicMs() };
    this.#publisher.event({ type: 'tile', report });
  }

  #tellTileSettings(): void {
    const { settings } = this.#sessionTile();
    for (const capture of this.#running()) capture.tileSettingsChanged(settings);
    if (this.#captures.size > 0) this.#publisher.event({ type: 'tile-settings', settings });
  }

  tellState(): void {
    const state = this.state();
    this.#troubles.tell(state.trouble);
    for (const capture of this.#running()) capture.client?.state(state);
    this.#publisher.event({ type: 'state', state });
  }

  /** Runs while captures do: tells what changes without a message, and that the daemon lives. */
  #watch(): void {
    if (this.#watching !== null) return;
    const watching = (this.#watching = new AbortController());
    const told = { captures: () => this.#running(), tell: () => this.tellState(), onIdle: () => void this.giveUp() };
    void watchState({ ...this.#deps, ...told }, watching.signal);
  }

  async #end(capture: Capture, nextSample: number): Promise<AudioAccount> {
    const account = await capture.end(nextSample);
    await this.#conclude(capture);
    return account;
  }

  /** After its account: the capture runs no longer, and with its last capture the session is closed. */
  async #conclude(capture: Capture): Promise<void> {
    const { clock, log, store } = this.#deps;
    if (!this.#forget(capture)) return;
    log.info({ sessionId: this.sessionId, captureId: capture.captureId }, 'A capture has ended.');
    if (this.isOccupied) {
      if (this.#captures.size === 0) this.tellState();
      return;
    }
    this.#reset();
    this.#closing = store.closeSession(this.sessionId, clock.nowMs());
    try {
      await this.#closing;
      this.#isOpenInStore = false;
    } finally {
      this.#closing = null;
      if (!this.isOccupied) this.#empty();
    }
  }

  /** Nobody may hold it open any more. Never rejects. */
  async #letGo(): Promise<void> {
    await this.settleAbandoned().catch((error: unknown) => {
      this.#deps.log.error({ error, sessionId: this.sessionId }, 'A session could not be closed; the next start tries again.');
    });
  }

  /** False, and nothing happens, for one that does not run any more: another may have taken its place. */
  #forget(capture: Capture): boolean {
    const entry = this.#captures.get(capture.captureId);
    if (entry?.capture !== capture) return false;
    entry.waiting?.abort();
    this.#captures.delete(capture.captureId);
    if (this.#captures.size > 0) return true;
    this.#watching?.abort();
    this.#watching = null;
    return true;
  }

  #empty(): void {
    this.#reset();
    this.#start.onEmpty(this.#isOpenInStore);
  }

  /** What is known only while captures run. */
  #reset(): void {
    this.#timeline.forget();
    this.#tile = null;
  }

  /** Never rejects. */
  #loseClient(entry: RunningCapture): Promise<void> {
    const { capture } = entry;
    const onFailed = (): void => {
      this.#forget(capture);
      if (!this.isOccupied && this.#closing === null) this.#empty();
    };
    return loseClient(entry, { log: this.#deps.log, conclude: () => this.#conclude(capture), onFailed });
  }

  #commit<T>(write: () => Promise<T>): Promise<T> {
    return commitDurably(write, this.#deps, this.#watching?.signal ?? new AbortController().signal);
  }
}
