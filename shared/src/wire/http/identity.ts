// Identity: whoever answers at the daemon's address proves that it knows the token, before anybody sends it there.
import * as z from 'zod/mini';
import { hmacHex, sha256 } from './keyed-hash.ts';
import { defineRoute } from './route.ts';

/** Of a client, fresh for each question: letters, digits, `-` and `_`. */
export const nonce = z.string().check(z.regex(/^[\w-]{16,100}$/));

/** An HMAC-SHA-256 as hexadecimal digits. */
export const macDigits = z.string().check(z.regex(/^[0-9a-f]{64}$/));

export const identityRoute = defineRoute({
  name: 'identity',
  method: 'GET',
  path: '/api/identity',
  scope: 'public',
  resource: 'identity',
  summary: 'Proves that whoever answers here knows the token: to be checked before the token is sent.',
  description:
    'The proof is HMAC-SHA-256 of the three lines `subcam identity 1`, the nonce, and the address as `127.0.0.1:PORT`, joined by line feeds, ' +
    'with the SHA-256 of the token as its key, in hexadecimal digits. The port is that on which the daemon listens; a client computes with ' +
    'the one to which it connects.',
  query: z.object({ nonce }),
  response: z.object({ proof: macDigits }),
});

export interface ProofInput {
  readonly token: string;
  readonly nonce: string;
  /** `127.0.0.1:3000`: of the daemon where it proves, of the connection where it is checked. */
  readonly address: string;
}

/** What a daemon answers, and what a client compares it with. */
export async function identityProof(given: ProofInput): Promise<string> {
  return hmacHex(await sha256(given.token), ['subcam identity 1', given.nonce, given.address]);
}

/** `http://127.0.0.1:3000` -> `127.0.0.1:3000`, with the port in every case. */
export function addressOfUrl(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port === '' ? '80' : port}`;
}

/** The daemon listens on 127.0.0.1 alone; the name `localhost` may stand for another address, with another program behind it. */
export function canonicalDaemonUrl(url: string): string {
  const canonical = new URL(url);
  if (canonical.hostname === 'localhost') canonical.hostname = '127.0.0.1';
  return canonical.origin;
}
