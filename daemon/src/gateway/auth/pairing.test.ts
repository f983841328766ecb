// A pairing code works once, for a while.
import { describe, expect, it } from 'vitest';
import { createPairing, PAIRING_CODE_MS } from './pairing.ts';

function pairingAt(nowMs: { value: number }) {
  return createPairing({ nowMs: () => nowMs.value, monotonicMs: () => nowMs.value, sleep: () => Promise.resolve() });
}

const refusal = expect.objectContaining({ code: 'pairing-code' });

describe('a pairing code', () => {
  it('is easy to read and works once, typed in any case', () => {
    const pairing = pairingAt({ value: 0 });
    const { code } = pairing.start();
    expect(code).toMatch(/^([A-HJKMNP-Z2-9]{4}-){3}[A-HJKMNP-Z2-9]{4}$/);
    pairing.redeem(` ${code.toLowerCase()} `);
    expect(() => pairing.redeem(code)).toThrow(refusal);
  });

  it('is good for five minutes', () => {
    const now = { value: 1_000 };
    const pairing = pairingAt(now);
    const { code, expiresAtMs } = pairing.start();
    expect(expiresAtMs).toBe(1_000 + PAIRING_CODE_MS);
    now.value = expiresAtMs;
    expect(() => pairing.redeem(code)).toThrow(refusal);
  });

  it('is replaced by the next, and a wrong one does not use it up', () => {
    const pairing = pairingAt({ value: 0 });
    const first = pairing.start();
    const second = pairing.start();
    expect(() => pairing.redeem(first.code)).toThrow(refusal);
    expect(() => pairing.redeem('')).toThrow(refusal);
    pairing.redeem(second.code);
  });

  it('does not exist before it was asked for', () => {
    expect(() => pairingAt({ value: 0 }).redeem('ABCD-2345')).toThrow(refusal);
  });
});
