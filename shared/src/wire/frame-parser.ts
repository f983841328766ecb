// Packets of Socket.IO <-> messages: a frame of sound is one binary message, its bytes and nothing else; all other packets are as Socket.IO has them.
import { CAPTURE_NAMESPACE } from './capture-socket.ts';

/** `PacketType.EVENT` of Socket.IO's protocol, version 5. */
const EVENT = 2;

/** A text message that announces so many binary ones, which belong to it. */
const ANNOUNCES = /^[56](\d+)-/;

/** The binary messages that Socket.IO's own parser announces by a text -> which of one connection's binary messages none has announced: frames of sound. */
export class AnnouncedMessages {
  #expected = 0;

  /** Call for each text message, without what Engine.IO puts before it. */
  text(message: string): void {
    this.#expected = Number(ANNOUNCES.exec(message)?.[1] ?? 0);
  }

  /** Call for each binary message. */
  isFrame(): boolean {
    if (this.#expected === 0) return true;
    this.#expected -= 1;
    return false;
  }
}

interface SocketIoPacket {
  readonly type: number;
  readonly nsp: string;
  readonly data?: unknown;
  readonly id?: number;
}

/** The package `socket.io-parser`, which whoever uses this brings along. */
export interface SocketIoParser {
  readonly protocol: number;
  readonly Encoder: new () => { encode(packet: never): unknown[] };
  readonly Decoder: new () => { add(message: unknown): void; destroy(): void };
}

/** The bytes of a frame of sound; null for any other packet. */
function frameOf({ type, nsp, data, id }: SocketIoPacket): Uint8Array | null {
  if (type !== EVENT || nsp !== CAPTURE_NAMESPACE || id !== undefined || !Array.isArray(data)) return null;
  const [event, bytes, ...rest] = data as readonly unknown[];
  return event === 'audio' && bytes instanceof Uint8Array && rest.length === 0 ? bytes : null;
}

/**
 * For Socket.IO's option `parser`, of the daemon and of clients that send sound. Socket.IO's own way is a text message that says that a binary one follows,
 * and then that: twice the messages, and a tenth more bytes. A binary message that no text has announced is an `audio` of the capture namespace, whatever is in it:
 * `decodePcmFrame` refuses what is no frame. What Socket.IO's own parser sends is read as before.
 */
export function frameParser({ protocol, Encoder, Decoder }: SocketIoParser): SocketIoParser {
  class FrameEncoder extends Encoder {
    override encode(packet: never): unknown[] {
      const frame = frameOf(packet);
      return frame === null ? super.encode(packet) : [frame];
    }
  }

  class FrameDecoder extends Decoder {
    readonly #announced = new AnnouncedMessages();

    override add(message: unknown): void {
      if (typeof message === 'string') {
        super.add(message);
        this.#announced.text(message);
      } else if (!this.#announced.isFrame()) super.add(message);
      else {
        const packet: SocketIoPacket = { type: EVENT, nsp: CAPTURE_NAMESPACE, data: ['audio', message] };
        (this as unknown as { emit(event: 'decoded', packet: SocketIoPacket): void }).emit('decoded', packet);
      }
    }
  }

  return { protocol, Encoder: FrameEncoder, Decoder: FrameDecoder };
}
