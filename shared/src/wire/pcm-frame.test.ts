// The audio packet, byte for byte as the goldens have it, and everything that must be refused.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import * as z from 'zod/mini';
import { PROTOCOL_VERSION } from './capture-socket.ts';
import { MAX_FRAME_BYTES, MAX_FRAME_SAMPLES, PCM_HEADER_BYTES, decodePcmFrame, encodePcmFrame } from './pcm-frame.ts';

const goldens = z
  .object({
    protocolVersion: z.number(),
    valid: z.array(
      z.object({ name: z.string(), connectionEpoch: z.number(), firstSample: z.number(), samples: z.array(z.number()), hex: z.string() }),
    ),
    refused: z.array(z.object({ name: z.string(), hex: z.string(), code: z.string() })),
  })
  .parse(JSON.parse(readFileSync(new URL('../../goldens/pcm-frames.json', import.meta.url), 'utf8')));

describe('the audio packet', () => {
  it('is that of this protocol version', () => {
    expect(goldens.protocolVersion).toBe(PROTOCOL_VERSION);
    expect(goldens.valid).toHaveLength(3);
    expect(goldens.refused).toHaveLength(10);
  });

  it.each(goldens.valid)('is written and read as in the golden: $name', ({ connectionEpoch, firstSample, samples, hex }) => {
    const bytes = encodePcmFrame({ connectionEpoch, frame: { firstSample, samples: Int16Array.from(samples) } });
    expect(Buffer.from(bytes).toString('hex')).toBe(hex);
    const decoded = decodePcmFrame(Buffer.from(hex, 'hex'));
    expect(decoded).toEqual({ connectionEpoch, frame: { firstSample, samples: Int16Array.from(samples) } });
  });

  it.each(goldens.refused)('is refused: $name', ({ hex, code }) => {
    expect(() => decodePcmFrame(Buffer.from(hex, 'hex'))).toThrow(expect.objectContaining({ code }));
  });

  it('holds at most its limit, in both directions', () => {
    const most = { connectionEpoch: 1, frame: { firstSample: 0, samples: new Int16Array(MAX_FRAME_SAMPLES) } };
    expect(decodePcmFrame(encodePcmFrame(most)).frame.samples).toHaveLength(MAX_FRAME_SAMPLES);
    const more = { connectionEpoch: 1, frame: { firstSample: 0, samples: new Int16Array(MAX_FRAME_SAMPLES + 1) } };
    expect(() => encodePcmFrame(more)).toThrow(expect.objectContaining({ code: 'frame-too-large' }));
    expect(() => encodePcmFrame({ connectionEpoch: 1, frame: { firstSample: 0, samples: new Int16Array(0) } })).toThrow(
      expect.objectContaining({ code: 'frame-malformed' }),
    );
    expect(() => decodePcmFrame(new Uint8Array(MAX_FRAME_BYTES + 2))).toThrow(expect.objectContaining({ code: 'frame-too-large' }));
  });

  it('names a hundred megabytes by their size without reading them', () => {
    expect(() => decodePcmFrame(new Uint8Array(100_000_000))).toThrow(/holds at most 2064 bytes; this one has 100000000/);
  });

  it('comes back as it went for every frame', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 0xffff_ffff }),
        fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER - MAX_FRAME_SAMPLES }),
        fc.array(fc.integer({ min: -32_768, max: 32_767 }), { minLength: 1, maxLength: MAX_FRAME_SAMPLES, size: 'max' }),
        (connectionEpoch, firstSample, values) => {
          const frame = { firstSample, samples: Int16Array.from(values) };
          expect(decodePcmFrame(encodePcmFrame({ connectionEpoch, frame }))).toEqual({ connectionEpoch, frame });
        },
      ),
    );
  });

  it('is read where it lies in a larger buffer, whatever the offset', () => {
    const bytes = encodePcmFrame({ connectionEpoch: 7, frame: { firstSample: 9, samples: Int16Array.of(1, -2, 3) } });
    const larger = new Uint8Array(bytes.length + 5);
    larger.set(bytes, 3);
    expect(decodePcmFrame(larger.subarray(3, 3 + bytes.length)).frame.samples).toEqual(Int16Array.of(1, -2, 3));
  });

  it('of random bytes is read as a whole frame or refused with a typed error, never anything else', () => {
    const header = fc.constantFrom([], [0x53, 0x43, 1, 1]);
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 200, size: 'max' }), (start, rest) => {
        const bytes = Uint8Array.from([...start, ...rest]);
        try {
          const { connectionEpoch, frame } = decodePcmFrame(bytes);
          expect(PCM_HEADER_BYTES + 2 * frame.samples.length).toBe(bytes.length);
          expect(encodePcmFrame({ connectionEpoch, frame })).toEqual(bytes);
        } catch (thrown) {
          expect(thrown).toMatchObject({ name: 'SubcamError', code: 'frame-malformed' });
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
