// LinkConnection: the interface that the socket to the daemon implements. One connection is opened, greeted, used and closed; it never reconnects by itself.
import type { AudioAccount, CueUpdate, MeetingEvent, SessionState, TileReport, TileSettings } from '@subcam/shared';
import type { CaptureAck, CaptureHello, CaptureWelcome, GapNotice, WireError } from '@subcam/shared/wire';

/** What comes from the daemon while a connection lives. Nothing is called after `onClosed`. */
export interface LinkConnectionListener {
  onAck(ack: CaptureAck): void;
  onCue(update: CueUpdate): void;
  onState(state: SessionState): void;
  onTileSettings(settings: TileSettings): void;
  onFault(error: WireError): void;
  /** Once; `reason` in words. */
  onClosed(reason: string): void;
}

/** Sends are fire-and-forget: a closed connection drops them, since the cursor of the next one starts where the daemon says. */
export interface LinkConnection {
  /** Rejects with the daemon's SubcamError, or `network` (retryable) when the connection goes first. */
  hello(hello: CaptureHello): Promise<CaptureWelcome>;
  audio(packet: Uint8Array): void;
  gap(notice: GapNotice): void;
  meeting(event: MeetingEvent): void;
  tile(report: TileReport): void;
  tileSettings(settings: TileSettings): void;
  /** Answered when everything before `nextSample` is settled; rejects like `hello`. */
  end(nextSample: number): Promise<AudioAccount>;
  /** At once and for good; `onClosed` is not called for it. */
  close(): void;
}

/** Rejects with a SubcamError: retryable when the same daemon may admit us later. */
export type OpenLinkConnection = (listener: LinkConnectionListener, signal: AbortSignal) => Promise<LinkConnection>;
