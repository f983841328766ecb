// Identity: whoever answers at the daemon's address proves that it knows the token, before anybody sends it there.
import * as z from 'zod/mini';
import { hmacHex, sha256, type Bytes } from './keyed-hash.ts';
import { defineRoute } from './route.ts';
import { tokenId } from './tokens.ts';

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
    'the one to which it connects. By another name than this machine’s own the address is that name and its port. A token of the form `subcam_ID_SECRET` is named by its ID; without one the proof is of the daemon’s own ' +
    'token. Of an ID that is unknown, or was revoked, the proof is of no token at all.',
  query: z.object({
    nonce,
    /** Of the token whose knowledge is to be proved. */
    token: z.optional(tokenId),
  }),
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
  return identityProofBy(await sha256(given.token), given);
}

/** The same of the token's SHA-256, which is all that the daemon keeps of it. */
export function identityProofBy(tokenSha256: Bytes, given: Omit<ProofInput, 'token'>): Promise<string> {
  return hmacHex(tokenSha256, ['subcam identity 1', given.nonce, given.address]);
}

/** `http://127.0.0.1:3000` -> `127.0.0.1:3000`, with the port in every case. */
export function addressOfUrl(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port === '' ? (protocol === 'https:' ? '443' : '80') : port}`;
}

/** The daemon listens on 127.0.0.1 alone; the name `localhost` may stand for another address, with another program behind it. */
export function canonicalDaemonUrl(url: string): string {
  const canonical = new URL(url);
  if (canonical.hostname === 'localhost') canonical.hostname = '127.0.0.1';
  return canonical.origin;
}
