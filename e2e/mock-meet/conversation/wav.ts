// Bytes of a RIFF WAVE file -> its sound as one channel, for finding where people talk. The browser decodes the file by itself.
import { SubcamError, createChannelMixer } from '@subcam/shared';

export interface MonoSound {
  readonly rateHz: number;
  /** −1…1; of several channels what is left when those that are silent or in opposite phase don't weaken it. */
  readonly samples: Float32Array;
}

/** Format tags of the WAVE specification (RFC 2361); EXTENSIBLE carries the real one at the head of its sub-format. */
const FORMAT = { pcm: 1, float: 3, extensible: 0xfffe } as const;

interface WavLayout {
  readonly format: number;
  readonly channels: number;
  readonly rateHz: number;
  readonly bytesPerSample: number;
}

function refuse(why: string): SubcamError {
  return new SubcamError(
    'configuration',
    `The recording cannot be read: ${why} Convert it with \`ffmpeg -i RECORDING -c:a pcm_s16le out.wav\`.`,
  );
}

function readLayout(view: DataView, at: number, length: number): WavLayout {
  if (length < 16) throw refuse('its format chunk is cut off.');
  const tag = view.getUint16(at, true);
  if (tag === FORMAT.extensible && length < 40) throw refuse('its format chunk is cut off.');
  return {
    format: tag === FORMAT.extensible ? view.getUint16(at + 24, true) : tag,
    channels: view.getUint16(at + 2, true),
    rateHz: view.getUint32(at + 4, true),
    bytesPerSample: view.getUint16(at + 14, true) / 8,
  };
}

function sampleReader(view: DataView, { format, bytesPerSample }: WavLayout): (at: number) => number {
  if (format === FORMAT.float && bytesPerSample === 4) return (at) => view.getFloat32(at, true);
  if (format === FORMAT.float && bytesPerSample === 8) return (at) => view.getFloat64(at, true);
  if (format === FORMAT.pcm && bytesPerSample === 1) return (at) => (view.getUint8(at) - 128) / 128;
  if (format === FORMAT.pcm && bytesPerSample === 2) return (at) => view.getInt16(at, true) / 32_768;
  if (format === FORMAT.pcm && bytesPerSample === 3) return (at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 65_536) / 8_388_608;
  if (format === FORMAT.pcm && bytesPerSample === 4) return (at) => view.getInt32(at, true) / 2_147_483_648;
  throw refuse(`its sound is in format ${format} with ${bytesPerSample * 8} bits, which is not PCM.`);
}

/** Reads PCM of 8 to 32 bits and floats, any rate, any number of channels. Throws `configuration` for anything else. */
export function readWav(bytes: Uint8Array): MonoSound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 12 || name(0) !== 'RIFF' || name(8) !== 'WAVE') throw refuse('it is no WAV file.');
  let layout: WavLayout | null = null;
  for (let at = 12; at + 8 <= bytes.length;) {
    const length = view.getUint32(at + 4, true);
    const bodyAt = at + 8;
    if (name(at) === 'fmt ') layout = readLayout(view, bodyAt, Math.min(length, bytes.length - bodyAt));
    if (name(at) === 'data') {
      if (layout === null) throw refuse('its sound comes before its format.');
      const { channels, rateHz, bytesPerSample } = layout;
      if (channels < 1 || rateHz < 1) throw refuse(`it claims ${channels} channels at ${rateHz} Hz.`);
      const read = sampleReader(view, layout);
      const frameBytes = channels * bytesPerSample;
      const frames = Math.floor(Math.min(length, bytes.length - bodyAt) / frameBytes);
      const planes = Array.from({ length: channels }, (_, channel) =>
        Float32Array.from({ length: frames }, (_sample, frame) => read(bodyAt + frame * frameBytes + channel * bytesPerSample)),
      );
      return { rateHz, samples: createChannelMixer({ channels, rateHz }).push(planes) };
    }
    at = bodyAt + length + (length % 2);
  }
  throw refuse('it has no sound in it.');
}
