// Services from which no answer comes: what there is to do about it.
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '@subcam/shared';
import * as z from 'zod';
import { openEngineService } from './engine-service.ts';
import { FOREIGN_CERTIFICATE } from './testing/foreign-certificate.ts';
import { unreachableService } from './unreachable-service.ts';

const forever = new AbortController().signal;
const open: { close(): unknown; closeAllConnections(): void }[] = [];

afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listening(server: Server | ReturnType<typeof createHttpServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(server);
  return (server.address() as AddressInfo).port;
}

function ask(url: string) {
  const service = openEngineService({
    title: 'echo service',
    url,
    exampleUrl: 'http://127.0.0.1:1',
    endpoints: ['ask'],
    timeoutMs: 10_000,
    maxAnswerBytes: 1_000,
    clock: systemClock,
  });
  return service.post({}, z.object({}), forever);
}

const failedWith = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

describe('a service', () => {
  it('whose certificate does not fit is refused for good, and is sent nothing', async () => {
    let asked = 0;
    const server = createServer(FOREIGN_CERTIFICATE, (_, response) => {
      asked += 1;
      response.end('{}');
    });
    const port = await listening(server);
    await expect(ask(`https://127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'engine-failed',
      retryable: false,
      message: expect.stringMatching(/certificate of the echo service at https:.* does not fit \(\w+\): .*NODE_EXTRA_CA_CERTS/u) as string,
    });
    expect(asked).toBe(0);
  });

  it('that speaks no https is refused for good', async () => {
    const port = await listening(createHttpServer((_, response) => response.end('{}')));
    await expect(ask(`https://127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'engine-failed',
      retryable: false,
      message: expect.stringMatching(/does not speak https .*: is its address one with http\?$/u) as string,
    });
  });

  it.each([
    ['ECONNREFUSED', "can't be reached: is it running?"],
    ['ENOTFOUND', "can't be found: check its address."],
    ['EAI_AGAIN', "can't be found now: check its address, and the network."],
    ['ENETUNREACH', "can't be reached: check the network."],
    ['', "can't be reached: is it running?"],
  ])('that fails with %j may be there later', (code, told) => {
    const error = unreachableService(failedWith(code), { title: 'echo service', origin: 'http://mt.example' });
    expect(error).toMatchObject({ code: 'engine-unavailable', retryable: true, message: `The echo service at http://mt.example ${told}` });
  });

  it.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
    'with %s has a certificate that does not fit',
    (code) => {
      const error = unreachableService(failedWith(code), { title: 'echo service', origin: 'https://mt.example' });
      expect(error).toMatchObject({ retryable: false, message: expect.stringContaining(`does not fit (${code})`) as string });
    },
  );

  it('has no name or password in its address', () => {
    expect(() => ask('http://me:sesame@127.0.0.1:1')).toThrow(/has a name or a password in it/u);
    expect(() => ask('http://me:sesame@127.0.0.1:1')).not.toThrow(/sesame/u);
  });
});
