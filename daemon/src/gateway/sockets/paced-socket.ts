// Messages of one WebSocket as they arrive -> so many in a turn of the event loop, however small they are, so that others come in between.
import { SubcamError } from '@subcam/shared';
import { WebSocket } from 'ws';
import { createFairTurns, type FairTurns } from './fair-turns.ts';

/** Decoding so many takes about a millisecond. A capture sends two messages for 20 ms of sound. */
const MESSAGES_A_TURN = 64;

/** What must not overtake the messages before it. */
const PACED_EVENTS: ReadonlySet<string | symbol> = new Set(['message', 'close', 'error']);

/** An event of the socket, and what comes with it. */
type Told = readonly [event: string | symbol, values: readonly unknown[]];

/**
 * One read of the operating system can hold thousands of small messages, and `ws` would tell of all of them at once. Here the rest of
 * them wait, and nothing more is read from the connection while they do.
 */
export class PacedSocket extends WebSocket {
  /** For what its messages ask for, of all namespaces together; while too much of it waits, no message is told of. */
  readonly turns: FairTurns = createFairTurns({
    pause: () => {
      this.#isHeld = true;
    },
    resume: () => {
      this.#isHeld = false;
      this.#tell();
    },
  });
  #waiting: Told[] = [];
  #toldInTurn = 0;
  #isTelling = false;
  #isHeld = false;

  override emit(event: string | symbol, ...values: unknown[]): boolean {
    if (!PACED_EVENTS.has(event)) return super.emit(event, ...values);
    this.#waiting.push([event, values]);
    // Whoever is told of one may cause the next, which comes after it.
    if (!this.#isTelling) this.#tell();
    return true;
  }

  #tell(): void {
    let told = 0;
    this.#isTelling = true;
    try {
      while (told < this.#waiting.length && !this.#isHeld && this.#toldInTurn < MESSAGES_A_TURN) {
        const [event, values] = this.#waiting[told] as Told;
        if (this.#toldInTurn === 0) setImmediate(() => this.#nextTurn());
        this.#toldInTurn += 1;
        told += 1;
        super.emit(event, ...values);
      }
    } finally {
      this.#isTelling = false;
      this.#waiting.splice(0, told);
    }
    if (this.#waiting.length > 0) this.pause();
    else if (this.isPaused) this.resume();
  }

  #nextTurn(): void {
    this.#toldInTurn = 0;
    this.#tell();
  }
}

/** The turns of the connection that a Socket.IO socket is on. Throws `internal` for one that is no PacedSocket. */
export function turnsOf({ conn }: { readonly conn: { readonly request: object } }): FairTurns {
  const { websocket } = conn.request as { readonly websocket?: unknown };
  if (websocket instanceof PacedSocket) return websocket.turns;
  throw new SubcamError('internal', 'A connection of a socket is not of the kind that the gateway opens.');
}
