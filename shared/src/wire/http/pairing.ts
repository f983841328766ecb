// Pairing: a code that a person copies is exchanged for a token of one's own.
import * as z from 'zod/mini';
import { macDigits, nonce } from './identity.ts';
import { defineRoute } from './route.ts';
import { TOKEN_SCOPES } from './token-scopes.ts';
import { tokenName } from './tokens.ts';

/** How the list of tokens names what pairs: `Subcam extension 0.1.0`. */
const pairedName = z.optional(tokenName);

const wrongCode = { code: 'pairing-code', when: 'The code is wrong, used or too old.' } as const;
const tooMany = { code: 'session-limit', when: 'As many tokens are there as may be.' } as const;
const notKept = { code: 'storage', when: 'The token could not be written down.' } as const;

const token = z.string().check(z.minLength(1), z.maxLength(200));

export const startPairingRoute = defineRoute({
  name: 'startPairing',
  method: 'POST',
  path: '/api/pair/start',
  scope: 'admin',
  resource: 'pairing',
  summary: 'Makes a pairing code. The one before it is no longer good.',
  body: z.strictObject({
    /** What the token shall allow that the code is exchanged for. Default: `capture`, which is what the extension needs. */
    scopes: z.optional(z.array(z.enum(TOKEN_SCOPES)).check(z.minLength(1), z.maxLength(TOKEN_SCOPES.length))),
  }),
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
  summary:
    'Exchanges a pairing code for a token of one’s own. A code works once, for as long as `limits.pairingCodeMs` says (five minutes).',
  description:
    'Whoever answers reads the code. A client that does not know yet whether that is the daemon uses `POST /api/pair/sealed` instead.',
  body: z.object({ code: z.string().check(z.maxLength(100)), name: pairedName }),
  response: z.object({ token }),
  refusals: [wrongCode, tooMany, notKept],
});

export const pairSealedRoute = defineRoute({
  name: 'pairSealed',
  method: 'POST',
  path: '/api/pair/sealed',
  scope: 'public',
  resource: 'pairing',
  summary:
    'Exchanges the proof that a client knows the pairing code for a token of its own, encrypted for it: neither of them is ever sent readable.',
  description:
    'The code is the key of two HMAC-SHA-256, each of three lines joined by line feeds: a label, the nonce, and the address as ' +
    '`127.0.0.1:PORT`, computed by the client with the port to which it connects and by the daemon with that on which it listens. The label ' +
    '`subcam pairing request 1` gives the proof, `subcam pairing answer 1` the AES-256-GCM key of the token (12 zero bytes as the IV: each ' +
    'key encrypts once).',
  body: z.object({ nonce, proof: macDigits, name: pairedName }),
  response: z.object({
    /** Cipher text and tag as hexadecimal digits. */
    sealedToken: z.string().check(z.regex(/^([0-9a-f]{2})+$/), z.maxLength(2_000)),
  }),
  refusals: [wrongCode, tooMany, notKept],
});
