// WAV files for tests, right and wrong ones.

export interface TestWav {
  readonly encoding: 'integer' | 'float';
  readonly bitsPerSample: 8 | 16 | 24 | 32 | 64;
  /** −1…1, one list a channel. */
  readonly channels: readonly (readonly number[])[];
  readonly sampleRateHz?: number;
  readonly extensible?: boolean;
  readonly chunksBefore?: readonly { readonly id: string; readonly bytes: Buffer }[];
  /** What the header says, where that is not the truth. */
  readonly dataBytes?: number;
  readonly claimedBits?: number;
  readonly claimedTag?: number;
  readonly chunksAfter?: readonly { readonly id: string; readonly bytes: Buffer }[];
  /** With sizes in 64 bits: the size of the sound is `longBytes`, or the truth. */
  readonly form?: 'RF64' | 'BW64';
  readonly longBytes?: bigint;
}

/** The bytes of a WAV file. Full scale is 2^(bits−1) − 1, except that −1 reaches the lowest value. */
export function wavBytes(wav: TestWav): Buffer {
  const { bitsPerSample: bits } = wav;
  const sampleRateHz = wav.sampleRateHz ?? 16_000;
  const count = wav.channels[0]?.length ?? 0;
  const sampleBytes = bits / 8;
  const data = Buffer.alloc(count * wav.channels.length * sampleBytes);
  for (let index = 0; index < count; index += 1) {
    for (const [channel, samples] of wav.channels.entries()) {
      put(data, { wav, at: (index * wav.channels.length + channel) * sampleBytes, value: samples[index] ?? 0 });
    }
  }
  const tag = wav.claimedTag ?? (wav.encoding === 'float' ? 3 : 1);
  const format = Buffer.alloc(wav.extensible === true ? 40 : 16);
  format.writeUInt16LE(wav.extensible === true ? 0xfffe : tag, 0);
  format.writeUInt16LE(wav.channels.length, 2);
  format.writeUInt32LE(sampleRateHz, 4);
  format.writeUInt32LE(sampleRateHz * wav.channels.length * sampleBytes, 8);
  format.writeUInt16LE(wav.channels.length * sampleBytes, 12);
  format.writeUInt16LE(wav.claimedBits ?? bits, 14);
  if (wav.extensible === true) {
    format.writeUInt16LE(22, 16);
    format.writeUInt16LE(bits, 18);
    format.writeUInt16LE(tag, 24);
  }
  const long = Buffer.alloc(28);
  long.writeBigUInt64LE(BigInt(data.length + 100), 0);
  long.writeBigUInt64LE(wav.longBytes ?? BigInt(data.length), 8);
  const before = wav.form === undefined ? [] : [{ id: 'ds64', bytes: long }];
  const chunks = [...before, ...(wav.chunksBefore ?? []), { id: 'fmt ', bytes: format }];
  const claimed = wav.form === undefined ? (wav.dataBytes ?? data.length) : 0xffff_ffff;
  const body = Buffer.concat([
    Buffer.from('WAVE'),
    ...chunks.map(({ id, bytes }) => chunk(id, bytes, bytes.length)),
    chunk('data', data, claimed),
    ...(wav.chunksAfter ?? []).map(({ id, bytes }) => chunk(id, bytes, bytes.length)),
  ]);
  const size = wav.form === undefined ? body.length : 0xffff_ffff;
  return Buffer.concat([Buffer.from(wav.form ?? 'RIFF'), uint32(size), body]);
}

function put(data: Buffer, sample: { wav: TestWav; at: number; value: number }): void {
  const { wav, at, value } = sample;
  if (wav.encoding === 'float') {
    if (wav.bitsPerSample === 64) data.writeDoubleLE(value, at);
    else data.writeFloatLE(value, at);
    return;
  }
  const scale = 2 ** (wav.bitsPerSample - 1);
  const integer = value <= -1 ? -scale : Math.round(value * (scale - 1));
  if (wav.bitsPerSample === 8) data.writeUInt8(integer + 128, at);
  else data.writeIntLE(integer, at, wav.bitsPerSample / 8);
}

function chunk(id: string, bytes: Buffer, claimedBytes: number): Buffer {
  return Buffer.concat([Buffer.from(id), uint32(claimedBytes), bytes, Buffer.alloc(bytes.length % 2)]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
