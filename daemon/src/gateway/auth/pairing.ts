// A code that a person copies -> what whoever knows it may have: one use, a few minutes, one code at a time.
import { randomInt } from 'node:crypto';
import { SubcamError, type Clock } from '@subcam/shared';
import { pairingProof, readPairingCode, type PairingExchange } from '@subcam/shared/http';
import { isToken } from './admission.ts';

export interface PairingLimits {
  /** How long a code is good for. */
  readonly pairingCodeMs: number;
}

/** Without the letters and digits that people take for one another. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** Four groups of four: 79 bits. */
const GROUPS = 4;
const GROUP_LENGTH = 4;

export interface PairingCode {
  /** Such as `K7QP-3MXA-9TRD-W2HB`. Too many to be guessed within its time, however fast: so wrong ones need not be counted. */
  readonly code: string;
  /** Wall clock, for people: how long it is good is counted by a clock that nobody can set. */
  readonly expiresAtMs: number;
}

/** `For`: what a code is exchanged for. */
export interface Pairing<For> {
  /** A new code; the one before is no longer good. */
  start(pays: For): PairingCode;
  /** Uses the code up, and returns what it was made for. Throws `pairing-code` for a wrong, used or expired one. It may be written in any way that `readPairingCode` reads. */
  redeem(code: string): For;
  /** Uses up the code that the proof is of, and resolves with both. Rejects with `pairing-code` as `redeem` throws. */
  redeemProof(exchange: Omit<PairingExchange, 'code'> & { readonly proof: string }): Promise<{ readonly code: string; readonly pays: For }>;
}

function newCode(): string {
  const group = (): string => Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

export function createPairing<For>(clock: Clock, limits: () => PairingLimits): Pairing<For> {
  let current: (PairingCode & { readonly goodUntilMs: number; readonly pays: For }) | null = null;

  const wrong = (): SubcamError => new SubcamError('pairing-code', 'This code is wrong, used or too old: run `subcam pair` for a new one.');

  const useUp = (tried: typeof current, isRight: boolean): { readonly code: string; readonly pays: For } => {
    if (tried === null || tried !== current || !isRight || clock.monotonicMs() >= tried.goodUntilMs) throw wrong();
    current = null;
    return { code: tried.code, pays: tried.pays };
  };

  return {
    start: (pays) => {
      const { pairingCodeMs } = limits();
      const code: PairingCode = { code: newCode(), expiresAtMs: clock.nowMs() + pairingCodeMs };
      current = { ...code, goodUntilMs: clock.monotonicMs() + pairingCodeMs, pays };
      return code;
    },
    redeem: (code) => useUp(current, current !== null && isToken(readPairingCode(code) ?? '', current.code)).pays,
    redeemProof: async ({ proof, nonce, address }) => {
      const tried = current;
      if (tried === null) throw wrong();
      const expected = await pairingProof({ code: tried.code, nonce, address });
      return useUp(tried, isToken(proof, expected));
    },
  };
}
