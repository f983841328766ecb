// What a session says -> its client and everyone who reads along.
import type { AudioGap, Clock, CueUpdate, SessionEvent, SessionState, SubcamError, TileSettings } from '@subcam/shared';
import type { CaptureAck, ContractPacket } from '@subcam/shared/wire';
import type { CaptureClient, HappeningListener } from './happening.ts';

/** An event without what every event has. */
type News = SessionEvent extends infer Event ? (Event extends SessionEvent ? Omit<Event, 'atMs' | 'sessionId'> : never) : never;

export interface Announcer {
  /** The connected client; null while there is none. */
  client: CaptureClient | null;
  ack(ack: CaptureAck): void;
  /** Client and readers. */
  cue(update: CueUpdate): void;
  /** Client and readers. */
  state(state: SessionState): void;
  /** The client; readers hear of the settings once for all captures of the session. */
  tileSettings(settings: TileSettings): void;
  /** Readers; stamped now. */
  tell(news: News): void;
  gap(gap: AudioGap): void;
  packet(packet: ContractPacket): void;
  /** The client's connection is over. */
  fault(error: SubcamError): void;
}

export function createAnnouncer(deps: {
  readonly sessionId: string;
  readonly clock: Clock;
  readonly happen: HappeningListener;
}): Announcer {
  const { sessionId, clock, happen } = deps;
  const announcer: Announcer = {
    client: null,
    ack: (ack) => announcer.client?.ack(ack),
    cue: (update) => {
      announcer.client?.cue(update);
      announcer.tell({ type: 'cue', update });
    },
    state: (state) => {
      announcer.client?.state(state);
      announcer.tell({ type: 'state', state });
    },
    tileSettings: (settings) => announcer.client?.tileSettings(settings),
    tell: (news) => {
      const event: SessionEvent = { ...news, atMs: clock.nowMs(), sessionId };
      happen({ type: 'event', sessionId, event });
    },
    gap: (gap) => announcer.tell({ type: 'gap', gap }),
    packet: (packet) => happen({ type: 'packet', sessionId, packet }),
    fault: (error) => {
      const { client } = announcer;
      announcer.client = null;
      client?.fault(error);
    },
  };
  return announcer;
}
