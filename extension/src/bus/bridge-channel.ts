// Bridge channel: JSON between the isolated script and the MAIN world over DOM events with a name and a nonce that the page doesn't know.

import { takePagePrimitives, type PagePrimitives } from './page-primitives.ts';

/** One end of the bridge. Messages arrive in the order in which they were sent, synchronously. */
export interface BridgeEnd<Outgoing, Incoming> {
  /** Sends now, or keeps (the latest 64) until the other end is there. */
  send(message: Outgoing): void;
  /** The first listener also gets the latest 64 messages that came before it. Returns what takes the listener away again. */
  onMessage(listener: (message: Incoming) => void): () => void;
  /** Events on the channel that were not ours: wrong nonce, not JSON, not a message. */
  readonly malformedCount: number;
  /** Messages that were let go because the other end, or a listener, did not come. */
  readonly droppedCount: number;
  close(): void;
}

/** What both scripts know beforehand; used only in the instant at document_start before any script of the page runs. */
const RENDEZVOUS = 'subcam:rendezvous';
const MAX_WAITING_MESSAGES = 64;

/** What the two ends share once they have met; never known to the page. */
export interface Agreement {
  readonly channel: string;
  readonly nonce: string;
}

function randomName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** `agreement` resolves when the other end is there. */
export interface Channel {
  readonly agreement: Promise<Agreement>;
  /** The same without waiting; null until the other end is there. */
  readonly agreed: Agreement | null;
  readonly own: PagePrimitives;
}

export interface OpenChannelOptions<Incoming> {
  readonly side: 'isolated' | 'page';
  /** Returns null for what is no message. May throw: that counts as malformed too. */
  readonly read: (body: unknown) => Incoming | null;
}

/** The name of the event that carries a canvas: as secret as the rest, and in no packet. */
export function canvasEventOf({ channel, nonce }: Agreement): string {
  return `${nonce}:${channel}`;
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

/**
 * Opens one end. Whichever script loads first waits for the other: the isolated end offers a random event name and nonce, the
 * page end takes the first offer and answers on that channel; after that neither listens to the rendezvous any more.
 */
export function openBridgeEnd<Outgoing, Incoming>(
  document: Document,
  options: OpenChannelOptions<Incoming>,
): BridgeEnd<Outgoing, Incoming> & Channel {
  const own = takePagePrimitives(document);
  const { field } = own;
  /** A chain, newest last: going through a Set or an array would call what a page can replace. */
  let firstListener: Listener<Incoming> | null = null;
  const waiting: string[] = [];
  /** What arrived before anybody listened. */
  const unheard: Incoming[] = [];
  const { promise, resolve } = Promise.withResolvers<Agreement>();
  const peer = options.side === 'isolated' ? 'page' : 'isolated';
  let agreed: Agreement | null = null;
  let open = false;
  let malformedCount = 0;
  let droppedCount = 0;
  let stopChannel = (): void => undefined;

  const keep = <Item>(queue: Item[], item: Item): void => {
    queue.push(item);
    if (queue.length <= MAX_WAITING_MESSAGES) return;
    queue.shift();
    droppedCount += 1;
  };

  const read = (event: Event): { readonly type: unknown; readonly value: unknown } | null => {
    try {
      const text = own.detailOf(event);
      if (typeof text !== 'string') return null;
      const value = own.parse(text);
      return { type: field(value, 'type'), value };
    } catch {
      return null;
    }
  };

  const post = (body: string): void => {
    if (agreed === null) return;
    own.dispatch(agreed.channel, `{"type":"message","from":"${options.side}","nonce":"${agreed.nonce}","body":${body}}`);
  };

  const onOpen = (): void => {
    if (open || agreed === null) return;
    open = true;
    stopRendezvous();
    resolve(agreed);
    for (const body of waiting.splice(0)) post(body);
  };

  const tell = (message: Incoming): void => {
    for (let one = firstListener; one !== null; one = one.next) one.listen?.(message);
  };

  const receive = (body: unknown): void => {
    let message: Incoming | null;
    try {
      message = options.read(body);
    } catch {
      message = null;
    }
    if (message === null) malformedCount += 1;
    else if (firstListener === null) keep(unheard, message);
    else tell(message);
  };

  const onChannel = (event: Event): void => {
    const packet = read(event);
    const from = field(packet?.value, 'from');
    if (packet !== null && from === options.side) return;
    if (packet === null || from !== peer || field(packet.value, 'nonce') !== agreed?.nonce) {
      malformedCount += 1;
      return;
    }
    if (packet.type === 'accept') {
      onOpen();
      return;
    }
    // Reading and telling may call what the page has replaced: that is not to find this event.
    own.aside(() => receive(packet.type === 'message' ? field(packet.value, 'body') : undefined));
  };

  const agree = (agreement: Agreement): void => {
    agreed = agreement;
    stopChannel = own.listen(document, agreement.channel, onChannel);
  };

  const offer = (): void => {
    if (agreed !== null) own.dispatch(RENDEZVOUS, own.stringify({ type: 'offer', ...agreed }));
  };

  const onRendezvous = (event: Event): void => {
    const packet = read(event);
    if (options.side === 'isolated') {
      if (packet?.type === 'ask') offer();
      return;
    }
    const channel = field(packet?.value, 'channel');
    const nonce = field(packet?.value, 'nonce');
    if (packet?.type !== 'offer' || typeof channel !== 'string' || typeof nonce !== 'string') return;
    agree({ channel, nonce });
    own.dispatch(channel, own.stringify({ type: 'accept', from: 'page', nonce }));
    onOpen();
  };

  const stopRendezvous = own.listen(document, RENDEZVOUS, onRendezvous);
  if (options.side === 'isolated') {
    agree({ channel: randomName(), nonce: randomName() });
    offer();
  } else {
    own.dispatch(RENDEZVOUS, own.stringify({ type: 'ask' }));
  }

  return {
    agreement: promise,
    own,
    get agreed() {
      return open ? agreed : null;
    },
    send(message) {
      const body = own.stringify(message);
      if (open) post(body);
      else keep(waiting, body);
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
    close() {
      stopRendezvous();
      stopChannel();
      firstListener = null;
      waiting.length = 0;
      unheard.length = 0;
    },
  };
}
