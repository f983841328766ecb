// Pairing: a code that a person copies is exchanged for the daemon's token.
import * as z from 'zod/mini';
import { macDigits, nonce } from './identity.ts';
import { defineRoute } from './route.ts';

const wrongCode = { code: 'pairing-code', when: 'The code is wrong, used or older than five minutes.' } as const;

const token = z.string().check(z.minLength(1), z.maxLength(200));

export const startPairingRoute = defineRoute({
  name: 'startPairing',
  method: 'POST',
  path: '/api/pair/start',
  scope: 'admin',
  resource: 'pairing',
  summary: 'Makes a pairing code. The one before it is no longer good.',
  response: z.object({
    /** Such as `K7QP-3MXA-9TRD-W2HB`. */
    code: z.string(),
    /** Wall clock. */
    expiresAtMs: z.number(),
  }),
});

export const pairRoute = defineRoute({
  name: 'pair',
  method: 'POST',
  path: '/api/pair',
  scope: 'public',
  resource: 'pairing',
  summary: 'Exchanges a pairing code for the token. A code works once, for five minutes.',
  description:
    'Whoever answers reads the code. A client that does not know yet whether that is the daemon uses `POST /api/pair/sealed` instead.',
  body: z.object({ code: z.string().check(z.maxLength(100)) }),
  response: z.object({ token }),
  refusals: [wrongCode],
});

export const pairSealedRoute = defineRoute({
  name: 'pairSealed',
  method: 'POST',
  path: '/api/pair/sealed',
  scope: 'public',
  resource: 'pairing',
  summary:
    'Exchanges the proof that a client knows the pairing code for the token, encrypted for it: neither of them is ever sent readable.',
  description:
    'The code is the key of two HMAC-SHA-256, each of three lines joined by line feeds: a label, the nonce, and the address as ' +
    '`127.0.0.1:PORT`, computed by the client with the port to which it connects and by the daemon with that on which it listens. The label ' +
    '`subcam pairing request 1` gives the proof, `subcam pairing answer 1` the AES-256-GCM key of the token (12 zero bytes as the IV: each ' +
    'key encrypts once).',
  body: z.object({ nonce, proof: macDigits }),
  response: z.object({
    /** Cipher text and tag as hexadecimal digits. */
    sealedToken: z.string().check(z.regex(/^([0-9a-f]{2})+$/), z.maxLength(2_000)),
  }),
  refusals: [wrongCode],
});
