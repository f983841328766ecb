// Page end of the bridge, for the MAIN world: a classic script without zod, so that it reads messages by their shape.
import { readShape } from '@subcam/shared/shape';
import { openBridgeEnd, type Agreement, type BridgeEnd } from './bridge-channel.ts';
import { toCameraShape, type FromCamera, type ToCamera } from './page-messages.ts';

export interface PageEnd extends BridgeEnd<FromCamera, ToCamera> {
  /** A MessagePort that the isolated script passes on (the frame clock's); the page's own listeners never see it. */
  onPort(listener: (port: MessagePort) => void): () => void;
}

/** Opens the MAIN world's end; call at document_start, before any script of the page. */
export function openPageEnd(document: Document): PageEnd {
  const end = openBridgeEnd<FromCamera, ToCamera>(document, { side: 'page', read: (body) => readShape(toCameraShape, body) ?? null });
  const listeners = new Set<(port: MessagePort) => void>();
  const view = document.defaultView;
  let agreement: Agreement | null = null;
  const remember = async (): Promise<void> => {
    agreement = await end.agreement;
  };
  void remember();

  // First in line on the window, and the last to see what is ours.
  const onWindowMessage = (event: MessageEvent<unknown>): void => {
    const data = event.data;
    const port = event.ports[0];
    if (agreement === null || port === undefined || typeof data !== 'object' || data === null) return;
    const { channel, nonce } = data as Record<string, unknown>;
    if (channel !== agreement.channel || nonce !== agreement.nonce) return;
    event.stopImmediatePropagation();
    for (const listener of listeners) listener(port);
  };
  view?.addEventListener('message', onWindowMessage, { capture: true });

  return {
    send: (message) => end.send(message),
    onMessage: (listener) => end.onMessage(listener),
    onPort(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    get malformedCount() {
      return end.malformedCount;
    },
    get droppedCount() {
      return end.droppedCount;
    },
    close() {
      view?.removeEventListener('message', onWindowMessage, { capture: true });
      listeners.clear();
      end.close();
    },
  };
}
