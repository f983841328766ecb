// Sound as bare messages beside packets of Socket.IO: what is sent is what is read, and what nobody sends is refused.
import * as fc from 'fast-check';
import * as socketIoParser from 'socket.io-parser';
import { describe, expect, it } from 'vitest';
import { CAPTURE_NAMESPACE, decodePcmFrame, encodePcmFrame, frameParser } from '@subcam/shared/wire';

const parser = frameParser(socketIoParser) as unknown as typeof socketIoParser;
const { PacketType } = socketIoParser;

/** What another side reads of these packets. */
function sent(packets: readonly object[], encoder: socketIoParser.Encoder = new parser.Encoder()): readonly unknown[] {
  return packets.flatMap((packet) => encoder.encode(packet as socketIoParser.Packet));
}

function read(messages: readonly unknown[], decoder: socketIoParser.Decoder = new parser.Decoder()): readonly socketIoParser.Packet[] {
  const packets: socketIoParser.Packet[] = [];
  decoder.on('decoded', (packet) => packets.push(packet));
  for (const message of messages) decoder.add(message);
  return packets;
}

const frame = encodePcmFrame({ connectionEpoch: 1, frame: { firstSample: 320, samples: Int16Array.from([1, -2, 3]) } });
const audio = { type: PacketType.EVENT, nsp: CAPTURE_NAMESPACE, data: ['audio', frame] };
const meeting = { type: PacketType.EVENT, nsp: CAPTURE_NAMESPACE, data: ['meeting', { type: 'joined' }] };

describe('a frame of sound', () => {
  it('is one message of its own bytes, which are those of the goldens', () => {
    expect(sent([audio])).toEqual([frame]);
    expect(read([frame])).toEqual([audio]);
  });

  it('is read from what Socket.IO itself makes of it, too', () => {
    const messages = sent([audio, meeting], new socketIoParser.Encoder());
    expect(messages).toHaveLength(3);
    expect(read(messages)).toMatchObject([audio, meeting]);
  });

  it.each([
    ['of another namespace', { ...audio, nsp: '/subtitles' }],
    ['that an answer is wanted for', { ...audio, id: 3 }],
    ['with something beside it', { ...audio, data: ['audio', frame, 1] }],
    ['of another event', { ...audio, data: ['gap', frame] }],
  ])('%s is sent as Socket.IO has it, and read as it was', (_what, packet) => {
    const messages = sent([packet]);
    expect(messages).toHaveLength(2);
    expect(read(messages)).toMatchObject([packet]);
  });
});

const packets = fc.oneof(
  fc.constant(audio),
  fc.record({
    type: fc.constant(PacketType.EVENT),
    nsp: fc.constantFrom('/capture', '/runner'),
    data: fc.tuple(fc.string(), fc.jsonValue()),
  }),
  fc.record({
    type: fc.constant(PacketType.EVENT),
    nsp: fc.constant('/capture'),
    data: fc.tuple(fc.constant('odd'), fc.uint8Array({ minLength: 1 }), fc.uint8Array({ minLength: 1 })),
  }),
  fc.record({ type: fc.constant(PacketType.ACK), nsp: fc.constant('/capture'), id: fc.nat(), data: fc.tuple(fc.jsonValue()) }),
);

describe('any packets', () => {
  it('are read in the order and as Socket.IO’s own parser reads them', () => {
    fc.assert(
      fc.property(fc.array(packets, { maxLength: 8 }), (list) => {
        const expected = read(sent(list, new socketIoParser.Encoder()), new socketIoParser.Decoder());
        expect(JSON.stringify(read(sent(list)))).toBe(JSON.stringify(expected));
      }),
    );
  });
});

describe('any messages', () => {
  const messages = fc.oneof(
    fc.string(),
    fc.uint8Array(),
    fc.constantFrom('51-/capture,["audio",{"_placeholder":true,"num":0}]', '599-["x"]', '2/capture,["gap"]'),
  );

  it('are packets, or an error that ends the connection; bytes that are no frame are refused by name', () => {
    fc.assert(
      fc.property(fc.array(messages, { maxLength: 10 }), (list) => {
        const decoder = new parser.Decoder();
        const decoded: socketIoParser.Packet[] = [];
        decoder.on('decoded', (packet) => decoded.push(packet));
        for (const message of list) {
          try {
            decoder.add(message);
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
            break;
          }
        }
        for (const { data } of decoded) {
          const [event, bytes] = (data ?? []) as readonly unknown[];
          if (event !== 'audio' || !(bytes instanceof Uint8Array)) continue;
          try {
            decodePcmFrame(bytes);
          } catch (error) {
            expect((error as { readonly code: string }).code).toMatch(/^frame-(malformed|too-large)$/);
          }
        }
        decoder.destroy();
      }),
      { numRuns: 1_000 },
    );
  });
});
