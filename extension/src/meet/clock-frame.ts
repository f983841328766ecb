// Clock frame: keeps the extension's frame clock alive inside the page, and gives its port to the camera.
import type { IsolatedEnd } from '../bus/page-bridge.ts';

export interface ClockFrameOptions {
  readonly document: Document;
  /** `chrome.runtime.getURL('frame-clock.html')`. */
  readonly frameUrl: string;
  readonly bridge: Pick<IsolatedEnd, 'sendPort'>;
  /** Taking it down: when the extension goes. */
  readonly signal: AbortSignal;
}

/** A page that keeps removing the frame is answered more and more slowly, up to this. */
const MAX_REMOUNT_DELAY_MS = 30_000;
/** A frame that stood this long was not removed in anger: the delay starts over. */
const SETTLED_AFTER_MS = 60_000;

/** Around the frame: in a shadow tree, where `window.length` and `window[0]` of the page do not count it. */
function hostOf(document: Document, frame: HTMLIFrameElement): HTMLElement {
  const host = document.createElement('div');
  host.setAttribute('aria-hidden', 'true');
  host.style.cssText = 'position:fixed;left:0;top:0;width:1px;height:1px;border:0;opacity:0;pointer-events:none';
  host.attachShadow({ mode: 'closed' }).append(frame);
  return host;
}

/**
 * Mounts the frame as soon as the document has a root, and again when the page removes it. Its worker's ticks reach the MAIN
 * world over a port of their own, since a worker in an extension's frame is neither throttled in a hidden tab nor stopped by
 * the page's Content-Security-Policy.
 */
export function mountClockFrame(options: ClockFrameOptions): void {
  const { document, frameUrl, bridge, signal } = options;
  const extensionOrigin = new URL(frameUrl).origin;
  let frame: HTMLIFrameElement | null = null;
  let host: HTMLElement | null = null;
  let remountDelayMs = 0;
  let remountTimer: ReturnType<typeof setTimeout> | null = null;
  let settleTimer: ReturnType<typeof setTimeout> | null = null;

  const mount = (): void => {
    remountTimer = null;
    const root = document.documentElement as Element | null;
    if (signal.aborted || frame?.isConnected === true || root === null) return;
    const made = document.createElement('iframe');
    made.src = frameUrl;
    made.tabIndex = -1;
    made.style.cssText = 'width:1px;height:1px;border:0';
    made.addEventListener('load', () => {
      const { port1, port2 } = new MessageChannel();
      made.contentWindow?.postMessage('subcam:clock', extensionOrigin, [port1]);
      bridge.sendPort(port2);
    });
    frame = made;
    host = hostOf(document, made);
    root.append(host);
    if (settleTimer !== null) clearTimeout(settleTimer);
    settleTimer = setTimeout(() => {
      remountDelayMs = 0;
    }, SETTLED_AFTER_MS);
  };

  const look = (): void => {
    if (frame?.isConnected === true || remountTimer !== null) return;
    remountTimer = setTimeout(mount, remountDelayMs);
    remountDelayMs = Math.min(MAX_REMOUNT_DELAY_MS, Math.max(250, remountDelayMs * 2));
  };

  // The root may come later than document_start, be replaced, or lose the frame: all three are children changing.
  const observer = new MutationObserver(() => {
    if (document.documentElement !== observed) observeRoot();
    look();
  });
  let observed: Element | null = null;
  const observeRoot = (): void => {
    observer.disconnect();
    observer.observe(document, { childList: true });
    observed = document.documentElement as Element | null;
    if (observed !== null) observer.observe(observed, { childList: true });
  };

  signal.addEventListener(
    'abort',
    () => {
      observer.disconnect();
      if (remountTimer !== null) clearTimeout(remountTimer);
      if (settleTimer !== null) clearTimeout(settleTimer);
      host?.remove();
    },
    { once: true },
  );
  observeRoot();
  mount();
}
