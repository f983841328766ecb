// One decoded picture as bytes, between the participants' page and Node. Runs in both.

/** index u32, width u16, height u16, decodedAtMs f64; little-endian. The I420 planes follow. */
export const FRAME_HEADER_BYTES = 16;

export interface FrameHeader {
  readonly index: number;
  readonly decodedAtMs: number;
  readonly width: number;
  readonly height: number;
}

/** Bytes of the three planes; chroma of odd sizes is rounded up. */
export function i420Bytes(width: number, height: number): number {
  return width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
}

export function writeFrameHeader(message: ArrayBuffer, header: FrameHeader): void {
  const view = new DataView(message, 0, FRAME_HEADER_BYTES);
  view.setUint32(0, header.index, true);
  view.setUint16(4, header.width, true);
  view.setUint16(6, header.height, true);
  view.setFloat64(8, header.decodedAtMs, true);
}

/** null when the length does not fit the header's size. */
export function readFrameMessage(message: Uint8Array): (FrameHeader & { readonly i420: Uint8Array }) | null {
  if (message.length < FRAME_HEADER_BYTES) return null;
  const view = new DataView(message.buffer, message.byteOffset, FRAME_HEADER_BYTES);
  const header = {
    index: view.getUint32(0, true),
    width: view.getUint16(4, true),
    height: view.getUint16(6, true),
    decodedAtMs: view.getFloat64(8, true),
  };
  const i420 = message.subarray(FRAME_HEADER_BYTES);
  return i420.length === i420Bytes(header.width, header.height) ? { ...header, i420 } : null;
}
