// What was just emitted to a client -> the moment at which the operating system has it.
import type { Socket } from 'socket.io';

interface Draining {
  readonly writeBuffer: readonly unknown[];
  readonly transport: { once(event: 'drain', listener: () => void): unknown };
}

/**
 * Calls `then` once; never, where the connection ends before. A transport takes all that waits at once and says `drain` when the system has it; what is
 * emitted while it is at that goes with the next lot.
 */
export function whenSent(socket: Pick<Socket, 'conn'>, then: () => void): void {
  const { writeBuffer, transport } = socket.conn as unknown as Draining;
  if (writeBuffer.length === 0) transport.once('drain', then);
  else transport.once('drain', () => transport.once('drain', then));
}
