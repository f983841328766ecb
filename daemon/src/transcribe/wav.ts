// Samples -> the bytes of a WAV file, the sound format that every speech service reads.
import { SAMPLE_RATE_HZ } from '@subcam/shared';

const HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 2;

/** 16 kHz mono s16 PCM in a RIFF container. `samples`: −1…1, clipped beyond. */
export function encodeWav(samples: Float32Array): Uint8Array<ArrayBuffer> {
  const dataBytes = samples.length * BYTES_PER_SAMPLE;
  const bytes = new Uint8Array(HEADER_BYTES + dataBytes);
  const view = new DataView(bytes.buffer);
  const ascii = (offset: number, text: string): void => {
    for (let index = 0; index < text.length; index += 1) view.setUint8(offset + index, text.charCodeAt(index));
  };
  ascii(0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  ascii(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, SAMPLE_RATE_HZ, true);
  view.setUint32(28, SAMPLE_RATE_HZ * BYTES_PER_SAMPLE, true);
  view.setUint16(32, BYTES_PER_SAMPLE, true);
  view.setUint16(34, 8 * BYTES_PER_SAMPLE, true);
  ascii(36, 'data');
  view.setUint32(40, dataBytes, true);
  for (const [index, sample] of samples.entries()) {
    const scaled = Math.round(sample * 32_768);
    view.setInt16(HEADER_BYTES + index * BYTES_PER_SAMPLE, Math.max(-32_768, Math.min(32_767, scaled)), true);
  }
  return bytes;
}
