// Pairing: codes as people type them, and an answer in words for whatever goes wrong.
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '@subcam/shared/testing';
import { pairingProof, sealToken } from '@subcam/shared/http';
import { normalizeDaemonUrl, normalizePairingCode, pairWithDaemon } from './pairing.ts';

const CODE = 'K7QP-3MXA-9TRD-W2HB';
const REQUEST = { daemonUrl: 'http://127.0.0.1:3000', code: CODE, name: 'Subcam extension 1.2.3' };

describe('normalizePairingCode', () => {
  it.each([
    CODE,
    'k7qp3mxa9trdw2hb',
    ' k7qp 3mxa 9trd w2hb ',
    'k-7-q-p-3-m-x-a-9-t-r-d-w-2-h-b',
    'K7QP–3MXA–9TRD–W2HB',
    `Code: ${CODE}`,
    'Ｋ７ＱＰ－３ＭＸＡ－９ＴＲＤ－Ｗ２ＨＢ',
  ])('reads %j as it is shown', (typed) => {
    expect(normalizePairingCode(typed)).toBe(CODE);
  });

  it.each(['', 'ABCD', 'ABCD-2345', `${CODE}6`, '----'])('refuses %j', (typed) => {
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

  /** Answers as the daemon that showed `code` and listens at `address`, and remembers what it was sent. */
  const daemon =
    (code: string, address = '127.0.0.1:3000', asked: { url: unknown; init: RequestInit | undefined }[] = []): typeof fetch =>
    async (url, init) => {
      asked.push({ url, init });
      const { nonce } = JSON.parse(init?.body as string) as { nonce: string };
      return Response.json({ sealedToken: await sealToken({ code, nonce, address }, 'secret') });
    };

  it('gives a token to who knows the code, and sends the code to nobody', async () => {
    const asked: { url: unknown; init: RequestInit | undefined }[] = [];
    expect(await pairWithDaemon(REQUEST, { request: daemon(CODE, '127.0.0.1:3000', asked) })).toBe('secret');
    expect(asked).toMatchObject([{ url: 'http://127.0.0.1:3000/api/pair/sealed', init: { method: 'POST' } }]);
    const { nonce, proof, name } = JSON.parse(asked[0]?.init?.body as string) as { nonce: string; proof: string; name: string };
    expect(name).toBe('Subcam extension 1.2.3');
    expect(proof).toBe(await pairingProof({ code: CODE, nonce, address: '127.0.0.1:3000' }));
    expect(JSON.stringify(asked)).not.toContain('K7QP');
  });

  it.each([
    ['does not know the code', daemon('AAAA-2222-AAAA-2222')],
    ['passes on what a daemon on another port answers', daemon(CODE, '127.0.0.1:4000')],
  ])('is not deceived by a program that %s', async (_what, request) => {
    await expect(pairWithDaemon(REQUEST, { request })).rejects.toMatchObject({ code: 'pairing-code' });
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
      await expect.poll(() => given).toBeDefined();
      await clock.advance(4_999);
      expect(given?.aborted).toBe(false);
      await clock.advance(1);
      expect(await paired).toMatchObject({ code: 'network', retryable: true });
      expect(given?.aborted).toBe(true);
    },
  );
});
