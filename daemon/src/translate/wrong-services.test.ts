// Addresses and settings under which a translator's service can't work: each such translator says what to do, and sends nothing that anybody said.
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text as bodyOf } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock, type ServiceReport } from '@subcam/shared';
import { FOREIGN_CERTIFICATE } from '../lib/testing/foreign-certificate.ts';
import { engineContext } from '../testing/local-engines.ts';
import { TRANSLATOR_ENGINES } from './engines/index.ts';

const forever = new AbortController().signal;
const open: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const SERVICES = [
  { name: 'translation-service', settings: {} },
  { name: 'libretranslate', settings: {} },
  { name: 'openai-mt', settings: { model: 'small' } },
  { name: 'triton', settings: { model: 'small' } },
] as const;

type Service = (typeof SERVICES)[number];

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A server that answers everything in the same way, and keeps what it was sent. */
async function serve(answer: Answer, { isSecure = false }: { readonly isSecure?: boolean } = {}) {
  const sent: string[] = [];
  const work = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    sent.push(await bodyOf(request));
    response.writeHead(answer.status ?? 200, { 'content-type': 'text/html', ...answer.headers }).end(answer.body);
  };
  const listener: RequestListener = (request, response) => {
    work(request, response).catch(() => response.destroy());
  };
  const server = isSecure ? createHttpsServer(FOREIGN_CERTIFICATE, listener) : createHttpServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http${isSecure ? 's' : ''}://127.0.0.1:${(server.address() as AddressInfo).port}`, sent };
}

function engineOf({ name, settings }: Service, url: string) {
  const description = TRANSLATOR_ENGINES.find((one) => one.name === name);
  if (description === undefined) throw new Error(`There is no engine ${name}.`);
  const given = description.settings.parse({ ...settings, url });
  const examine = async (): Promise<ServiceReport | undefined> => description.examine?.(given, { clock: systemClock, signal: forever });
  const opened = async () => {
    const translator = await description.open(given, engineContext());
    open.push(() => translator.close());
    return translator;
  };
  return { description, examine, opened };
}

const CASES: readonly (readonly [what: string, answer: Answer, told: RegExp])[] = [
  ['has nothing at any path', { status: 404, body: '<html>' }, /There is no .* at http:.*check its address$/u],
  ['has the same page at every path', { body: '<html>Welcome</html>' }, /check its address$/u],
  ['has the same JSON at every path', { headers: { 'content-type': 'application/json' }, body: '{"status":"ok"}' }, /check its address$/u],
  ['takes nothing that is sent', { status: 501, body: 'Unsupported method' }, /check its address$/u],
  [
    'sends elsewhere',
    { status: 302, headers: { location: 'https://else.example/' }, body: '' },
    /moved to https:\/\/else\.example\/; set that as its address\)$/u,
  ],
];

describe.each(SERVICES)('$name', (service) => {
  const expectUnfit = async ({ url, sent }: Awaited<ReturnType<typeof serve>>, told: RegExp): Promise<void> => {
    const { examine, opened } = engineOf(service, url);
    expect(await examine()).toMatchObject({ status: 'unfit', detail: expect.stringMatching(told) as string });
    await expect(opened()).rejects.toMatchObject({ code: 'engine-failed', retryable: false });
    // What is asked for finds out whether this is such a service: there is nothing in it to translate.
    for (const body of sent) expect(body).toMatch(/^$|"text":""|"messages":\[\]/u);
  };

  it.each(CASES)('is not fit where a server %s, which is told before there is something to translate', async (_, answer, told) => {
    await expectUnfit(await serve(answer), told);
  });

  it('is not fit where a server has a certificate of another, and is sent nothing there', async () => {
    const server = await serve({ body: '{}' }, { isSecure: true });
    await expectUnfit(server, /The certificate of the .* does not fit \(\w+\): .*NODE_EXTRA_CA_CERTS$/u);
    expect(server.sent).toEqual([]);
  });

  it.each(['http://127.0.0.1:1/?key=1', 'http://127.0.0.1:1/#top', 'ftp://127.0.0.1', '127.0.0.1:1', 'http://me:word@127.0.0.1:1'])(
    'has no address such as %s',
    (url) => {
      const parsed = engineOf(service, 'http://127.0.0.1:1').description.settings.safeParse({ url });
      expect(parsed.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
        ['url', expect.stringMatching(/^must be an address/u)],
      ]);
    },
  );
});
