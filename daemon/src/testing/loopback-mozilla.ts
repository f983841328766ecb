// Mozilla's registry of models on loopback: its list, its files packed as it packs them, and faults on demand.
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { answerFile, noise, type FileFault } from './faulty-files.ts';

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
  readonly faults: FileFault[];
  /** What is answered instead of the list, once each. */
  readonly listAnswers: { readonly status: number; readonly body: string }[];
  publish(model: PublishedModel): void;
  /** The list and all files, as a mirror of the registry in a folder. */
  mirror(folder: string): Promise<void>;
  close(): Promise<void>;
}

/** Files of a small model that no engine could load. */
export function smallFiles(seed = 1): Readonly<Record<string, Buffer>> {
  return { model: noise(300_000, seed), lex: noise(20_000, seed + 1), vocab: noise(10_000, seed + 2) };
}

const LIST_PATH = '/v1/buckets/main/collections/translations-models-v2/records';

/** As quickly as it can be done: how small the files get is nothing to those who unpack them. */
const GZIP = { level: 1 } as const;

const PACKINGS = {
  zstd: { pack: (bytes: Buffer) => zstdCompressSync(bytes), ending: '.zst', mimetype: 'application/zstd' },
  gzip: { pack: (bytes: Buffer) => gzipSync(bytes, GZIP), ending: '.gz', mimetype: 'application/gzip' },
  none: { pack: (bytes: Buffer) => bytes, ending: '', mimetype: 'application/octet-stream' },
} as const;

export async function startLoopbackMozilla(): Promise<LoopbackMozilla> {
  const records: Record<string, unknown>[] = [];
  const served = new Map<string, Buffer>();
  const requests: { location: string; range: string | null }[] = [];
  const listings: string[] = [];
  const faults: FileFault[] = [];
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
    answerFile(response, served.get(location), { range, fault: faults.shift() });
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

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
