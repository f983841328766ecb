// Who is let in.
import { TOKEN_SCOPES, type TokenScope } from '@subcam/shared/http';
import { EXTENSION_ORIGIN } from '@subcam/shared/wire';
import { describe, expect, it } from 'vitest';
import { authoriseBy, bearerToken, checkOrigin, type Authorise } from './admission.ts';

const LOOPBACK = '127.0.0.1:3000';
const here = (headers: { host?: string | undefined; origin?: string }) => checkOrigin({ headers, loopback: LOOPBACK, urls: [] });

describe('a request', () => {
  it.each(['127.0.0.1:3000', 'localhost', 'LOCALHOST:80', '[::1]:3000'])('to %s is for this machine', (host) => {
    expect(() => here({ host })).not.toThrow();
    expect(() => here({ host, origin: EXTENSION_ORIGIN })).not.toThrow();
  });

  it.each([undefined, '', 'evil.example', 'evil.example:3000', '127.0.0.1.evil.example', 'localhost.', '10.0.0.1:3000', 'user@127.0.0.1'])(
    'to the host %s is refused',
    (host) => {
      expect(() => here({ host })).toThrow(expect.objectContaining({ code: 'forbidden-host' }));
    },
  );

  it.each([
    'null',
    '',
    'https://meet.google.com',
    'http://127.0.0.1:4000',
    'http://127.0.0.1',
    'http://localhost:3000',
    'https://127.0.0.1:3000',
    'chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    `${EXTENSION_ORIGIN}.evil.example`,
  ])('from the origin %j is refused', (origin) => {
    expect(() => here({ host: '127.0.0.1:3000', origin })).toThrow(expect.objectContaining({ code: 'forbidden-origin' }));
  });

  it.each(['127.0.0.1:3000', 'localhost:4321', '[::1]:3000', 'localhost'])('of a page of the daemon at %s itself is let in', (host) => {
    expect(() => here({ host, origin: `http://${host}` })).not.toThrow();
  });

  const URLS = ['https://subcam.example', 'https://subcam.example:3443'];

  it.each([
    ['subcam.example', 'https://subcam.example', 'subcam.example:443'],
    ['SUBCAM.example:443', 'https://subcam.example', 'subcam.example:443'],
    ['subcam.example:3443', 'https://subcam.example:3443', 'subcam.example:3443'],
  ])('from another machine to %s is one to %s, where the daemon proves itself as %s', (host, origin, proofAddress) => {
    const asked = { headers: { host, origin }, loopback: null, urls: URLS };
    expect(checkOrigin(asked)).toEqual({ origin, proofAddress });
    expect(() => checkOrigin({ ...asked, headers: { host, origin: 'https://evil.example' } })).toThrow(
      expect.objectContaining({ code: 'forbidden-origin' }),
    );
  });

  it.each([
    '127.0.0.1:3000',
    'localhost',
    'subcam.example:1',
    'www.subcam.example',
    'subcam.example.',
    'a@subcam.example',
    'subcam.example/x',
    '',
  ])('from another machine to %j is refused', (host) => {
    expect(() => checkOrigin({ headers: { host }, loopback: null, urls: URLS })).toThrow(
      expect.objectContaining({ code: 'forbidden-host' }),
    );
  });

  it('by a name of this machine is proved with the daemon’s own port, whatever port the client names', () => {
    expect(here({ host: 'localhost:1' })).toEqual({ origin: 'http://localhost:1', proofAddress: LOOPBACK });
  });

  it.each([
    ['Bearer abc', 'abc'],
    ['bearer   abc ', 'abc'],
    ['Basic abc', null],
    ['Bearer', null],
    ['Bearer a b', null],
    [undefined, null],
  ])('with the authorization %j carries the token %j', (authorization, token) => {
    expect(bearerToken(authorization)).toBe(token);
  });
});

describe('a token', () => {
  const granted = (scopes: readonly TokenScope[], sessionId: string | null = null): Authorise =>
    authoriseBy({ check: () => ({ tokenId: 'one', scopes, sessionId }) });
  const refusal = expect.objectContaining({ code: 'forbidden-scope' });

  it.each<[TokenScope, readonly TokenScope[]]>([
    ['capture', ['capture']],
    ['read', ['read', 'metrics']],
    ['operate', ['read', 'operate', 'metrics']],
    ['admin', ['capture', 'read', 'operate', 'admin', 'metrics']],
    ['metrics', ['metrics']],
  ])('that allows %s allows %j', (scope, allowed) => {
    const authorise = granted([scope]);
    expect(TOKEN_SCOPES.filter((wanted) => isAllowed(() => authorise('t', { scope: wanted })))).toEqual(allowed);
    expect(isAllowed(() => authorise('t', { scope: 'any' }))).toBe(true);
  });

  it('that allows two things allows both', () => {
    const authorise = granted(['capture', 'read']);
    expect(TOKEN_SCOPES.filter((wanted) => isAllowed(() => authorise('t', { scope: wanted })))).toEqual(['capture', 'read', 'metrics']);
  });

  it('says what it allows and what is needed', () => {
    expect(() => granted(['capture'])('t', { scope: 'admin' })).toThrow('This token allows capture, and what is asked needs admin');
  });

  it('of one session is for what is about that session, and for nothing else', () => {
    const authorise = granted(['read'], 'session-1');
    const about = (sessionId: string) => ({ scope: 'read', mayOneSession: (given: string) => given === sessionId }) as const;
    expect(authorise('t', about('session-1'))).toMatchObject({ sessionId: 'session-1' });
    for (const need of [about('session-2'), { scope: 'read' }, { scope: 'any' }] as const) {
      expect(() => authorise('t', need)).toThrow(refusal);
    }
    // Whatever else may have been written to the file of tokens.
    expect(() => granted(['read'], 'session-1')('t', { ...about('session-1'), scope: 'operate' })).toThrow(refusal);
  });
});

function isAllowed(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
