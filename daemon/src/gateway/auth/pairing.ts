// A code that a person copies -> the token: one use, five minutes, one code at a time.
import { randomInt } from 'node:crypto';
import { SubcamError, type Clock } from '@subcam/shared';
import { isToken } from './admission.ts';

/** How long a code is good for. */
export const PAIRING_CODE_MS = 5 * 60_000;

// Without the letters and digits that people take for one another.
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ';
const DIGITS = '23456789';

export interface PairingCode {
  /** Such as `ABCD-2345`: one of about a thousand million. */
  readonly code: string;
  readonly expiresAtMs: number;
}

export interface Pairing {
  /** A new code; the one before is no longer good. */
  start(): PairingCode;
  /** Uses the code up. Throws `pairing-code` for a wrong, used or expired one. Case and surrounding spaces don't matter. */
  redeem(code: string): void;
}

function pick(alphabet: string, count: number): string {
  return Array.from({ length: count }, () => alphabet[randomInt(alphabet.length)]).join('');
}

export function createPairing(clock: Clock): Pairing {
  let current: PairingCode | null = null;
  return {
    start: () => {
      current = { code: `${pick(LETTERS, 4)}-${pick(DIGITS, 4)}`, expiresAtMs: clock.nowMs() + PAIRING_CODE_MS };
      return current;
    },
    redeem: (code) => {
      const isGood = current !== null && clock.nowMs() < current.expiresAtMs && isToken(code.trim().toUpperCase(), current.code);
      if (!isGood) {
        throw new SubcamError('pairing-code', 'This code is wrong, used or older than five minutes: run `subcam pair` for a new one.');
      }
      current = null;
    },
  };
}
