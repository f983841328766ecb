// A model of Marian's binary form (version 1) -> the same without the factors for its inputs, as a model that never had them.

const HEADER_BYTES = 32;
const ALIGNMENT = 256;

interface Item {
  readonly name: Buffer;
  readonly type: bigint;
  readonly shape: Buffer;
  readonly data: Buffer;
}

/** u64: version, count; for each item u64 length of name, type, dimensions, bytes; names; shapes (i32); padding; data. Little endian. */
export function withoutAlphas(model: Buffer): Buffer {
  const kept = itemsOf(model).filter(({ name }) => !name.includes('_QuantMultA'));
  const head = Buffer.alloc(16 + kept.length * HEADER_BYTES);
  head.writeBigUInt64LE(1n, 0);
  head.writeBigUInt64LE(BigInt(kept.length), 8);
  for (const [index, { name, type, shape, data }] of kept.entries()) {
    const values = [BigInt(name.length), type, BigInt(shape.length / 4), BigInt(data.length)];
    for (const [at, value] of values.entries()) head.writeBigUInt64LE(value, 16 + index * HEADER_BYTES + at * 8);
  }
  const front = Buffer.concat([head, ...kept.map(({ name }) => name), ...kept.map(({ shape }) => shape)]);
  const padding = Buffer.alloc(8);
  const gap = (ALIGNMENT - ((front.length + padding.length) % ALIGNMENT)) % ALIGNMENT;
  padding.writeBigUInt64LE(BigInt(gap));
  return Buffer.concat([front, padding, Buffer.alloc(gap), ...kept.map(({ data }) => data)]);
}

function itemsOf(model: Buffer): readonly Item[] {
  const count = Number(model.readBigUInt64LE(8));
  const headers = Array.from({ length: count }, (_, index) => {
    const read = (at: number): bigint => model.readBigUInt64LE(16 + index * HEADER_BYTES + at * 8);
    return { nameBytes: Number(read(0)), type: read(1), dimensions: Number(read(2)), dataBytes: Number(read(3)) };
  });
  let at = 16 + count * HEADER_BYTES;
  const take = (bytes: number): Buffer => {
    at += bytes;
    return model.subarray(at - bytes, at);
  };
  const names = headers.map(({ nameBytes }) => take(nameBytes));
  const shapes = headers.map(({ dimensions }) => take(dimensions * 4));
  const gap = Number(take(8).readBigUInt64LE(0));
  take(gap);
  return headers.map(({ type, dataBytes }, index) => ({
    name: names[index] ?? Buffer.alloc(0),
    type,
    shape: shapes[index] ?? Buffer.alloc(0),
    data: take(dataBytes),
  }));
}
