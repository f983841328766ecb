// Bridge channel: JSON between the isolated script and the MAIN world over DOM events with a name and a nonce that the page doesn't know.

import { createMailbox, keepLatest } from './bridge-mailbox.ts';
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
  /**
   * Another isolated end has taken the place of the one that was there. At that isolated end the bridge is closed then; at the page's, what
   * was said before has to be said again.
   */
  onReplaced(listener: () => void): void;
  close(): void;
}

/** What both scripts know beforehand; used only in the instant at document_start before any script of the page runs. */
const RENDEZVOUS = 'subcam:rendezvous';

/**
 * Counts changes of what the two ends say to each other. The isolated script of an updated extension takes the bridge of a page over only
 * where the camera's script, which stays with the page, speaks the same: raise it with every change of a message that an end reads.
 */
export const BRIDGE_VERSION = 1;

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
  /** Only of the isolated end: what another isolated end agreed on with this page, which this end takes the place of. */
  readonly resumed?: Agreement | undefined;
}

/** The name of the event that carries a canvas: as secret as the rest, and in no packet. */
export function canvasEventOf({ channel, nonce }: Agreement): string {
  return `${nonce}:${channel}`;
}

/**
 * Opens one end. Whichever script loads first waits for the other: the isolated end offers a random event name and nonce, the
 * page end takes the first offer and answers on that channel; after that neither listens to the rendezvous any more. An isolated end that
 * is given what was agreed on never listens there: it tells the others on the channel that it has come, and is open at once.
 */
export function openBridgeEnd<Outgoing, Incoming>(
  document: Document,
  options: OpenChannelOptions<Incoming>,
): BridgeEnd<Outgoing, Incoming> & Channel {
  const own = takePagePrimitives(document);
  const { field } = own;
  const mailbox = createMailbox(options.read);
  /** What is to be sent once the other end is there. */
  const waiting: string[] = [];
  const { promise, resolve } = Promise.withResolvers<Agreement>();
  const peer = options.side === 'isolated' ? 'page' : 'isolated';
  let agreed: Agreement | null = null;
  let open = false;
  let malformedCount = 0;
  let droppedCount = 0;
  let stopChannel = (): void => undefined;
  let onReplaced = (): void => undefined;
  /** Whether this end tells at this moment that it has come. */
  let isReplacing = false;

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

  const dispatch = (type: 'message' | 'replace', body: string): void => {
    if (agreed === null) return;
    own.dispatch(agreed.channel, `{"type":"${type}","from":"${options.side}","nonce":"${agreed.nonce}","body":${body}}`);
  };
  const post = (body: string): void => dispatch('message', body);

  const onOpen = (): void => {
    if (open || agreed === null) return;
    open = true;
    stopRendezvous();
    resolve(agreed);
    for (const body of waiting.splice(0)) post(body);
  };

  const onChannel = (event: Event): void => {
    const packet = read(event);
    const from = field(packet?.value, 'from');
    const isReplacement = packet?.type === 'replace' && from === 'isolated';
    if (packet !== null && from === options.side && !isReplacement) return;
    if (packet === null || (from !== peer && !isReplacement) || field(packet.value, 'nonce') !== agreed?.nonce) {
      malformedCount += 1;
      return;
    }
    if (isReplacement) {
      if (!isReplacing) own.aside(replaced);
      return;
    }
    if (packet.type === 'accept') {
      onOpen();
      return;
    }
    // Reading and telling may call what the page has replaced: that is not to find this event.
    own.aside(() => mailbox.receive(packet.type === 'message' ? field(packet.value, 'body') : undefined));
  };

  const close = (): void => {
    stopRendezvous();
    stopChannel();
    open = false;
    waiting.length = 0;
    mailbox.clear();
  };

  const replaced = (): void => {
    if (options.side === 'isolated') close();
    onReplaced();
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

  const { resumed } = options;
  const stopRendezvous = resumed === undefined ? own.listen(document, RENDEZVOUS, onRendezvous) : () => undefined;
  if (resumed !== undefined) {
    agree(resumed);
    onOpen();
    // Those that are there answer at once.
    isReplacing = true;
    dispatch('replace', 'null');
    isReplacing = false;
  } else if (options.side === 'isolated') {
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
      else droppedCount += keepLatest(waiting, body) ? 1 : 0;
    },
    onMessage: (listener) => mailbox.onMessage(listener),
    get malformedCount() {
      return malformedCount + mailbox.malformedCount;
    },
    get droppedCount() {
      return droppedCount + mailbox.droppedCount;
    },
    onReplaced(listener) {
      onReplaced = listener;
    },
    close,
  };
}
