// Work of many connections -> so much of it in one turn of the event loop, each client in its turn, so that everything else comes in between.
import type { Clock } from '@subcam/shared';
import { createFairQueue, type Flow } from '../../lib/fair-queue.ts';

export interface TurnBudget {
  /** Calls `work` at once while something of this turn's time is left and nobody waits; otherwise in a later turn, in the order of the flows. */
  take(work: () => void, flow?: Flow): void;
}

export interface TurnBudgetOptions {
  /** Work begins in a turn until it has taken so long together. 0: one piece of work a turn. */
  readonly msATurn: number;
  /** Whether a turn that was used up is followed by a rest for as long as its work took: what others ask for may need several turns. */
  readonly isRestful?: boolean;
  readonly clock: Clock;
}

/** What a piece of work sets off in microtasks counts as a part of it: a commit to the database runs there. */
export function createTurnBudget({ msATurn, isRestful = false, clock }: TurnBudgetOptions): TurnBudget {
  const waiting = createFairQueue<() => void>();
  let spentMs = 0;
  let isSpent = false;
  let isAtWork = false;
  let isTurnKnown = false;

  const beginTurn = (): void => {
    isTurnKnown = false;
    isSpent = false;
    spentMs = 0;
    next();
  };

  const endTurn = (): void => {
    if (isRestful && isSpent && spentMs > 0) void clock.sleep(spentMs).then(beginTurn);
    else beginTurn();
  };

  const next = (): void => {
    if (isAtWork || isSpent) return;
    const work = waiting.take();
    if (work === undefined) return;
    if (!isTurnKnown) setImmediate(endTurn);
    isTurnKnown = true;
    isAtWork = true;
    const startedAtMs = clock.monotonicMs();
    const isOver = (): void => {
      isAtWork = false;
      spentMs += clock.monotonicMs() - startedAtMs;
      isSpent = spentMs >= msATurn;
      next();
    };
    // Node runs what is asked for with nextTick after the microtasks that there are.
    queueMicrotask(() => process.nextTick(isOver));
    work();
  };

  return {
    take: (work, flow = []) => {
      waiting.put(work, flow);
      next();
    },
  };
}

/** Which part of a turn of the event loop is whose. */
export interface GatewayBudgets {
  /** For whatever connections ask for that have not shown the token: requests, opening a socket, messages. */
  readonly strangers: TurnBudget;
  /** For what clients ask for, apart from sound. */
  readonly work: TurnBudget;
  /** For opening captures, each of which takes several ms. */
  readonly hellos: TurnBudget;
  /** Messages that a connection may send before it has shown the token. */
  maxStrangerMessages(): number;
}

export interface StrangerLimits {
  /** Before it has shown the token, a client sends the message that shows it, and answers to pings. */
  readonly maxStrangerMessages: number;
}

const STRANGERS_MS_A_TURN = 3;
const WORK_MS_A_TURN = 4;

export function createGatewayBudgets(clock: Clock, limits: () => StrangerLimits): GatewayBudgets {
  return {
    strangers: createTurnBudget({ msATurn: STRANGERS_MS_A_TURN, clock }),
    work: createTurnBudget({ msATurn: WORK_MS_A_TURN, clock }),
    hellos: createTurnBudget({ msATurn: 0, isRestful: true, clock }),
    maxStrangerMessages: () => limits().maxStrangerMessages,
  };
}
