// What the pipeline tells the outside: events and packets to whoever reads along, and the client of a capture.
import type { CueUpdate, SessionEvent, SessionState, SubcamError, TileSettings } from '@subcam/shared';
import type { CaptureAck, ContractPacket } from '@subcam/shared/wire';

/** In the order in which it became true. */
export type SessionMessage =
  | { readonly type: 'event'; readonly sessionId: string; readonly event: SessionEvent }
  | { readonly type: 'packet'; readonly sessionId: string; readonly packet: ContractPacket };

export type SessionListener = (message: SessionMessage) => void;

/** The connected client of a capture. Calls never throw and never wait. */
export interface CaptureClient {
  ack(ack: CaptureAck): void;
  cue(update: CueUpdate): void;
  /** Of its session, all captures included. */
  state(state: SessionState): void;
  /** How its tile looks from now on. */
  tileSettings(settings: TileSettings): void;
  /** The last call: this connection is over, and why. */
  fault(error: SubcamError): void;
}
