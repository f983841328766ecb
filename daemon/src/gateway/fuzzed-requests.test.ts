// Requests made of the document of all routes, and packets of every kind: nothing fails in the daemon, nothing grows, and who behaves is served.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { openApiRoute } from '@subcam/shared/http';
import {
  CAPTURE_NAMESPACE,
  encodePcmFrame,
  NAMESPACE_SCOPES,
  PROTOCOL_VERSION,
  RUNNER_NAMESPACE,
  SUBTITLES_NAMESPACE,
} from '@subcam/shared/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CONFIGURATION } from '../config/index.ts';
import type { Tokens } from '../tokens/index.ts';
import type { Gateway } from './index.ts';
import { askGateway } from './testing/ask-gateway.ts';
import { casesOf, type JsonSchema } from './testing/schema-cases.ts';
import {
  connect,
  connected,
  createScriptedRegistry,
  helloOf,
  openTestTokens,
  say,
  startTestGateway,
  TOKEN,
  type ScriptedRegistry,
} from './testing/test-gateway.ts';

/** The long form: `SUBCAM_TEST_FUZZ=20 vitest …` sends so many times as much. */
const TIMES = Number(process.env['SUBCAM_TEST_FUZZ'] ?? '1');
const REQUESTS_A_ROUTE = 8 * TIMES;
/** 10⁵ of them with SUBCAM_TEST_FUZZ=20. */
const PACKETS = 5_000 * TIMES;
const MAX_GROWTH_BYTES = 64 * 1024 * 1024;

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: JsonSchema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
}
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

/** Of settings that are changed as by a daemon, which nothing here reads. */
let folder: string;
let registry: ScriptedRegistry;
let tokens: Tokens;
let gateway: Gateway;
let document: Document;
const failures: unknown[] = [];
const onRejection = (thrown: unknown): void => void failures.push(thrown);

beforeAll(async () => {
  process.on('unhandledRejection', onRejection);
  tokens = await openTestTokens();
  registry = createScriptedRegistry();
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-fuzz-'));
  const settings = await CONFIGURATION.open({ HOME: folder, SUBCAM_HOME: folder }, {});
  gateway = await startTestGateway(registry, { tokens, settings });
  document = (await askGateway(gateway.port, openApiRoute.path)).json as Document;
});

afterAll(async () => {
  await gateway.close();
  tokens.close();
  await rm(folder, { recursive: true });
  process.off('unhandledRejection', onRejection);
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that the process holds more than before `work`, without what is garbage. */
async function growthDuring(work: () => Promise<unknown>): Promise<number> {
  const held = (): number => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = held();
  await work();
  return held() - before;
}

/** Whoever behaves is served as if nothing had been. */
async function expectWell(): Promise<void> {
  expect((await askGateway(gateway.port, '/api/engines', { headers: { Authorization: `Bearer ${TOKEN}` } })).status).toBe(200);
  const client = await connected(connect(gateway.port));
  expect(await say(client, helloOf())).toMatchObject({ ok: true });
  client.disconnect();
  expect(failures).toEqual([]);
}

const segment = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // A part of a path that is nothing, or a step up, is another path.
  return text === '' || text === '.' || text === '..' ? 'x' : encodeURIComponent(text.toWellFormed());
};

describe('requests made of the document', () => {
  it('are answered as the document says, and never with 500', { timeout: 600_000 }, async () => {
    const operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
    );
    expect(operations.length).toBeGreaterThanOrEqual(20);
    const ask = async (numRuns: number): Promise<void> => {
      for (const { path, method, operation } of operations) {
        // What stands in the query may be left out, needed or not.
        const parameters = fc.record(Object.fromEntries(operation.parameters.map(({ name, schema }) => [name, casesOf(schema)])), {
          requiredKeys: operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name),
        });
        const schema = operation.requestBody?.content['application/json']?.schema;
        const body = schema === undefined ? fc.constant(undefined) : casesOf(schema);
        await fc.assert(
          fc.asyncProperty(parameters, body, async (given, sent) => {
            const values = given as Readonly<Record<string, unknown>>;
            const query = operation.parameters
              .filter((one) => one.in === 'query' && Object.hasOwn(values, one.name))
              .map(({ name }) => `${name}=${segment(values[name])}`);
            const filled = path.replaceAll(/\{(\w+)\}/g, (_braces, name: string) => segment(values[name]));
            // `askGateway` compares each answer with the definition of its route.
            const { status } = await askGateway(gateway.port, `${filled}?${query.join('&')}`, {
              method,
              // On a slow machine a connection that waits for the next request is closed in the moment in which it comes.
              headers: {
                Connection: 'close',
                Authorization: `Bearer ${TOKEN}`,
                ...(sent === undefined ? {} : { 'Content-Type': 'application/json' }),
              },
              ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
            });
            expect(status).not.toBe(500);
          }),
          { numRuns },
        );
      }
    };
    // Fonts are read and as many tiles opened as may be.
    await ask(3);
    const growth = await growthDuring(() => ask(REQUESTS_A_ROUTE));
    expect(growth).toBeLessThan(MAX_GROWTH_BYTES);
    await expectWell();
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  ] as const)('whose body is a bomb of %s are refused by what it would be, and it is not unpacked', async (encoding, pack) => {
    // 128 MB in some hundred kilobytes at most; the route takes 16 MB.
    const bomb = pack(Buffer.alloc(128 * 1024 * 1024, 0x20));
    expect(bomb.length).toBeLessThan(500_000);
    const growth = await growthDuring(async () => {
      const sent = request({
        host: '127.0.0.1',
        port: gateway.port,
        path: '/api/glossary',
        method: 'PATCH',
        headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json', 'Content-Encoding': encoding },
      });
      sent.on('error', () => undefined);
      sent.end(bomb);
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      response.resume();
      expect(response.statusCode).toBe(413);
    });
    expect(growth).toBeLessThan(MAX_GROWTH_BYTES);
  });
});

