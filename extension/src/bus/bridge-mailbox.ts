// Bridge mailbox: messages that came over the bridge -> who listens to them, now or from now on.

const MAX_WAITING_MESSAGES = 64;

/** Keeps the latest 64. Whether another had to go for it. */
export function keepLatest<Item>(queue: Item[], item: Item): boolean {
  queue.push(item);
  if (queue.length <= MAX_WAITING_MESSAGES) return false;
  queue.shift();
  return true;
}

export interface Mailbox<Incoming> {
  /** Tells every listener; while nobody listens the latest 64 are kept. What is no message is counted. */
  receive(body: unknown): void;
  /** The first listener also gets what was kept. Returns what takes the listener away again. */
  onMessage(listener: (message: Incoming) => void): () => void;
  /** Bodies that were no messages. */
  readonly malformedCount: number;
  /** Messages that were let go because nobody listened. */
  readonly droppedCount: number;
  /** Nobody listens any more, and nothing is kept. */
  clear(): void;
}

interface Listener<Incoming> {
  listen: ((message: Incoming) => void) | null;
  next: Listener<Incoming> | null;
}

function append<Incoming>(first: Listener<Incoming> | null, listen: (message: Incoming) => void): Listener<Incoming> {
  const added: Listener<Incoming> = { listen, next: null };
  let last = first;
  while (last !== null && last.next !== null) last = last.next;
  if (last !== null) last.next = added;
  return added;
}

/** `read`: returns null for what is no message. May throw: that counts as malformed too. */
export function createMailbox<Incoming>(read: (body: unknown) => Incoming | null): Mailbox<Incoming> {
  /** A chain, newest last: going through a Set or an array would call what a page can replace. */
  let firstListener: Listener<Incoming> | null = null;
  /** What arrived before anybody listened. */
  const unheard: Incoming[] = [];
  let malformedCount = 0;
  let droppedCount = 0;

  return {
    receive(body) {
      let message: Incoming | null;
      try {
        message = read(body);
      } catch {
        message = null;
      }
      if (message === null) malformedCount += 1;
      else if (firstListener === null) droppedCount += keepLatest(unheard, message) ? 1 : 0;
      else for (let one: Listener<Incoming> | null = firstListener; one !== null; one = one.next) one.listen?.(message);
    },
    onMessage(listener) {
      const added = append(firstListener, listener);
      firstListener ??= added;
      for (const message of unheard.splice(0)) listener(message);
      return () => {
        added.listen = null;
        while (firstListener !== null && firstListener.listen === null) firstListener = firstListener.next;
      };
    },
    get malformedCount() {
      return malformedCount;
    },
    get droppedCount() {
      return droppedCount;
    },
    clear() {
      firstListener = null;
      unheard.length = 0;
    },
  };
}
