// Pairing: a code that a person copies is exchanged for the daemon's token.
import * as z from 'zod/mini';
import { defineRoute } from './route.ts';

/** Attempts at a pairing code a minute, by whomever: five minutes of them try 50 of a thousand million codes. */
export const PAIRING_ATTEMPTS_A_MINUTE = 10;

export const startPairingRoute = defineRoute({
  name: 'startPairing',
  method: 'POST',
  path: '/api/pair/start',
  scope: 'admin',
  resource: 'pairing',
  summary: 'Makes a pairing code. The one before it is no longer good.',
  response: z.object({
    /** Such as `ABCD-2345`. */
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
  body: z.object({ code: z.string().check(z.maxLength(100)) }),
  response: z.object({ token: z.string().check(z.minLength(1), z.maxLength(200)) }),
  refusals: [{ code: 'pairing-code', when: 'The code is wrong, used or older than five minutes.' }],
  limits: { rate: { requests: PAIRING_ATTEMPTS_A_MINUTE, windowMs: 60_000, what: 'pairing attempts' } },
});
