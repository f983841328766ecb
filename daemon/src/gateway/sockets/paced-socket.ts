// Messages of one WebSocket as they arrive -> a few in a turn of the event loop, however small they are, so that others come in between.
import { SubcamError } from '@subcam/shared';
import { AnnouncedMessages } from '@subcam/shared/wire';
import { WebSocket } from 'ws';
import { createFairTurns, type FairTurns } from './fair-turns.ts';
import type { GatewayBudgets } from './turn-budget.ts';

/** Decoding so many takes about a millisecond. */
const MESSAGES_A_TURN = 64;

/** RFC 6455, 7.4.1: "a message that violates its policy". */
const POLICY_VIOLATION = 1008;

/** What must not overtake the messages before it, beside messages. */
const PACED_EVENTS: ReadonlySet<string | symbol> = new Set(['close', 'error']);

/** `ws` answers pings by itself. */
const ANSWERED_EVENTS: ReadonlySet<string | symbol> = new Set(['ping', 'pong']);

/** What a text message of Socket.IO begins with on the wire. Others are Engine.IO's own, such as the answer to its ping. */
const MESSAGE_SIGN = 0x34;

/** After its sign, so much of a message says whether it announces binary ones. */
const ANNOUNCING_BYTES = 16;

/** An event of the socket, and what comes with it. */
type Told = readonly [event: string | symbol, values: readonly unknown[]];

/**
 * One read of the operating system can hold thousands of small messages, and `ws` would tell of all of them at once. Here the rest of
 * them wait, and nothing more is read from the connection while they do. Until the token was shown on it, it shares one budget with all
 * others of its kind, and is ended when it sends more than anybody needs to before that.
 */
export class PacedSocket extends WebSocket {
  /** What all connections of a gateway share. null: this one shares nothing, and nobody asks it for a token. */
  protected readonly budgets: GatewayBudgets | null = null;
  /** For what its messages ask for, of all namespaces together; while too much of it waits, no message is told of. */
  readonly turns: FairTurns = createFairTurns(
    {
      pause: () => {
        this.#isHeld = true;
      },
      resume: () => {
        this.#isHeld = false;
        this.#tell();
      },
    },
    (work) => (this.budgets === null ? work() : this.budgets.work.take(work, [this.#client ?? ''])),
  );
  #waiting: Told[] = [];
  #toldInTurn = 0;
  #isTelling = false;
  #isHeld = false;
  /** null: the token was not shown on it. */
  #client: string | null = null;
  #isInLine = false;
  #heardAsStranger = 0;
  #isRefused = false;
  readonly #announced = new AnnouncedMessages();
  #takeFrame: ((bytes: Uint8Array) => void) | null = null;

  /**
   * Frames of sound go to `take` alone, past Engine.IO and Socket.IO, which cost more than all that is done with a frame: except those that come while
   * earlier messages wait, so that none overtakes another. What came before in an earlier turn has been handled, since Socket.IO puts nothing off for longer
   * than `process.nextTick` does. Until what is returned is called, or somebody else takes them.
   */
  takeFrames(take: (bytes: Uint8Array) => void): () => void {
    this.#takeFrame = take;
    return () => {
      if (this.#takeFrame === take) this.#takeFrame = null;
    };
  }

  /** The token was shown on it, by a client of this name. */
  admit(client: string): void {
    this.#client = client;
  }

  /** As its turns, for opening a capture: of all connections one a turn of the event loop, each client in its turn. */
  takeHello(handle: () => void): void {
    const { budgets } = this;
    if (budgets === null) this.turns.take(handle);
    else this.turns.take(handle, { begin: (work) => budgets.hellos.take(work, [this.#client ?? '']) });
  }

  override emit(event: string | symbol, ...values: unknown[]): boolean {
    if (event === 'message') {
      if (this.#isRefused || this.#isTakenFrame(values[0], values[1])) return true;
    } else {
      if (ANSWERED_EVENTS.has(event)) this.#count();
      if (!PACED_EVENTS.has(event)) return super.emit(event, ...values);
    }
    // Of a stranger that is gone nothing is answered any more.
    if (event !== 'message' && this.#isStranger) this.#waiting = [];
    this.#waiting.push([event, values]);
    // Whoever is told of one may cause the next, which comes after it.
    if (!this.#isTelling) this.#tell();
    return true;
  }

  /** In the order of arrival, each message once. */
  #isTakenFrame(data: unknown, isBinary: unknown): boolean {
    if (isBinary !== true) {
      const text = data as Buffer;
      if (text[0] === MESSAGE_SIGN) this.#announced.text(text.toString('latin1', 1, 1 + ANNOUNCING_BYTES));
      return false;
    }
    const isFrame = this.#announced.isFrame();
    if (!isFrame || this.#takeFrame === null || this.#isTelling || this.#isHeld || this.#waiting.length > 0) return false;
    this.#takeFrame(data as Buffer);
    return true;
  }

  get #isStranger(): boolean {
    return this.budgets !== null && this.#client === null;
  }

  #tell(): void {
    if (this.budgets !== null && this.#client === null) {
      this.#waitInLine(this.budgets);
      return;
    }
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
    this.#pauseOrResume();
  }

  #nextTurn(): void {
    this.#toldInTurn = 0;
    this.#tell();
  }

  #waitInLine({ strangers }: GatewayBudgets): void {
    this.#pauseOrResume();
    if (this.#isInLine || this.#waiting.length === 0) return;
    this.#isInLine = true;
    strangers.take(() => {
      this.#isInLine = false;
      this.#tellOne();
      this.#tell();
    });
  }

  #tellOne(): void {
    const first = this.#waiting.shift();
    if (first === undefined) return;
    const [event, values] = first;
    if (event === 'message') this.#count();
    if (event === 'message' && this.#isRefused) return;
    this.#isTelling = true;
    try {
      super.emit(event, ...values);
    } finally {
      this.#isTelling = false;
    }
  }

  #count(): void {
    if (this.budgets === null || !this.#isStranger) return;
    this.#heardAsStranger += 1;
    if (this.#heardAsStranger <= this.budgets.maxStrangerMessages() || this.#isRefused) return;
    this.#isRefused = true;
    this.#waiting = [];
    this.close(POLICY_VIOLATION, 'Join a namespace with the token first.');
    // Without waiting for an answer.
    setImmediate(() => this.terminate());
  }

  #pauseOrResume(): void {
    if (this.#waiting.length > 0) this.pause();
    else if (this.isPaused) this.resume();
  }
}

/** The socket under a Socket.IO socket. Throws `internal` for one that is no PacedSocket. */
export function pacedSocketOf({ conn }: { readonly conn: { readonly request: object } }): PacedSocket {
  const { websocket } = conn.request as { readonly websocket?: unknown };
  if (websocket instanceof PacedSocket) return websocket;
  throw new SubcamError('internal', 'A connection of a socket is not of the kind that the gateway opens.');
}

/** The turns of the connection that a Socket.IO socket is on. Throws `internal` as `pacedSocketOf` does. */
export function turnsOf(socket: Parameters<typeof pacedSocketOf>[0]): FairTurns {
  return pacedSocketOf(socket).turns;
}
