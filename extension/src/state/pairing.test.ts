// Pairing: codes as people type them, and an answer in words for whatever goes wrong.
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '@subcam/shared/testing';
import { normalizeDaemonUrl, normalizePairingCode, pairWithDaemon } from './pairing.ts';

const REQUEST = { daemonUrl: 'http://127.0.0.1:3000', code: 'ABCD-2345' };

describe('normalizePairingCode', () => {
  it.each(['ABCD-2345', 'abcd2345', ' abcd 2345 ', 'a-b-c-d-2-3-4-5', 'ABCD–2345'])('reads %j as ABCD-2345', (typed) => {
    expect(normalizePairingCode(typed)).toBe('ABCD-2345');
  });

  it.each(['', 'ABCD', 'ABCD-23456', '----'])('refuses %j', (typed) => {
    expect(() => normalizePairingCode(typed)).toThrow(expect.objectContaining({ code: 'pairing-code' }));
  });
});

describe('normalizeDaemonUrl', () => {
  it.each(['http://127.0.0.1:3000', ' 127.0.0.1:3000', 'http://127.0.0.1:3000/'])('reads %j', (typed) => {
    expect(normalizeDaemonUrl(typed)).toBe('http://127.0.0.1:3000');
  });

  it.each(['http://192.168.0.4:3000', 'https://127.0.0.1', 'not an address', ''])('refuses %j', (typed) => {
    expect(() => normalizeDaemonUrl(typed)).toThrow(expect.objectContaining({ code: 'configuration' }));
  });
});

describe('pairWithDaemon', () => {
  const answering =
    (status: number, body: unknown): typeof fetch =>
    () =>
      Promise.resolve(new Response(JSON.stringify(body), { status }));

  it('sends the code and gives the token', async () => {
    const asked: { url: unknown; init: RequestInit | undefined }[] = [];
    const request: typeof fetch = (url, init) => {
      asked.push({ url, init });
      return Promise.resolve(new Response('{"token":"secret"}'));
    };
    const token = await pairWithDaemon(REQUEST, { request });
    expect(token).toBe('secret');
    expect(asked).toMatchObject([{ url: 'http://127.0.0.1:3000/api/pair', init: { method: 'POST', body: '{"code":"ABCD-2345"}' } }]);
  });

  it.each([
    [400, { error: { code: 'pairing-code' } }, 'pairing-code'],
    [429, {}, 'rate-limited'],
    [500, {}, 'internal'],
    [200, { hello: 'I am another program' }, 'network'],
    [200, null, 'network'],
  ])('makes of %i %j a %s', async (status, body, code) => {
    await expect(pairWithDaemon(REQUEST, { request: answering(status, body) })).rejects.toMatchObject({ code });
  });

  it('says how to start the daemon when nobody answers', async () => {
    const nobody: typeof fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    await expect(pairWithDaemon(REQUEST, { request: nobody })).rejects.toMatchObject({
      code: 'network',
      retryable: true,
      message: expect.stringContaining('start it with `subcam up`') as string,
    });
  });

  it.each(['the headers', 'the body'])(
    'gives up a daemon that does not send %s within five seconds, and cancels the request',
    async (what) => {
      const clock = createVirtualClock();
      let given: AbortSignal | null | undefined;
      const request: typeof fetch = (_, init) => {
        given = init?.signal;
        return what === 'the headers' ? new Promise(() => undefined) : Promise.resolve(new Response(new ReadableStream()));
      };
      const paired = pairWithDaemon(REQUEST, { request, clock }).catch((error: unknown) => error);
      await clock.advance(4_999);
      expect(given?.aborted).toBe(false);
      await clock.advance(1);
      expect(await paired).toMatchObject({ code: 'network', retryable: true });
      expect(given?.aborted).toBe(true);
    },
  );
});
