// One source of sound -> the daemon: its frames, kept until they are acknowledged, its link, and the status of both.
import { SubcamError, toSubcamError } from '@subcam/shared';
import { createSoundMeter } from '../capture/sound-meter.ts';
import { createSoundSource } from '../capture/sound-source.ts';
import { createWallClockStamp } from '../capture/source-timeline.ts';
import { createCaptureLink, type CaptureIdentity, type CaptureLink, type CaptureLinkListener } from '../link/capture-link.ts';
import { createRetainedBuffer } from '../link/retained-buffer.ts';
import type { AudioAccount, Clock, MeetingEvent, SessionState, TileReport, TileSettings } from '@subcam/shared';
import type { WireError } from '@subcam/shared/wire';
import type { CaptureStatus } from '../bus/extension-status.ts';
import type { CapturedSound, OnPiece } from '../capture/captured-track.ts';
import type { OpenLinkConnection } from '../link/link-connection.ts';

/** Meeting events that came before the link could be made: it needs the instant of sample 0, a fifth of a second. */
const MAX_EARLY_EVENTS = 1_000;

export interface SoundStreamListener extends Pick<CaptureLinkListener, 'onWelcome' | 'onCue' | 'onTileSettings'> {
  /** Link or session are not what they were. */
  onChange(): void;
  /** Everything is settled, or will never be. The last call. */
  onEnded(): void;
}

export interface SoundStreamOptions {
  readonly identity: Omit<CaptureIdentity, 'startedAtMs'>;
  readonly openSound: (onPiece: OnPiece) => Promise<CapturedSound>;
  readonly openConnection: OpenLinkConnection;
  readonly listener: SoundStreamListener;
  readonly clock: Clock;
  /** 0–1. */
  readonly random: () => number;
  /** What nobody waits for. */
  readonly report: (error: unknown) => void;
}

/** What a capture says of itself, whatever its sound is of. */
export type SoundStreamStatus = Omit<CaptureStatus, 'tabId' | 'tile' | 'reading' | 'microphone' | 'counts'> & {
  readonly counts: Omit<CaptureStatus['counts'], 'malformedPageMessages'>;
};

export interface SoundStream {
  status(): SoundStreamStatus;
  meeting(event: MeetingEvent): void;
  tile(report: TileReport): void;
  setTile(settings: TileSettings): void;
  /** Ends the capture in order. Resolves, every time, with what became of its sound; null when the daemon did not say. */
  stop(): Promise<AudioAccount | null>;
}

/** Begins to capture. Rejects with what keeps the sound from being opened; after that what goes wrong is in the status. */
export async function startSoundStream(options: SoundStreamOptions): Promise<SoundStream> {
  const { identity, listener, clock } = options;
  const life = new AbortController();
  const buffer = createRetainedBuffer();
  const meter = createSoundMeter(clock.monotonicMs());
  const stamp = createWallClockStamp();
  const earlyEvents: MeetingEvent[] = [];
  let phase: SoundStreamStatus['phase'] = 'capturing';
  let startedAtMs: number | null = null;
  let tile: TileSettings | null = identity.tile ?? null;
  let link: CaptureLink | null = null;
  let session: SessionState | null = null;
  let account: AudioAccount | null = null;
  let failure: WireError | null = null;
  let sourceGaps = 0;
  let sourceGapSamples = 0;
  let droppedEarlyEvents = 0;

  function openLink(atMs: number): void {
    startedAtMs = atMs;
    link = createCaptureLink({
      open: options.openConnection,
      buffer,
      identity: { ...identity, ...(tile === null ? {} : { tile }), startedAtMs: atMs },
      listener: {
        onStatus: () => listener.onChange(),
        onWelcome: (welcome) => {
          session = welcome.state;
          listener.onWelcome(welcome);
          listener.onChange();
        },
        onCue: (update) => listener.onCue(update),
        onState: (state) => {
          session = state;
          listener.onChange();
        },
        onTileSettings: (settings) => listener.onTileSettings(settings),
      },
      clock,
      random: options.random,
    });
    for (const event of earlyEvents.splice(0)) link.meeting(event);
    void link.run(life.signal).catch(options.report);
  }

  const source = createSoundSource({
    onFrame: (frame) => {
      buffer.push(frame);
      meter.frame(frame, clock.monotonicMs());
      link?.pump();
    },
    onGap: (gap) => {
      sourceGaps += 1;
      sourceGapSamples += gap.sampleCount;
      buffer.note(gap);
    },
  });

  const sound = await options.openSound((piece, arrivedAtMs) => {
    const stampedMs = stamp.arrived(
      { timestampUs: piece.timestampUs, frameCount: piece.samples.length, rateHz: piece.rateHz },
      arrivedAtMs,
    );
    source.accept(piece);
    if (stampedMs !== null && link === null) openLink(stampedMs);
  });

  async function settle(): Promise<AudioAccount | null> {
    await sound.ended.catch((thrown: unknown) => {
      const { code, message, retryable } = toSubcamError(thrown);
      failure = { code, message, retryable };
      options.report(thrown);
    });
    phase = 'ending';
    source.finish();
    account = (await link?.end()) ?? null;
    phase = 'ended';
    listener.onEnded();
    life.abort(new SubcamError('aborted', 'The capture has ended.'));
    return account;
  }
  // The source may go by itself: the end is then told in the same order.
  const settled = settle();
  settled.catch(options.report);

  return {
    status: () => ({
      phase,
      sessionId: identity.sessionId,
      captureId: identity.captureId,
      startedAtMs,
      link: link?.status ?? { phase: 'connecting', error: null, connectionEpoch: 0 },
      sound: meter.status(clock.monotonicMs()),
      counts: {
        capturedSamples: buffer.nextSample,
        ackedThrough: link?.ackedThrough ?? 0,
        retainedSamples: buffer.nextSample - buffer.oldestSample,
        evictedSamples: buffer.evictedSamples,
        sourceGaps,
        sourceGapSamples,
        droppedMeetingEvents: droppedEarlyEvents + (link?.forgottenMeetingEvents ?? 0),
        droppedTileReports: link?.droppedTileReports ?? 0,
      },
      session,
      failure,
      account,
    }),
    meeting(event) {
      if (link !== null) {
        link.meeting(event);
        return;
      }
      earlyEvents.push(event);
      if (earlyEvents.length > MAX_EARLY_EVENTS) {
        earlyEvents.shift();
        droppedEarlyEvents += 1;
      }
    },
    tile: (report) => link?.tile(report),
    setTile(settings) {
      tile = settings;
      link?.setTile(settings);
    },
    stop() {
      sound.stop();
      return settled;
    },
  };
}
