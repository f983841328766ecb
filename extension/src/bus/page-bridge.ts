// Page bridge: what the isolated script and the MAIN-world camera say to each other, each distrusting what arrives.
import * as z from 'zod/mini';
import { openBridgeEnd, type BridgeEnd } from './bridge-channel.ts';
import { fromCamera } from './camera-messages.ts';
import type { FromCamera, ToCamera } from './page-messages.ts';

z.config({ jitless: true });

export interface IsolatedEnd extends BridgeEnd<ToCamera, FromCamera> {
  /** Hands a MessagePort to the MAIN world; the port is transferred. Waits until the other end is there. */
  sendPort(port: MessagePort): void;
}

/** Opens the isolated script's end; call at document_start. What the page makes up is ignored and counted. */
export function openIsolatedEnd(document: Document): IsolatedEnd {
  const end = openBridgeEnd<ToCamera, FromCamera>(document, {
    side: 'isolated',
    read: (body) => {
      const parsed = fromCamera.safeParse(body);
      return parsed.success ? parsed.data : null;
    },
  });
  const passPort = async (port: MessagePort): Promise<void> => {
    const agreement = await end.agreement;
    const view = document.defaultView;
    view?.postMessage({ ...agreement }, view.location.origin, [port]);
  };
  return {
    send: (message) => end.send(message),
    onMessage: (listener) => end.onMessage(listener),
    sendPort: (port) => void passPort(port),
    get malformedCount() {
      return end.malformedCount;
    },
    get droppedCount() {
      return end.droppedCount;
    },
    close: () => end.close(),
  };
}
