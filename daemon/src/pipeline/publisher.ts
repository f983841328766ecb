// What becomes true of a session -> everyone who reads along, stamped with the instant.
import type { Clock, SessionEvent } from '@subcam/shared';
import type { ContractPacket } from '@subcam/shared/wire';
import type { SessionListener } from './session-messages.ts';

/** An event without what every event has. */
export type EventBody = SessionEvent extends infer Event ? (Event extends SessionEvent ? Omit<Event, 'atMs' | 'sessionId'> : never) : never;

export interface Publisher {
  event(body: EventBody): void;
  packet(packet: ContractPacket): void;
}

export function createPublisher(deps: {
  readonly sessionId: string;
  readonly clock: Clock;
  readonly listener: SessionListener;
}): Publisher {
  const { sessionId, clock, listener } = deps;
  return {
    event: (body) => {
      const event: SessionEvent = { ...body, atMs: clock.nowMs(), sessionId };
      listener({ type: 'event', sessionId, event });
    },
    packet: (packet) => listener({ type: 'packet', sessionId, packet }),
  };
}
