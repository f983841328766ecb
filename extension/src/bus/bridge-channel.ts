// Bridge channel: JSON between the isolated script and the MAIN world over DOM events with a name and a nonce that the page doesn't know.

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

/** Primitives taken at document_start: a page that patches them later sees nothing of ours. */
interface Primitives {
  readonly detailOf: (event: Event) => unknown;
  readonly dispatch: (name: string, detail: string) => void;
  readonly listen: (name: string, listener: (event: Event) => void) => () => void;
  readonly parse: (text: string) => unknown;
  readonly stringify: (value: unknown) => string;
}

type PlainFunction = (...args: readonly unknown[]) => unknown;

function takePrimitives(document: Document): Primitives {
  const { apply, get } = Reflect;
  const native = (prototype: object, name: string): PlainFunction => get(prototype, name) as PlainFunction;
  const add = native(EventTarget.prototype, 'addEventListener');
  const remove = native(EventTarget.prototype, 'removeEventListener');
  const dispatch = native(EventTarget.prototype, 'dispatchEvent');
  const { parse, stringify } = JSON;
  const DetailEvent = CustomEvent;
  const detailGetter = native(Object.getOwnPropertyDescriptor(DetailEvent.prototype, 'detail') ?? {}, 'get');
  return {
    detailOf: (event) => (event instanceof DetailEvent ? apply(detailGetter, event, []) : undefined),
    dispatch: (name, text) => void apply(dispatch, document, [new DetailEvent(name, { detail: text })]),
    listen: (name, listener) => {
      apply(add, document, [name, listener]);
      return () => {
        apply(remove, document, [name, listener]);
      };
    },
    parse: (text) => parse(text) as unknown,
    stringify: (value) => stringify(value),
  };
}

function randomName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** `agreement` resolves when the other end is there. */
export interface Channel {
  readonly agreement: Promise<Agreement>;
}

export interface OpenChannelOptions<Incoming> {
  readonly side: 'isolated' | 'page';
  /** Returns null for what is no message. May throw: that counts as malformed too. */
  readonly read: (body: unknown) => Incoming | null;
}

/**
 * Opens one end. Whichever script loads first waits for the other: the isolated end offers a random event name and nonce, the
 * page end takes the first offer and answers on that channel; after that neither listens to the rendezvous any more.
 */
export function openBridgeEnd<Outgoing, Incoming>(
  document: Document,
  options: OpenChannelOptions<Incoming>,
): BridgeEnd<Outgoing, Incoming> & Channel {
  const own = takePrimitives(document);
  const listeners = new Set<(message: Incoming) => void>();
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
    let message: Incoming | null;
    try {
      message = packet.type === 'message' ? options.read(field(packet.value, 'body')) : null;
    } catch {
      message = null;
    }
    if (message === null) {
      malformedCount += 1;
      return;
    }
    if (listeners.size === 0) keep(unheard, message);
    for (const listener of listeners) listener(message);
  };

  const agree = (agreement: Agreement): void => {
    agreed = agreement;
    stopChannel = own.listen(agreement.channel, onChannel);
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

  const stopRendezvous = own.listen(RENDEZVOUS, onRendezvous);
  if (options.side === 'isolated') {
    agree({ channel: randomName(), nonce: randomName() });
    offer();
  } else {
    own.dispatch(RENDEZVOUS, own.stringify({ type: 'ask' }));
  }

  return {
    agreement: promise,
    send(message) {
      const body = own.stringify(message);
      if (open) {
        post(body);
        return;
      }
      keep(waiting, body);
    },
    onMessage(listener) {
      listeners.add(listener);
      for (const message of unheard.splice(0)) listener(message);
      return () => void listeners.delete(listener);
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
      listeners.clear();
      waiting.length = 0;
      unheard.length = 0;
    },
  };
}
