// Page bridge: what the isolated script and the MAIN-world camera say to each other, each distrusting what arrives.
import * as z from 'zod/mini';
import { canvasEventOf, openBridgeEnd, type Agreement, type BridgeEnd } from './bridge-channel.ts';
import { fromPage } from './camera-messages.ts';
import type { FromPage, ToPage } from './page-messages.ts';

z.config({ jitless: true });

export interface IsolatedEnd extends BridgeEnd<ToPage, FromPage> {
  /** Hands a MessagePort to the MAIN world; the port is transferred. Waits until the other end is there. */
  sendPort(port: MessagePort): void;
  /** What the two ends agreed on; resolves when the other end is there. For the extension alone. */
  readonly agreement: Promise<Agreement>;
  /** The canvas that the MAIN world handed over last, and hands over no more: taken once. */
  takeCanvas(): HTMLCanvasElement | null;
}

/**
 * Opens the isolated script's end; call at document_start, or at any time with what the page's end has agreed on before. What the page makes
 * up is ignored and counted.
 */
export function openIsolatedEnd(document: Document, resumed?: Agreement): IsolatedEnd {
  const end = openBridgeEnd<ToPage, FromPage>(document, {
    side: 'isolated',
    resumed,
    read: (body) => {
      const parsed = fromPage.safeParse(body);
      return parsed.success ? parsed.data : null;
    },
  });
  let canvas: HTMLCanvasElement | null = null;
  let stopCanvases = (): void => undefined;
  const takeCanvases = async (): Promise<void> => {
    const agreement = await end.agreement;
    stopCanvases = end.own.listen(document, canvasEventOf(agreement), (event: Event) => {
      const element = end.own.elementOf(event);
      canvas = element instanceof HTMLCanvasElement ? element : null;
    });
  };
  void takeCanvases();
  const passPort = async (port: MessagePort): Promise<void> => {
    const agreement = await end.agreement;
    const view = document.defaultView;
    view?.postMessage({ ...agreement }, view.location.origin, [port]);
  };
  return {
    agreement: end.agreement,
    send: (message) => end.send(message),
    onMessage: (listener) => end.onMessage(listener),
    onReplaced: (listener) =>
      end.onReplaced(() => {
        stopCanvases();
        listener();
      }),
    sendPort: (port) => void passPort(port),
    takeCanvas() {
      const taken = canvas;
      canvas = null;
      return taken;
    },
    get malformedCount() {
      return end.malformedCount;
    },
    get droppedCount() {
      return end.droppedCount;
    },
    close() {
      stopCanvases();
      end.close();
    },
  };
}
