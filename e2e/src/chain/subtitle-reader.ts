// The daemon's subtitles socket -> every event and packet of its sessions, in order, across restarts of the daemon.
import { io, type Socket } from 'socket.io-client';
import { SubcamError, systemClock, withinTime, type SessionEvent } from '@subcam/shared';
import { checkIdentity } from '@subcam/shared/http';
import {
  PROTOCOL_VERSION,
  SUBTITLES_NAMESPACE,
  type ContractPacket,
  type SubtitlesClientToServer,
  type SubtitlesServerToClient,
} from '@subcam/shared/wire';

export interface SubtitleReader {
  readonly events: readonly SessionEvent[];
  readonly packets: readonly ContractPacket[];
  onEvent(listener: (event: SessionEvent) => void): void;
  /** Resolves with the first event, past or future, that matches; rejects with `timeout`. */
  waitFor<E extends SessionEvent>(matches: (event: SessionEvent) => event is E, limitMs: number, what: string): Promise<E>;
  close(): void;
}

/** Subscribes to all sessions of a daemon; reconnects until closed. */
export async function openSubtitleReader(daemonUrl: string, token: string): Promise<SubtitleReader> {
  const events: SessionEvent[] = [];
  const packets: ContractPacket[] = [];
  const listeners = new Set<(event: SessionEvent) => void>();
  const socket: Socket<SubtitlesServerToClient, SubtitlesClientToServer> = io(`${daemonUrl}${SUBTITLES_NAMESPACE}`, {
    transports: ['websocket'],
    // At each connection anew: a daemon that was killed may have another program in its place.
    auth: (send) => {
      const auth = { token, protocolVersion: PROTOCOL_VERSION, client: 'subcam demo' };
      checkIdentity({ url: daemonUrl, token }).then(
        () => send(auth),
        () => socket.disconnect().connect(),
      );
    },
    reconnectionDelay: 100,
    reconnectionDelayMax: 500,
  });
  socket.on('event', (event) => {
    events.push(event);
    for (const listener of listeners) listener(event);
  });
  socket.on('packet', (packet) => packets.push(packet));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect_error', (error) =>
      reject(new SubcamError('network', `No subtitles from ${daemonUrl}: ${error.message}`, { cause: error })),
    );
    socket.on('connect', () => {
      socket.emit('subscribe', { sessionId: '*' }, (reply) => {
        if (reply.ok) resolve();
        else reject(new SubcamError(reply.error.code, reply.error.message));
      });
    });
  });
  return {
    events,
    packets,
    onEvent: (listener) => {
      listeners.add(listener);
    },
    waitFor: async <E extends SessionEvent>(matches: (event: SessionEvent) => event is E, limitMs: number, what: string): Promise<E> => {
      const past = events.find(matches);
      if (past !== undefined) return past;
      const matching = Promise.withResolvers<E>();
      const listener = (event: SessionEvent): void => {
        if (matches(event)) matching.resolve(event);
      };
      const late = (): SubcamError => new SubcamError('timeout', `Waited ${limitMs / 1000} s for ${what}; it did not come.`);
      listeners.add(listener);
      try {
        return await withinTime(limitMs, () => matching.promise, { clock: systemClock, late });
      } finally {
        listeners.delete(listener);
      }
    },
    close: () => {
      socket.close();
    },
  };
}
