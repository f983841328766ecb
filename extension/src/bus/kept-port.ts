// Kept port: the isolated script's end, connected again whenever the offscreen document is there, for as long as the page lives.
import { backoffMs } from '@subcam/shared';
import { toMeeting } from './meeting-port.ts';
import type { Clock } from '@subcam/shared';
import type { FromMeeting, MessagePortLike, ToMeeting } from './meeting-port.ts';

/** Nobody may be there for as long as nobody starts subtitles: the attempts become rarer, and CONNECT_NOW cuts the wait short. */
const RETRY = { firstMs: 100, maxMs: 2_000 } as const;

export interface KeptPortOptions {
  /** `chrome.runtime.connect`; throws once the extension is gone. */
  readonly connect: () => MessagePortLike;
  readonly onMessage: (message: ToMeeting) => void;
  /** A new port: what the other end knew before it has forgotten. It may turn out that nobody is there. */
  readonly onConnect: () => void;
  /** The other end is gone, or was not there at all. Called once for each port, before anything else is tried. */
  readonly onDisconnect: () => void;
  /** The extension was removed or reloaded: this script is an orphan and should take itself down. */
  readonly onOrphaned: () => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface KeptPort {
  /** Drops the message when nobody is there: the other end asks for the state anew when it comes. */
  send(message: FromMeeting): void;
  /** Tries at once instead of at the next turn. */
  connectNow(): void;
}

/** Connects and keeps connected until the signal fires. */
export function keepPort(options: KeptPortOptions): KeptPort {
  const { clock, signal } = options;
  let port: MessagePortLike | null = null;
  let failures = 0;
  let waiting = new AbortController();

  async function retryLater(): Promise<void> {
    waiting = new AbortController();
    await clock.sleep(backoffMs(failures + 1, RETRY), AbortSignal.any([signal, waiting.signal])).catch(() => undefined);
    failures += 1;
    if (!signal.aborted) open();
  }

  function open(): void {
    if (port !== null) return;
    let opened: MessagePortLike;
    try {
      opened = options.connect();
    } catch {
      options.onOrphaned();
      return;
    }
    port = opened;
    opened.onMessage.addListener((given) => {
      failures = 0;
      const message = toMeeting.safeParse(given);
      if (message.success) options.onMessage(message.data);
    });
    opened.onDisconnect.addListener(() => {
      port = null;
      options.onDisconnect();
      if (!signal.aborted) void retryLater();
    });
    options.onConnect();
  }

  signal.addEventListener('abort', () => port?.disconnect(), { once: true });
  open();

  return {
    send: (message) => port?.postMessage(message),
    connectNow() {
      failures = 0;
      waiting.abort();
    },
  };
}
