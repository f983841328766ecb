import { expect, it } from 'vitest';
import { differencesOf, sameFinalsReport, sameFinalsSummary, type Final, type Run } from './same-finals-report.ts';

const final = (firstSample: number, text: string, endSample = firstSample + 16_000): Final => ({
  firstSample,
  endSample,
  speechEndSample: endSample,
  text,
});

const CALM: Run = { finals: [final(0, 'Good morning.'), final(32_000, 'Storm, and rain.')], lostSamples: 0, gapSamples: 0 };

const reportOf = (disturbed: Partial<Run>) =>
  sameFinalsReport({
    engine: 'moonshine',
    soundSeconds: 10,
    calm: CALM,
    busy: { ...CALM, coresTaken: 2 },
    killed: { ...CALM, ...disturbed, killedAtMs: [1_000] },
  });

it('equal finals are the same, in whichever order they were read', () => {
  expect(differencesOf(CALM.finals, CALM.finals.toReversed())).toEqual([]);
  expect(reportOf({})).toMatchObject({ bench: 'same-finals', isSame: true, calm: { finals: 2 }, busy: { differences: [] } });
});

it('a comma, another end, and a final that is missing or new are differences, each told with both', () => {
  const disturbed = [final(0, 'Good morning.', 16_512), final(32_000, 'Storm and rain.'), final(90_000, 'And more.')];
  const report = reportOf({ finals: disturbed });
  expect(report.isSame).toBe(false);
  expect(report.killed.differences).toEqual([
    {
      firstSample: 0,
      calm: { endSample: 16_000, speechEndSample: 16_000, text: 'Good morning.' },
      disturbed: { endSample: 16_512, speechEndSample: 16_512, text: 'Good morning.' },
    },
    expect.objectContaining({ firstSample: 32_000 }),
    expect.objectContaining({ firstSample: 90_000, calm: null }),
  ]);
  expect(reportOf({ finals: CALM.finals.slice(1) }).killed.differences).toEqual([
    expect.objectContaining({ firstSample: 0, disturbed: null }),
  ]);
  expect(sameFinalsSummary(report)).toContain('2.00 s: "Storm, and rain." became "Storm and rain."');
  expect(sameFinalsSummary(report)).toContain('NOT the same finals');
});

it('sound that is lost or in a gap is no same run, whatever the finals', () => {
  expect(reportOf({ lostSamples: 320 }).isSame).toBe(false);
  expect(reportOf({ gapSamples: 320 }).isSame).toBe(false);
});
