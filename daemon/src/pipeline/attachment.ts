// A connected client -> what it may do with its capture, for as long as no newer connection has taken over.
import { SubcamError, type AudioAccount, type AudioGap, type MeetingEvent, type TileReport, type TileSettings } from '@subcam/shared';
import type { CaptureWelcome, PcmPacket } from '@subcam/shared/wire';
import type { Provisional } from '../audio/index.ts';
import type { Capture } from './capture.ts';
import type { CaptureClient } from './session-messages.ts';

/** What a connected client can do with its capture; once a newer connection has taken over, everything throws `stale-connection`. */
export interface Attachment {
  readonly welcome: CaptureWelcome;
  /** Throws `stale-connection` for a packet of another epoch, `frame-out-of-order` on a hole. */
  audio(packet: PcmPacket): void;
  gap(gap: AudioGap): Promise<void>;
  /** So many samples that come next were never sent, and will not be. */
  missing(sampleCount: number): void;
  /**
   * Resolves when everything that was sent so far is read, and committed as far as it is over: with what is still being said at its end,
   * as it is read so far, which changes nothing of its final; null: nothing is. Never settles for a capture that fails or is suspended.
   */
  settled(): Promise<Provisional | null>;
  meeting(event: MeetingEvent): Promise<void>;
  tile(report: TileReport): void;
  /** As `Session.setTileSettings`. */
  tileSettings(settings: TileSettings): Promise<void>;
  /** Resolves when everything before `nextSample` is settled. */
  end(nextSample: number): Promise<AudioAccount>;
  /** The connection is gone; the capture waits for the next one. Idempotent. */
  detach(): void;
}

export interface AttachmentDeps {
  readonly welcome: CaptureWelcome;
  readonly capture: Capture;
  readonly client: CaptureClient;
  readonly connectionEpoch: number;
  /** What concerns the whole session. */
  readonly session: Pick<Attachment, 'meeting' | 'tile' | 'tileSettings' | 'end'>;
  /** The client's connection was the current one, and is gone. */
  readonly onDetached: () => void;
}

export function createAttachment(deps: AttachmentDeps): Attachment {
  const { welcome, capture, client, connectionEpoch, session } = deps;
  const checkCurrent = (): void => {
    if (capture.client === client) return;
    throw new SubcamError('stale-connection', 'A newer connection of this capture has taken over: say hello again with a higher epoch.');
  };
  return {
    welcome,
    audio: (packet) => {
      if (packet.connectionEpoch !== connectionEpoch) {
        throw new SubcamError('stale-connection', `This packet is of connection ${packet.connectionEpoch}, not ${connectionEpoch}.`);
      }
      checkCurrent();
      capture.audio(packet.frame);
    },
    gap: async (gap) => {
      checkCurrent();
      await capture.gap(gap);
    },
    missing: (sampleCount) => {
      checkCurrent();
      capture.missing(sampleCount);
    },
    settled: () => {
      checkCurrent();
      return new Promise((resolve) => {
        capture.mark(resolve);
      });
    },
    meeting: async (event) => {
      checkCurrent();
      await session.meeting(event);
    },
    tile: (report) => {
      checkCurrent();
      session.tile(report);
    },
    tileSettings: async (settings) => {
      checkCurrent();
      await session.tileSettings(settings);
    },
    end: async (nextSample) => {
      checkCurrent();
      return await session.end(nextSample);
    },
    detach: () => {
      if (capture.detach(client)) deps.onDetached();
    },
  };
}
