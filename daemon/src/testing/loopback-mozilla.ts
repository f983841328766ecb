// Mozilla's registry of models on loopback: its list, its files packed as it packs them, and faults on demand.
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';

export type RegistryFault =
  /** The connection breaks after this many bytes of the body. */
  | { readonly type: 'cut'; readonly afterBytes: number }
  /** The connection stays open and says nothing more after this many bytes. */
  | { readonly type: 'stall'; readonly afterBytes: number }
  | { readonly type: 'status'; readonly status: number }
  | { readonly type: 'flip'; readonly atByte: number };

/** A model to be published. Files by the registry's types: model, lex, vocab, srcvocab, trgvocab. */
export interface PublishedModel {
  /** `en-de`. */
  readonly pair: string;
  readonly version: string;
  readonly architecture?: string;
  readonly files: Readonly<Record<string, Buffer>>;
  readonly packing?: 'zstd' | 'gzip' | 'none';
  readonly filterExpression?: string;
  /** Whether the list says what the files are once they are unpacked. Default: it does. */
  readonly isUnpackedKnown?: boolean;
}

export interface LoopbackMozilla {
  /** Addresses as settings of the engine. */
  readonly registryUrl: string;
  readonly attachmentsUrl: string;
  /** The list, for a test to change or spoil. */
  readonly records: Record<string, unknown>[];
  /** One entry a request for a file: its path and its Range header, or null. */
  readonly requests: { readonly location: string; readonly range: string | null }[];
  /** One entry a request for the list. */
  readonly listings: string[];
  /** Of the next requests for files, one each. */
  readonly faults: RegistryFault[];
  /** What is answered instead of the list, once each. */
  readonly listAnswers: { readonly status: number; readonly body: string }[];
  publish(model: PublishedModel): void;
  /** The list and all files, as a mirror of the registry in a folder. */
  mirror(folder: string): Promise<void>;
  close(): Promise<void>;
}

/** Noise, which does not compress: a file is as long on the way as it is on the disk. */
export function noise(bytes: number, seed = 1): Buffer {
  const made = Buffer.alloc(bytes);
  for (let index = 0, state = seed; index < made.length; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    made[index] = state >>> 24;
  }
  return made;
}

/** Files of a small model that no engine could load. */
export function smallFiles(seed = 1): Readonly<Record<string, Buffer>> {
  return { model: noise(300_000, seed), lex: noise(20_000, seed + 1), vocab: noise(10_000, seed + 2) };
}

const LIST_PATH = '/v1/buckets/main/collections/translations-models-v2/records';

/** From the last byte to the end of a connection that is cut: a client that is told of the end at once drops what it has not read yet. */
const READ_MS = 100;

const PACKINGS = {
  zstd: { pack: (bytes: Buffer) => zstdCompressSync(bytes), ending: '.zst', mimetype: 'application/zstd' },
  gzip: { pack: (bytes: Buffer) => gzipSync(bytes), ending: '.gz', mimetype: 'application/gzip' },
  none: { pack: (bytes: Buffer) => bytes, ending: '', mimetype: 'application/octet-stream' },
} as const;

export async function startLoopbackMozilla(): Promise<LoopbackMozilla> {
  const records: Record<string, unknown>[] = [];
  const served = new Map<string, Buffer>();
  const requests: { location: string; range: string | null }[] = [];
  const listings: string[] = [];
  const faults: RegistryFault[] = [];
  const listAnswers: { status: number; body: string }[] = [];
  const server = createServer((request, response) => {
    if (request.url === LIST_PATH) {
      listings.push(request.url);
      const { status, body } = listAnswers.shift() ?? { status: 200, body: JSON.stringify({ data: records }) };
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      return;
    }
    const location = (request.url ?? '').replace(/^\/files\//, '');
    const range = request.headers.range ?? null;
    requests.push({ location, range });
    answer(response, served.get(location), { range, fault: faults.shift() });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    registryUrl: `${url}${LIST_PATH}`,
    attachmentsUrl: `${url}/files/`,
    records,
    requests,
    listings,
    faults,
    listAnswers,
    publish: (model) => {
      for (const [location, bytes, record] of recordsOf(model)) {
        served.set(location, bytes);
        records.push(record);
      }
    },
    mirror: async (folder) => {
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, 'records.json'), JSON.stringify({ data: records }));
      for (const [location, bytes] of served) {
        await mkdir(path.dirname(path.join(folder, location)), { recursive: true });
        await writeFile(path.join(folder, location), bytes);
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function recordsOf(model: PublishedModel): readonly (readonly [location: string, bytes: Buffer, record: Record<string, unknown>])[] {
  const { pair, version, architecture, files, packing = 'zstd', filterExpression = '', isUnpackedKnown = true } = model;
  const [sourceLanguage = '', ...rest] = pair.split('-');
  return Object.entries(files).map(([fileType, bytes]) => {
    const { pack, ending, mimetype } = PACKINGS[packing];
    const packed = pack(bytes);
    const name = `${fileType}.${pair.replace('-', '')}.bin`;
    const location = `main-workspace/translations-models-v2/${sha256(packed).slice(0, 32)}${ending}`;
    const record = {
      name,
      sourceLanguage,
      targetLanguage: rest.join('-'),
      ...(architecture === undefined ? {} : { architecture }),
      version,
      fileType,
      filter_expression: filterExpression,
      ...(isUnpackedKnown ? { decompressedSize: bytes.length, decompressedHash: sha256(bytes) } : {}),
      id: `${pair}-${version}-${fileType}`,
      schema: 1_749_570_042_331,
      attachment: { filename: `${name}${ending}`, location, hash: sha256(packed), mimetype, size: packed.length },
      last_modified: 1_749_570_511_392,
    };
    return [location, packed, record] as const;
  });
}

interface Answer {
  readonly range: string | null;
  readonly fault: RegistryFault | undefined;
}

function answer(response: ServerResponse, whole: Buffer | undefined, { range, fault }: Answer): void {
  if (fault?.type === 'status' || whole === undefined) {
    response.writeHead(fault?.type === 'status' ? fault.status : 404).end();
    return;
  }
  const from = range === null ? 0 : Number(/^bytes=(\d+)-$/.exec(range)?.[1]);
  const body = Buffer.from(whole.subarray(from));
  if (fault?.type === 'flip') body[fault.atByte] = (body[fault.atByte] ?? 0) ^ 1;
  response.writeHead(from > 0 ? 206 : 200, {
    'content-length': body.length,
    ...(from > 0 ? { 'content-range': `bytes ${from}-${whole.length - 1}/${whole.length}` } : {}),
  });
  if (fault?.type === 'cut') response.write(body.subarray(0, fault.afterBytes), () => setTimeout(() => response.destroy(), READ_MS));
  else if (fault?.type === 'stall') response.write(body.subarray(0, fault.afterBytes));
  else response.end(body);
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
