// Pairing codes as people type and paste them.
import { describe, expect, it } from 'vitest';
import { readPairingCode } from './pairing-code.ts';

const CODE = 'K7QP-3MXA-9TRD-W2HB';

describe('a pairing code', () => {
  it.each([
    CODE,
    'k7qp3mxa9trdw2hb',
    ' k7qp 3mxa 9trd w2hb \n',
    'k-7-q-p-3-m-x-a-9-t-r-d-w-2-h-b',
    'K7QP–3MXA–9TRD–W2HB',
    'K7QP—3MXA—9TRD—W2HB',
    'K7QP\u20113MXA\u20119TRD\u2011W2HB',
    'K7QP−3MXA−9TRD−W2HB',
    'K7QP - 3MXA - 9TRD - W2HB',
    'K7QP_3MXA_9TRD_W2HB',
    'Ｋ７ＱＰ－３ＭＸＡ－９ＴＲＤ－Ｗ２ＨＢ',
    'ｋ７ｑｐ　３ｍｘａ　９ｔｒｄ　ｗ２ｈｂ',
    '\u200EK7QP-3MXA-9TRD-W2HB\u200B',
    'K7\u00ADQP-3MXA-9TRD-W2HB',
    `Code: ${CODE}`,
    `code ${CODE}.`,
    `Code：${CODE}`,
    'Code: K7QP 3MXA 9TRD W2HB',
    'Code: k7qp3mxa9trdw2hb',
    'Pairing code k7qp3mxa9trdw2hb, please',
    `Type this code in the popup: ${CODE} (good for five minutes)`,
    `"${CODE}"`,
    `*${CODE}*`,
  ])('is read as it is shown: %j', (typed) => {
    expect(readPairingCode(typed)).toBe(CODE);
  });

  it.each([
    '',
    '----',
    'ABCD',
    'ABCD-2345',
    `${CODE}6`,
    `6${CODE}`,
    `${CODE}-ABCD`,
    'K7QP-3MXA-9TRD-W2H',
    'K7QP-3MXA-9TRD',
    'Code:',
    'Code: ABCD-2345',
    'К7QР-3МХА-9ТRD-W2НВ',
  ])('is not in %j', (typed) => {
    expect(readPairingCode(typed)).toBeNull();
  });

  it('is looked for in a line, not in a book', () => {
    expect(readPairingCode(`${' '.repeat(990)}${CODE}`)).toBeNull();
    expect(readPairingCode(`${' '.repeat(900)}${CODE}`)).toBe(CODE);
  });
});
