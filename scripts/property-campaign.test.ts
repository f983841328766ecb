// Property tests with seed after seed: every one is run, and what failed is told with its seed.
import path from 'node:path';
import { expect, test } from 'vitest';
import { propertyTestFiles, runCampaign } from './property-campaign.ts';

const root = path.dirname(import.meta.dirname);

const report = (file: string, status: 'passed' | 'failed'): string =>
  JSON.stringify({
    testResults: [
      {
        name: path.join(root, file),
        status,
        assertionResults: [{ status, fullName: 'holds for all', failureMessages: ['Property failed'] }],
      },
    ],
  });

test('the files are the unit tests that have property tests, of all packages', async () => {
  const files = await propertyTestFiles(root);
  expect(files).toContain('shared/src/paint/layout-tile.property.test.ts');
  expect(files).toContain('e2e/mock-meet/wire/frame-message.test.ts');
  expect(new Set(files.map((file) => file.split('/')[0]))).toEqual(new Set(['daemon', 'e2e', 'extension', 'shared']));
  expect(files.filter((file) => file.includes('node_modules') || file.includes('.integration.'))).toEqual([]);
  expect(files).not.toContain('shared/src/paint/palette.test.ts');
});

test('every seed from the first one on is run, and one that fails is told with its seed and fails all', async () => {
  const ran: number[] = [];
  let written = '';
  const sum = await runCampaign(
    { firstSeed: 7, count: 3 },
    {
      root,
      write: (text) => {
        written += text;
      },
      runVitest: (files, seed) => {
        ran.push(seed);
        const file = files[0] ?? '';
        return Promise.resolve(
          seed === 8 ? { exitCode: 1, report: report(file, 'failed') } : { exitCode: 0, report: report(file, 'passed') },
        );
      },
    },
  );
  expect(ran).toEqual([7, 8, 9]);
  expect(sum).toEqual({ passed: 2, failed: 1, skipped: 0 });
  expect(written).toMatch(/^seed 7: 1 passed, 0 failed\nseed 8: 0 passed, 1 failed\n.*: holds for all\n {6}Property failed\nseed 9: /);
  expect(written.trimEnd().split('\n').at(-1)).toBe('2 passed, 1 failed');
});

test('a run that wrote no report fails', async () => {
  const sum = await runCampaign(
    { firstSeed: 1, count: 1 },
    { root, write: () => {}, runVitest: () => Promise.resolve({ exitCode: 0, report: null }) },
  );
  expect(sum.failed).toBe(1);
});
