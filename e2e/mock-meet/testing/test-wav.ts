// Samples -> bytes of a WAV file in any of the formats that recordings come in, for tests.

export interface TestWavOptions {
  readonly rateHz: number;
  readonly channels?: number;
  /** Default s16. */
  readonly format?: 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64';
  /** Writes the WAVE_FORMAT_EXTENSIBLE header that other programs write for more than 16 bits. */
  readonly extensible?: boolean;
}

const BYTES = { u8: 1, s16: 2, s24: 3, s32: 4, f32: 4, f64: 8 } as const;

function chunk(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 0, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

/** `samples`: interleaved, −1…1. */
export function makeTestWav(samples: ArrayLike<number>, options: TestWavOptions): Buffer {
  const { rateHz, channels = 1, format = 's16', extensible = false } = options;
  const bytes = BYTES[format];
  const tag = format.startsWith('f') ? 3 : 1;
  const head = Buffer.alloc(extensible ? 40 : 16);
  head.writeUInt16LE(extensible ? 0xfffe : tag, 0);
  head.writeUInt16LE(channels, 2);
  head.writeUInt32LE(rateHz, 4);
  head.writeUInt32LE(rateHz * channels * bytes, 8);
  head.writeUInt16LE(channels * bytes, 12);
  head.writeUInt16LE(bytes * 8, 14);
  if (extensible) {
    head.writeUInt16LE(22, 16);
    head.writeUInt16LE(bytes * 8, 18);
    head.writeUInt16LE(tag, 24);
  }
  const data = Buffer.alloc(samples.length * bytes);
  for (let i = 0; i < samples.length; i += 1) {
    const sample = samples[i] ?? 0;
    const at = i * bytes;
    if (format === 'u8') data.writeUInt8(Math.round(128 + sample * 127), at);
    else if (format === 'f32') data.writeFloatLE(sample, at);
    else if (format === 'f64') data.writeDoubleLE(sample, at);
    else data.writeIntLE(Math.round(sample * (2 ** (bytes * 8 - 1) - 1)), at, bytes);
  }
  // A chunk of odd length before the sound, as editors write, so that nobody counts on the sound's place.
  const body = Buffer.concat([Buffer.from('WAVE', 'latin1'), chunk('fmt ', head), chunk('LIST', Buffer.from('odd')), chunk('data', data)]);
  return chunk('RIFF', body);
}

/** `[durationMs, amplitude]` pieces of a 200 Hz tone over a faint hum. */
export function tones(pieces: readonly (readonly [durationMs: number, amplitude: number])[], rateHz: number): Float32Array {
  const total = pieces.reduce((sum, [durationMs]) => sum + Math.round((durationMs * rateHz) / 1000), 0);
  const samples = new Float32Array(total);
  let at = 0;
  for (const [durationMs, amplitude] of pieces) {
    const end = at + Math.round((durationMs * rateHz) / 1000);
    for (; at < end; at += 1)
      samples[at] = amplitude * Math.sin((2 * Math.PI * 200 * at) / rateHz) + 0.0005 * Math.sin((2 * Math.PI * 50 * at) / rateHz);
  }
  return samples;
}
