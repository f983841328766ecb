// What the last line of `npm test` is worth: every way in which a runner can fail is counted.
import { expect, test } from 'vitest';
import { addTallies, tallyLine, tallyPlaywright, tallyStep, tallyVitest } from './test-summary.ts';

const vitest = (files: readonly { status: string; tests: readonly string[] }[]): string =>
  JSON.stringify({
    numTotalTests: 0,
    testResults: files.map((file) => ({ status: file.status, assertionResults: file.tests.map((status) => ({ status })) })),
  });
const playwright = (expected: number, more: { unexpected?: number; flaky?: number; skipped?: number; errors?: number } = {}): string =>
  JSON.stringify({
    stats: { expected, unexpected: more.unexpected ?? 0, flaky: more.flaky ?? 0, skipped: more.skipped ?? 0 },
    errors: Array.from({ length: more.errors ?? 0 }, () => ({ message: 'x' })),
  });

test('tests of all files are added up by what became of them', () => {
  const report = vitest([
    { status: 'passed', tests: ['passed', 'passed', 'skipped', 'todo', 'pending'] },
    { status: 'failed', tests: ['passed', 'failed', 'failed'] },
  ]);
  expect(tallyVitest({ exitCode: 1, report })).toEqual({ passed: 3, failed: 2, skipped: 3 });
});

test('a file that could not be loaded is a failure although it has no tests', () => {
  const report = vitest([
    { status: 'passed', tests: ['passed'] },
    { status: 'failed', tests: [] },
  ]);
  expect(tallyVitest({ exitCode: 1, report })).toEqual({ passed: 1, failed: 1, skipped: 0 });
  const both = vitest([
    { status: 'failed', tests: ['failed'] },
    { status: 'failed', tests: [] },
  ]);
  expect(tallyVitest({ exitCode: 1, report: both }).failed).toBe(2);
});

test('a runner that ends with an error outside of its tests is a failure', () => {
  expect(tallyVitest({ exitCode: 1, report: vitest([{ status: 'passed', tests: ['passed'] }]) })).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
  });
  expect(tallyPlaywright({ exitCode: 1, report: playwright(3) })).toEqual({ passed: 3, failed: 1, skipped: 0 });
  expect(tallyPlaywright({ exitCode: 1, report: playwright(3, { errors: 2 }) })).toEqual({ passed: 3, failed: 2, skipped: 0 });
});

test('a runner that crashed before it wrote a report, or in the middle of it, is a failure whatever its exit code', () => {
  for (const report of [null, '', '{"testResults": [', '{}', '[]', 'null', '"text"', '7']) {
    for (const exitCode of [0, 1, 139]) {
      expect(tallyVitest({ exitCode, report })).toEqual({ passed: 0, failed: 1, skipped: 0 });
      expect(tallyPlaywright({ exitCode, report })).toEqual({ passed: 0, failed: 1, skipped: 0 });
    }
  }
});

test('a runner that found no tests is a failure', () => {
  expect(tallyVitest({ exitCode: 0, report: vitest([]) }).failed).toBe(1);
  expect(tallyPlaywright({ exitCode: 0, report: playwright(0) }).failed).toBe(1);
});

test('a test that passes only at the second attempt has failed', () => {
  expect(tallyPlaywright({ exitCode: 0, report: playwright(4, { flaky: 1, skipped: 2 }) })).toEqual({ passed: 4, failed: 1, skipped: 2 });
});

test('the last line names what was skipped only where something was', () => {
  const sum = addTallies([tallyStep(0), tallyStep(2), { passed: 10, failed: 0, skipped: 0 }]);
  expect(tallyLine(sum)).toBe('11 passed, 1 failed');
  expect(tallyLine(addTallies([sum, { passed: 0, failed: 0, skipped: 4 }]))).toBe('11 passed, 1 failed, 4 skipped');
});
