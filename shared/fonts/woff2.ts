// WOFF2 files: tables out and in, and which code points a font has glyphs for (https://www.w3.org/TR/WOFF2/).
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

/** One table as it lies in the file: transformed where the format says so, uncompressed. */
export interface Woff2Table {
  readonly tag: string;
  readonly transformVersion: number;
  /** Length in bytes before the transform. */
  readonly originalLength: number;
  readonly data: Buffer;
}

/** Table tags that have a number instead of four letters, in the specification's order (section 4.1). */
const KNOWN_TAGS = (
  'cmap,head,hhea,hmtx,maxp,name,OS/2,post,cvt ,fpgm,glyf,loca,prep,CFF ,VORG,EBDT,EBLC,gasp,hdmx,kern,LTSH,PCLT,VDMX,vhea,vmtx,BASE,' +
  'GDEF,GPOS,GSUB,EBSC,JSTF,MATH,CBDT,CBLC,COLR,CPAL,SVG ,sbix,acnt,avar,bdat,bloc,bsln,cvar,fdsc,feat,fmtx,fvar,gvar,hsty,just,lcar,' +
  'mort,morx,opbd,prop,trak,Zapf,Silf,Glat,Gloc,Feat,Sill'
).split(',');
const ANY_TAG = 63;
const HEADER_BYTES = 48;
const SIGNATURE = 0x774f4632;
const TRUETYPE_FLAVOUR = 0x00010000;

/** glyf and loca are transformed in version 0, every other table in any version but 0. */
function isTransformed(tag: string, version: number): boolean {
  return tag === 'glyf' || tag === 'loca' ? version !== 3 : version !== 0;
}

/** UIntBase128: seven bits a byte, the highest first. */
function readBase128(bytes: Buffer, at: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let next = at; next < at + 5; next += 1) {
    const byte = bytes.readUInt8(next);
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) === 0) return { value, next: next + 1 };
  }
  throw new Error('Not a WOFF2 file: a length of more than five bytes.');
}

function base128(value: number): Buffer {
  const bytes = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift((rest & 0x7f) | 0x80);
  return Buffer.from(bytes);
}

/** Tables of a file that holds one font, in its order. Throws an Error on anything else. */
export function readWoff2(file: Buffer): Woff2Table[] {
  if (file.readUInt32BE(0) !== SIGNATURE || file.readUInt32BE(4) !== TRUETYPE_FLAVOUR)
    throw new Error('Not a WOFF2 file of one TrueType font.');
  const directory: { tag: string; version: number; originalLength: number; length: number }[] = [];
  let at = HEADER_BYTES;
  for (let left = file.readUInt16BE(12); left > 0; left -= 1) {
    const flags = file.readUInt8(at);
    at += 1;
    const known = KNOWN_TAGS[flags & ANY_TAG];
    const tag = known ?? file.toString('latin1', at, at + 4);
    if (known === undefined) at += 4;
    const version = flags >> 6;
    const original = readBase128(file, at);
    at = original.next;
    let length = original.value;
    if (isTransformed(tag, version)) {
      const transformed = readBase128(file, at);
      length = transformed.value;
      at = transformed.next;
    }
    directory.push({ tag, version, originalLength: original.value, length });
  }
  const data = brotliDecompressSync(file.subarray(at, at + file.readUInt32BE(20)));
  let from = 0;
  return directory.map(({ tag, version, originalLength, length }) => {
    from += length;
    return { tag, transformVersion: version, originalLength, data: data.subarray(from - length, from) };
  });
}

/** One TrueType font, without metadata. The tables keep their order, in which loca follows glyf. */
export function writeWoff2(tables: readonly Woff2Table[]): Buffer {
  const directory = tables.map(({ tag, transformVersion, originalLength, data }) => {
    const known = KNOWN_TAGS.indexOf(tag);
    const flags = Buffer.from([(transformVersion << 6) | (known === -1 ? ANY_TAG : known)]);
    const name = known === -1 ? Buffer.from(tag, 'latin1') : Buffer.alloc(0);
    const transformed = isTransformed(tag, transformVersion) ? base128(data.length) : Buffer.alloc(0);
    return Buffer.concat([flags, name, base128(originalLength), transformed]);
  });
  const raw = Buffer.concat(tables.map(({ data }) => data));
  const compressed = brotliCompressSync(raw, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_FONT,
      [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
    },
  });
  const header = Buffer.alloc(HEADER_BYTES);
  const body = Buffer.concat([...directory, compressed]);
  const padding = (4 - (body.length % 4)) % 4;
  header.writeUInt32BE(SIGNATURE, 0);
  header.writeUInt32BE(TRUETYPE_FLAVOUR, 4);
  header.writeUInt32BE(HEADER_BYTES + body.length + padding, 8);
  header.writeUInt16BE(tables.length, 12);
  const tableBytes = tables.reduce((sum, { originalLength }) => sum + Math.ceil(originalLength / 4) * 4, 0);
  header.writeUInt32BE(12 + 16 * tables.length + tableBytes, 16);
  header.writeUInt32BE(compressed.length, 20);
  return Buffer.concat([header, body, Buffer.alloc(padding)]);
}

/** Every code point that the font has a glyph for, from its `cmap` (formats 4 and 12). */
export function codePointsOf(file: Buffer): Set<number> {
  const cmap = readWoff2(file).find(({ tag }) => tag === 'cmap')?.data;
  if (cmap === undefined) throw new Error('A font without a cmap table.');
  const points = new Set<number>();
  for (let index = 0; index < cmap.readUInt16BE(2); index += 1) {
    const table = cmap.subarray(cmap.readUInt32BE(8 + index * 8));
    const format = table.readUInt16BE(0);
    if (format === 4) addFormat4(table, points);
    if (format === 12) addFormat12(table, points);
  }
  return points;
}

function addFormat4(table: Buffer, points: Set<number>): void {
  const doubledCount = table.readUInt16BE(6);
  for (let at = 0; at < doubledCount; at += 2) {
    const end = table.readUInt16BE(14 + at);
    const start = table.readUInt16BE(16 + doubledCount + at);
    const delta = table.readUInt16BE(16 + doubledCount * 2 + at);
    const offsetAt = 16 + doubledCount * 3 + at;
    const offset = table.readUInt16BE(offsetAt);
    for (let point = start; point <= end && point < 0xffff; point += 1) {
      const glyph = offset === 0 ? point + delta : table.readUInt16BE(offsetAt + offset + (point - start) * 2);
      if ((glyph & 0xffff) !== 0) points.add(point);
    }
  }
}

function addFormat12(table: Buffer, points: Set<number>): void {
  for (let group = 0; group < table.readUInt32BE(12); group += 1) {
    const at = 16 + group * 12;
    for (let point = table.readUInt32BE(at); point <= table.readUInt32BE(at + 4); point += 1) points.add(point);
  }
}
