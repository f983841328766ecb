// AudioFrame <-> bytes: the one binary packet of the capture socket, little-endian.
import { SubcamError } from '../errors/subcam-error.ts';
import type { AudioFrame } from '../audio/audio-frame.ts';

/** `SC`, version, kind, u32 connection epoch, u64 first sample; then s16 samples. */
export const PCM_HEADER_BYTES = 16;

/** 64 ms at 16 kHz: longer frames add latency and nothing else. */
export const MAX_FRAME_SAMPLES = 1024;

/** What the daemon accepts as one binary packet. */
export const MAX_FRAME_BYTES = PCM_HEADER_BYTES + 2 * MAX_FRAME_SAMPLES;

const MAGIC_0 = 0x53;
const MAGIC_1 = 0x43;
const VERSION = 1;
const KIND_S16 = 1;

export interface PcmPacket {
  readonly connectionEpoch: number;
  readonly frame: AudioFrame;
}

/** Bytes of one frame. Throws `frame-malformed` for an empty frame, `frame-too-large` past MAX_FRAME_SAMPLES. */
export function encodePcmFrame(packet: PcmPacket): Uint8Array<ArrayBuffer> {
  const { connectionEpoch, frame } = packet;
  if (frame.samples.length === 0) throw new SubcamError('frame-malformed', 'A frame needs at least one sample.');
  if (frame.samples.length > MAX_FRAME_SAMPLES) {
    throw new SubcamError('frame-too-large', `A frame holds at most ${MAX_FRAME_SAMPLES} samples; this one has ${frame.samples.length}.`);
  }
  const bytes = new Uint8Array(PCM_HEADER_BYTES + 2 * frame.samples.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, MAGIC_0);
  view.setUint8(1, MAGIC_1);
  view.setUint8(2, VERSION);
  view.setUint8(3, KIND_S16);
  view.setUint32(4, connectionEpoch, true);
  view.setBigUint64(8, BigInt(frame.firstSample), true);
  for (let index = 0; index < frame.samples.length; index += 1) {
    view.setInt16(PCM_HEADER_BYTES + 2 * index, frame.samples[index] ?? 0, true);
  }
  return bytes;
}

/** The frame in some bytes. Throws `frame-malformed` or `frame-too-large`; never returns a part of a frame. */
export function decodePcmFrame(bytes: Uint8Array): PcmPacket {
  if (bytes.byteLength > MAX_FRAME_BYTES) {
    throw new SubcamError('frame-too-large', `An audio packet holds at most ${MAX_FRAME_BYTES} bytes; this one has ${bytes.byteLength}.`);
  }
  if (bytes.byteLength <= PCM_HEADER_BYTES)
    throw new SubcamError('frame-malformed', `An audio packet of ${bytes.byteLength} bytes carries no sample.`);
  if (bytes.byteLength % 2 !== 0)
    throw new SubcamError('frame-malformed', `An audio packet of ${bytes.byteLength} bytes ends within a sample.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint8(0) !== MAGIC_0 || view.getUint8(1) !== MAGIC_1)
    throw new SubcamError('frame-malformed', 'An audio packet must begin with "SC".');
  if (view.getUint8(2) !== VERSION || view.getUint8(3) !== KIND_S16)
    throw new SubcamError('frame-malformed', 'This audio packet is of an unknown version or kind.');
  const firstSample = view.getBigUint64(8, true);
  const count = (bytes.byteLength - PCM_HEADER_BYTES) / 2;
  if (firstSample > BigInt(Number.MAX_SAFE_INTEGER - count))
    throw new SubcamError('frame-malformed', 'The sample index of this audio packet is out of range.');
  const samples = new Int16Array(count);
  for (let index = 0; index < count; index += 1) samples[index] = view.getInt16(PCM_HEADER_BYTES + 2 * index, true);
  return { connectionEpoch: view.getUint32(4, true), frame: { firstSample: Number(firstSample), samples } };
}
