import { describe, expect, it } from 'vitest';
import { SubcamError } from '@subcam/shared';
import { QUICK_PLAN } from './bench-plan.ts';
import { parseBenchArguments } from './main.ts';

describe('the command line of the benches', () => {
  it('takes the camera’s bench with minutes, or in seconds', () => {
    expect(parseBenchArguments(['camera', '--json', '--minutes', '10'])).toMatchObject({ json: true, gapMinutes: 10, extensionDir: null });
    expect(parseBenchArguments(['camera'])).toMatchObject({ json: false, gapMinutes: 1, plan: { gapTurns: 2, gapTurnS: 30 } });
    expect(parseBenchArguments(['camera', '--quick'])?.plan).toBe(QUICK_PLAN);
  });

  it('takes the floods’ bench, whole or in seconds', () => {
    expect(parseBenchArguments(['floods', '--json'])).toMatchObject({ bench: 'floods', json: true, isQuick: false });
    expect(parseBenchArguments(['floods', '--quick'])).toMatchObject({ bench: 'floods', isQuick: true });
  });

  it('is asked for help', () => {
    expect(parseBenchArguments(['--help'])).toBeNull();
    expect(parseBenchArguments(['camera', '-h'])).toBeNull();
  });

  it.each([
    [[], 'The benches are camera and floods'],
    [['sound'], 'not "sound"'],
    [['camera', 'camera'], 'The benches are camera and floods'],
    [['floods', '--minutes', '1'], 'of the bench camera'],
    [['camera', '--minutes', '0'], 'not "0"'],
    [['camera', '--minutes', 'ten'], 'not "ten"'],
    [['camera', '--minutes', '1e9'], 'at most 120'],
    [['camera', '--minutes', '1', '--quick'], 'contradict'],
    [['camera', '--frobnicate'], 'frobnicate'],
  ])('refuses %j and says why and where to look', (args, why) => {
    const refused = (): unknown => parseBenchArguments(args);
    expect(refused).toThrow(SubcamError);
    expect(refused).toThrow(why);
    expect(refused).toThrow('--help');
  });
});
