// Page end of the bridge, for the MAIN world: a classic script without zod, so that it reads messages by their shape.
import { readShape } from '@subcam/shared/shape';
import { canvasEventOf, openBridgeEnd, type BridgeEnd } from './bridge-channel.ts';
import { toPageShape, type FromPage, type ToPage } from './page-messages.ts';

export interface PageEnd extends BridgeEnd<FromPage, ToPage> {
  /** A MessagePort that the isolated script passes on (the frame clock's); the page's own listeners never see it. */
  onPort(listener: (port: MessagePort) => void): void;
  /** Hands the canvas over that the next `paint` is about. False: nobody is there to take it. */
  sendCanvas(canvas: HTMLCanvasElement): boolean;
}

/** Opens the MAIN world's end; call at document_start, before any script of the page. */
export function openPageEnd(document: Document): PageEnd {
  const end = openBridgeEnd<FromPage, ToPage>(document, { side: 'page', read: (body) => readShape(toPageShape, body) ?? null });
  const { own } = end;
  const view = document.defaultView;
  let onPort: ((port: MessagePort) => void) | null = null;

  // First in line on the window, and the last to see what is ours.
  const onWindowMessage = (event: MessageEvent<unknown>): void => {
    const { data, port } = own.messageOf(event);
    const { agreed } = end;
    if (agreed === null || port === undefined) return;
    if (own.field(data, 'channel') !== agreed.channel || own.field(data, 'nonce') !== agreed.nonce) return;
    own.stop(event);
    own.aside(() => onPort?.(port as MessagePort));
  };
  const stopListening = view === null ? null : own.listen(view, 'message', onWindowMessage);

  return {
    send: (message) => end.send(message),
    onMessage: (listener) => end.onMessage(listener),
    onReplaced: (listener) => end.onReplaced(listener),
    onPort(listener) {
      onPort = listener;
    },
    sendCanvas(canvas) {
      if (end.agreed === null) return false;
      own.dispatchElement(canvasEventOf(end.agreed), canvas);
      return true;
    },
    get malformedCount() {
      return end.malformedCount;
    },
    get droppedCount() {
      return end.droppedCount;
    },
    close() {
      stopListening?.();
      onPort = null;
      end.close();
    },
  };
}
