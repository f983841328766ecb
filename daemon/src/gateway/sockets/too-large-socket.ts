// A message over the limit -> a typed fault and close code 1009, before a byte of it is buffered.
import type { WireError } from '@subcam/shared/wire';
import { CAPTURE_NAMESPACE } from '@subcam/shared/wire';
import { WebSocketServer, type ServerOptions } from 'ws';
import { PacedSocket } from './paced-socket.ts';
import type { GatewayBudgets } from './turn-budget.ts';

/** RFC 6455, 7.4.1: "a message that is too big for it to process". */
const MESSAGE_TOO_BIG = 1009;

/** Engine.IO "message" and Socket.IO "event", in text: what a Socket.IO client reads as an event of the namespace. */
function eventPacket(namespace: string, event: string, value: unknown): string {
  return `42${namespace},${JSON.stringify([event, value])}`;
}

/**
 * ws refuses an oversized message by its header and closes; Engine.IO learns of it when nothing can be sent any more. So the fault is
 * sent here, in the last moment in which it can be. A client that never joined the capture namespace sees the close code alone.
 */
class TooLargeSocket extends PacedSocket {
  override close(code?: number, reason?: string | Buffer): void {
    if (code !== MESSAGE_TOO_BIG || this.readyState !== this.OPEN) {
      super.close(code, reason);
      return;
    }
    const error: WireError = {
      code: 'frame-too-large',
      message: 'A message is over the limit of this socket; send sound in small frames.',
      retryable: false,
    };
    this.send(eventPacket(CAPTURE_NAMESPACE, 'fault', error));
    super.close(code, error.code);
  }
}

export interface MessageLimits {
  /** Of one message. The largest of ours is a hello or a frame of 64 ms; anything over this is a mistake or an attack. */
  readonly maxMessageBytes: number;
  /** Parts of one message. Clients send each in one; `ws` reads the parts of a message without a pause between them. */
  readonly maxMessageParts: number;
}

/**
 * For Socket.IO's option `wsEngine`: a server whose sockets share the budgets. Of each, one message is read in a turn of the event loop.
 * `limits`: those of now; a connection keeps those of its beginning.
 */
export function tooLargeServer(budgets: GatewayBudgets, limits: () => MessageLimits): new (options: ServerOptions) => WebSocketServer {
  class BudgetedSocket extends TooLargeSocket {
    protected override readonly budgets = budgets;
  }
  return class TooLargeServer extends WebSocketServer {
    constructor(options: ServerOptions) {
      super({ ...options, allowSynchronousEvents: false, WebSocket: BudgetedSocket });
      // `ws` reads them when a connection comes.
      Object.defineProperties(this.options, {
        maxPayload: { get: () => limits().maxMessageBytes },
        maxFragments: { get: () => limits().maxMessageParts },
      });
    }
  };
}
