// What was lost, written twice or changed, told from what several sessions stored.
import { describe, expect, it } from 'vitest';
import {
  addedUp,
  damagedDatabase,
  damageOf,
  faultsReport,
  faultsSummary,
  isWhole,
  type StoredFinal,
  type StoredSession,
} from './faults-report.ts';
import type { IntegrityCheck } from './integrity-check.ts';

const final = (firstSample: number, text: string, more: Partial<StoredFinal> = {}): StoredFinal => ({
  firstSample,
  endSample: firstSample + 16_000,
  text,
  translations: { es: `${text} (es)` },
  speaker: 'Anna',
  ...more,
});

const session = (finals: readonly StoredFinal[], more: Partial<StoredSession> = {}): StoredSession => ({
  finals,
  pending: 0,
  lostSamples: 0,
  ...more,
});

const CALM = session([final(0, 'one'), final(20_000, 'two'), final(40_000, 'three')]);
const [one, two, three] = CALM.finals as [StoredFinal, StoredFinal, StoredFinal];

describe('the damage to a session', () => {
  it('is none where everything is there once, in whatever order', () => {
    expect(damageOf(CALM, session([three, one, two]))).toEqual({ lost: 0, twice: 0, changed: 0, first: '' });
    expect(isWhole(damageOf(CALM, CALM))).toBe(true);
  });

  const damaged: readonly (readonly [string, StoredSession, Partial<ReturnType<typeof damageOf>>])[] = [
    ['a final that is missing', session([one, three]), { lost: 1, first: '1.25 s: "two" is missing' }],
    ['a translation that is missing', session([one, { ...two, translations: {} }, three]), { lost: 1, first: '1.25 s: its es is missing' }],
    ['a translation that is owed', session(CALM.finals, { pending: 1 }), { lost: 1, first: '1 translations are owed' }],
    ['sound that was never settled', session(CALM.finals, { lostSamples: 320 }), { lost: 1, first: '320 samples are lost' }],
    ['a final that is there twice', session([one, two, two, three]), { twice: 1, first: '1.25 s: "two" overlaps the final before it' }],
    [
      'words that a second final says again',
      session([one, two, final(24_000, 'two'), three]),
      { twice: 1, first: '1.50 s: "two" overlaps the final before it' },
    ],
    ['another text', session([one, { ...two, text: 'too' }, three]), { changed: 1, first: '1.25 s: "two" became "too"' }],
    [
      'another end',
      session([one, { ...two, endSample: 36_320 }, three]),
      { changed: 1, first: '1.25 s: its end went from 2.25 s to 2.27 s' },
    ],
    [
      'another translation',
      session([one, { ...two, translations: { es: 'dos' } }, three]),
      { changed: 1, first: '1.25 s: its es "two (es)" became "dos"' },
    ],
    ['another speaker', session([one, { ...two, speaker: null }, three]), { changed: 1, first: '1.25 s: Anna became nobody' }],
    [
      'a final that nobody said',
      session([...CALM.finals, final(60_000, 'four')]),
      { changed: 1, first: '3.75 s: "four" was not there without faults' },
    ],
  ];
  it.each(damaged)('is told of %s', (_what, disturbed, damage) => {
    expect(damageOf(CALM, disturbed)).toEqual({ lost: 0, twice: 0, changed: 0, ...damage });
    expect(isWhole(damageOf(CALM, disturbed))).toBe(false);
  });

  it('is added up over sessions, with the first difference', () => {
    const damages = [damageOf(CALM, CALM), damageOf(CALM, session([one, three])), damageOf(CALM, session([one, two, two]))];
    expect(addedUp(damages)).toEqual({ lost: 2, twice: 1, changed: 0, first: '1.25 s: "two" is missing' });
  });
});

const SOUND = { name: 'integrity_check', ok: true, detail: 'ok' };

it('the report has the quantiles of the times until all clients were heard again, and a line for each row', () => {
  const rows = [{ name: 'sockets reset every 5 s', seed: 3, ok: false, detail: 'one is missing', integrity: [SOUND] }];
  const killed = damageOf(CALM, session([one, three]));
  const report = faultsReport({ store: 'sqlite', kills: 3 }, { killed, integrity: [SOUND], resumesMs: [3000.4, 1000, 2000], rows });
  expect(report).toEqual({
    bench: 'faults',
    store: 'sqlite',
    kills: 3,
    lost: 1,
    twice: 0,
    changed: 0,
    first: '1.25 s: "two" is missing',
    resumeMs: { p50: 2000, p95: 3000 },
    integrity: [SOUND],
    rows,
  });
  expect(faultsSummary(report)).toContain('FAIL  sockets reset every 5 s (seed 3): one is missing');
  expect(faultsReport({ store: 'sqlite', kills: 0 }, { killed, integrity: [], resumesMs: [], rows }).resumeMs).toEqual({
    p50: null,
    p95: null,
  });
});

it('a damaged database fails the bench, whatever became of the words; a check that could not be made does not', () => {
  const row = {
    name: 'disk full',
    seed: 1,
    ok: true,
    detail: '',
    integrity: [SOUND, { name: 'amcheck', ok: null, detail: 'not installed' }],
  };
  const killed = damageOf(CALM, CALM);
  const reportOf = (integrity: readonly IntegrityCheck[], rows = [row]) =>
    faultsReport({ store: 'sqlite', kills: 1 }, { killed, integrity, resumesMs: [1], rows });
  expect(damagedDatabase(reportOf([SOUND]))).toBeNull();
  const damaged = { name: 'foreign_key_check', ok: false, detail: 'captures refers to sessions' };
  const said = 'DATABASE DAMAGED: foreign_key_check: captures refers to sessions';
  expect(damagedDatabase(reportOf([SOUND, damaged]))).toBe(`${said} (after: the kills).`);
  expect(damagedDatabase(reportOf([SOUND], [{ ...row, integrity: [damaged] }]))).toBe(`${said} (after: disk full).`);
  expect(faultsSummary(reportOf([SOUND]))).toContain('database sound in 1 checks');
  expect(faultsSummary(reportOf([damaged]))).toContain(said);
});