const joining = (namespace: string, token: string): string =>
  `40${namespace},${JSON.stringify({ token, protocolVersion: PROTOCOL_VERSION, client: 'a fuzzer' })}`;

const HELLO = `42${CAPTURE_NAMESPACE},0["hello",${JSON.stringify(helloOf())}]`;

/** Messages as clients send them: Engine.IO and Socket.IO in text, and sound. */
const SENT_BY_CLIENTS: readonly (string | Buffer)[] = [
  HELLO,
  `42${CAPTURE_NAMESPACE},["gap",{"firstSample":0,"sampleCount":320,"reason":"source-gap"}]`,
  `42${CAPTURE_NAMESPACE},["meeting",{"type":"participant-left","atMs":1,"participantId":"a"}]`,
  `42${CAPTURE_NAMESPACE},1["end",{"nextSample":0}]`,
  `42${RUNNER_NAMESPACE},2["lease",{"botId":"b","state":"active","reason":"","meetingUrl":"https://meet.google.com/abc-defg-hij","atMs":1}]`,
  `42${SUBTITLES_NAMESPACE},3["subscribe",{"sessionId":"session-1"}]`,
  `451-${CAPTURE_NAMESPACE},["audio",{"_placeholder":true,"num":0}]`,
  Buffer.from(encodePcmFrame({ connectionEpoch: 1, frame: { firstSample: 0, samples: new Int16Array(320) } })),
  `41${CAPTURE_NAMESPACE},`,
  '2probe',
  '3',
  '6',
];

const SPECIAL_SIGNS = [
  '[',
  ']',
  '{',
  '}',
  '"',
  ',',
  '-',
  '/',
  '0',
  '9',
  '\0',
  '\u{1F600}',
  '451-',
  '42',
  '999999999999',
  'null',
  '__proto__',
];

const mutated: fc.Arbitrary<string | Buffer> = fc
  .record({
    of: fc.constantFrom(...SENT_BY_CLIENTS),
    at: fc.nat(400),
    cut: fc.nat(12),
    put: fc.oneof(fc.constantFrom(...SPECIAL_SIGNS), fc.string({ maxLength: 6 })),
    asBytes: fc.boolean(),
  })
  .map(({ of, at, cut, put, asBytes }) => {
    const bytes = Buffer.from(of);
    const place = at % (bytes.length + 1);
    const changed = Buffer.concat([bytes.subarray(0, place), Buffer.from(put), bytes.subarray(place + cut)]);
    return typeof of === 'string' && !asBytes ? changed.toString('utf8') : changed;
  });

const packet: fc.Arbitrary<string | Buffer> = fc.oneof(
  { weight: 3, arbitrary: mutated },
  { weight: 2, arbitrary: fc.constantFrom(...SENT_BY_CLIENTS) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.string({ maxLength: 200 }) },
);

/** What a connection does first: it joins these, and says hello or not. */
interface Opening {
  readonly namespaces: readonly string[];
  readonly saysHello: boolean;
}

/** Packets of one connection. Resolves when it is over, by whomever. */
async function send(packets: readonly (string | Buffer)[], { namespaces, saysHello }: Opening): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/socket.io/?EIO=4&transport=websocket`);
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  /** Answers to joining and to hello, as many as have not been waited for. */
  const answers: Buffer[] = [];
  socket.on('message', (message, isBinary) => {
    if (!isBinary && /^4[034]/.test((message as Buffer).toString('latin1'))) answers.push(message as Buffer);
  });
  const answered = async (): Promise<void> => {
    while (answers.shift() === undefined && socket.readyState === WebSocket.OPEN) await Promise.race([once(socket, 'message'), closed]);
  };
  await once(socket, 'open');
  for (const name of namespaces) socket.send(joining(name, TOKEN));
  for (let count = 0; count < namespaces.length; count += 1) await answered();
  if (saysHello) {
    socket.send(HELLO);
    await answered();
  }
  for (const message of packets) if (socket.readyState === WebSocket.OPEN) socket.send(message);
  socket.close();
  await closed;
}

describe('packets of every kind', () => {
  it('end their own connection at most; nothing fails, and nothing grows', { timeout: 600_000 }, async () => {
    const PACKETS_A_CONNECTION = 25;
    const namespaces = Object.keys(NAMESPACE_SCOPES);
    const openings = fc.constantFrom<Opening>(
      { namespaces: [], saysHello: false },
      ...namespaces.map((name) => ({ namespaces: [name], saysHello: false })),
      { namespaces: [CAPTURE_NAMESPACE], saysHello: true },
      { namespaces, saysHello: true },
    );
    const packets = fc.array(packet, { minLength: PACKETS_A_CONNECTION, maxLength: PACKETS_A_CONNECTION, size: 'max' });
    const growth = await growthDuring(() =>
      fc.assert(
        fc.asyncProperty(packets, openings, async (given, opening) => {
          await send(given, opening);
          expect(failures).toEqual([]);
        }),
        { numRuns: PACKETS / PACKETS_A_CONNECTION, endOnFailure: true },
      ),
    );
    // They came through to what handles them: some of them were right.
    for (const what of ['hello', 'gap', 'meeting', 'end']) expect(registry.seen.some((entry) => entry.includes(` ${what}`))).toBe(true);
    expect(growth).toBeLessThan(MAX_GROWTH_BYTES);
    await expectWell();
  });
});
