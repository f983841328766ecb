// Who is let in.
import { EXTENSION_ORIGIN } from '@subcam/shared/wire';
import { describe, expect, it } from 'vitest';
import { bearerToken, checkOrigin, checkToken } from './admission.ts';

describe('a request', () => {
  it.each(['127.0.0.1:3000', 'localhost', 'LOCALHOST:80', '[::1]:3000'])('to %s is for this machine', (host) => {
    expect(() => checkOrigin({ host })).not.toThrow();
    expect(() => checkOrigin({ host, origin: EXTENSION_ORIGIN })).not.toThrow();
  });

  it.each([undefined, '', 'evil.example', 'evil.example:3000', '127.0.0.1.evil.example', 'localhost.', '10.0.0.1:3000', 'user@127.0.0.1'])(
    'to the host %s is refused',
    (host) => {
      expect(() => checkOrigin({ host })).toThrow(expect.objectContaining({ code: 'forbidden-host' }));
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
    expect(() => checkOrigin({ host: '127.0.0.1:3000', origin })).toThrow(expect.objectContaining({ code: 'forbidden-origin' }));
  });

  it.each(['127.0.0.1:3000', 'localhost:4321', '[::1]:3000', 'localhost'])('of a page of the daemon at %s itself is let in', (host) => {
    expect(() => checkOrigin({ host, origin: `http://${host}` })).not.toThrow();
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

  it('needs exactly the token', () => {
    expect(() => checkToken('secret', 'secret')).not.toThrow();
    for (const given of [null, '', 'secre', 'secret ', 'SECRET', 'secretsecret']) {
      expect(() => checkToken(given, 'secret')).toThrow(expect.objectContaining({ code: 'unauthorized' }));
    }
  });
});
