// A pairing code works once, for a while.
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '@subcam/shared/testing';
import { createPairing } from './pairing.ts';

function pairingAt(nowMs: { value: number }) {
  return createPairing<string>({ nowMs: () => nowMs.value, monotonicMs: () => nowMs.value, sleep: () => Promise.resolve() }, () => ({
    pairingCodeMs: PAIRING_CODE_MS,
  }));
}

const PAIRING_CODE_MS = 90_000;

const refusal = expect.objectContaining({ code: 'pairing-code' });

describe('a pairing code', () => {
  it('is easy to read and works once, typed in any case', () => {
    const pairing = pairingAt({ value: 0 });
    const { code } = pairing.start('it');
    expect(code).toMatch(/^([A-HJKMNP-Z2-9]{4}-){3}[A-HJKMNP-Z2-9]{4}$/);
    pairing.redeem(` ${code.toLowerCase()} `);
    expect(() => pairing.redeem(code)).toThrow(refusal);
  });

  it.each([
    ['without hyphens', (code: string) => code.replaceAll('-', '')],
    ['with spaces', (code: string) => code.replaceAll('-', ' ')],
    ['with en dashes', (code: string) => code.replaceAll('-', '–')],
    ['in small letters', (code: string) => code.toLowerCase()],
    ['in full-width letters', (code: string) => code.replaceAll(/[!-~]/g, (sign) => String.fromCodePoint(sign.charCodeAt(0) + 0xfee0))],
    ['behind the word for it', (code: string) => `Code: ${code}`],
  ])('is taken %s', (_how, written) => {
    const pairing = pairingAt({ value: 0 });
    const { code } = pairing.start('it');
    pairing.redeem(written(code));
    expect(() => pairing.redeem(code)).toThrow(refusal);
  });

  it('is good for as long as the setting says', () => {
    const now = { value: 1_000 };
    const pairing = pairingAt(now);
    const { code, expiresAtMs } = pairing.start('it');
    expect(expiresAtMs).toBe(1_000 + PAIRING_CODE_MS);
    now.value = expiresAtMs;
    expect(() => pairing.redeem(code)).toThrow(refusal);
  });

  it('is good for just as long when somebody sets the clock', async () => {
    const clock = createVirtualClock();
    const pairing = createPairing<string>(clock, () => ({ pairingCodeMs: PAIRING_CODE_MS }));
    const { code } = pairing.start('it');
    clock.setWallClock(clock.nowMs() + 3_600_000);
    await clock.advance(PAIRING_CODE_MS - 1);
    pairing.redeem(code);
    const late = pairing.start('it');
    clock.setWallClock(clock.nowMs() - 3_600_000);
    await clock.advance(PAIRING_CODE_MS);
    expect(() => pairing.redeem(late.code)).toThrow(refusal);
  });

  it('is replaced by the next, and a wrong one does not use it up', () => {
    const pairing = pairingAt({ value: 0 });
    const first = pairing.start('it');
    const second = pairing.start('it');
    expect(() => pairing.redeem(first.code)).toThrow(refusal);
    expect(() => pairing.redeem('')).toThrow(refusal);
    pairing.redeem(second.code);
  });

  it('does not exist before it was asked for', () => {
    expect(() => pairingAt({ value: 0 }).redeem('ABCD-2345')).toThrow(refusal);
  });
});
