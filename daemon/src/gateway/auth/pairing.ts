// A code that a person copies -> whoever knows it may have the token: one use, five minutes, one code at a time.
import { randomInt } from 'node:crypto';
import { SubcamError, type Clock } from '@subcam/shared';
import { pairingProof, readPairingCode, type PairingExchange } from '@subcam/shared/http';
import { isToken } from './admission.ts';

/** How long a code is good for. */
export const PAIRING_CODE_MS = 5 * 60_000;

/** Without the letters and digits that people take for one another. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** Four groups of four: 79 bits. */
const GROUPS = 4;
const GROUP_LENGTH = 4;

export interface PairingCode {
  /** Such as `K7QP-3MXA-9TRD-W2HB`. Too many to be guessed within its time, however fast: so wrong ones need not be counted. */
  readonly code: string;
  /** Wall clock, for people: it is good for five minutes by a clock that nobody can set. */
  readonly expiresAtMs: number;
}

export interface Pairing {
  /** A new code; the one before is no longer good. */
  start(): PairingCode;
  /** Uses the code up. Throws `pairing-code` for a wrong, used or expired one. It may be written in any way that `readPairingCode` reads. */
  redeem(code: string): void;
  /** Uses up the code that the proof is of, and resolves with it. Rejects with `pairing-code` as `redeem` throws. */
  redeemProof(exchange: Omit<PairingExchange, 'code'> & { readonly proof: string }): Promise<string>;
}

function newCode(): string {
  const group = (): string => Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

export function createPairing(clock: Clock): Pairing {
  let current: (PairingCode & { readonly goodUntilMs: number }) | null = null;

  const wrong = (): SubcamError =>
    new SubcamError('pairing-code', 'This code is wrong, used or older than five minutes: run `subcam pair` for a new one.');

  const useUp = (tried: typeof current, isRight: boolean): string => {
    if (tried === null || tried !== current || !isRight || clock.monotonicMs() >= tried.goodUntilMs) throw wrong();
    current = null;
    return tried.code;
  };

  return {
    start: () => {
      const code: PairingCode = { code: newCode(), expiresAtMs: clock.nowMs() + PAIRING_CODE_MS };
      current = { ...code, goodUntilMs: clock.monotonicMs() + PAIRING_CODE_MS };
      return code;
    },
    redeem: (code) => {
      useUp(current, current !== null && isToken(readPairingCode(code) ?? '', current.code));
    },
    redeemProof: async ({ proof, nonce, address }) => {
      const tried = current;
      if (tried === null) throw wrong();
      const expected = await pairingProof({ code: tried.code, nonce, address });
      return useUp(tried, isToken(proof, expected));
    },
  };
}
