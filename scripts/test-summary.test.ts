// What the last lines of `npm test` are worth: every way in which a runner can fail is counted, and the slowest tests of all runners are named.
import { expect, test } from 'vitest';
import {
  addTallies,
  failedLines,
  playwrightTests,
  slowestLines,
  tallyLine,
  tallyPlaywright,
  tallyStep,
  tallyVitest,
  vitestTests,
} from './test-summary.ts';

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

test('the slowest tests of all runners are named with their files, the longest first', () => {
  const ofVitest = JSON.stringify({
    testResults: [
      {
        name: '/work/daemon/src/a.test.ts',
        status: 'passed',
        assertionResults: [
          { status: 'passed', fullName: 'a room answers', duration: 1234 },
          { status: 'skipped', fullName: 'a room sleeps' },
        ],
      },
    ],
  });
  const spec = (title: string, ...durations: number[]) => ({
    title,
    file: 'b.spec.ts',
    tests: [{ results: durations.map((duration) => ({ duration })) }],
  });
  const ofPlaywright = JSON.stringify({
    config: { rootDir: '/work/e2e' },
    suites: [
      {
        title: 'b.spec.ts',
        specs: [spec('stands alone', 40_000, 60_000)],
        suites: [{ title: 'a call', specs: [spec('begins', 2000)], suites: [{ title: 'that ends', specs: [spec('ends', 1)] }] }],
      },
    ],
  });
  const times = [...vitestTests(ofVitest, '/work'), ...playwrightTests(ofPlaywright, '/work')];
  expect(times).toHaveLength(5);
  expect(slowestLines(times, 3)).toEqual([
    ' 100.0 s  e2e/b.spec.ts: stands alone',
    '   2.0 s  e2e/b.spec.ts: a call begins',
    '   1.2 s  daemon/src/a.test.ts: a room answers',
  ]);
  expect(slowestLines(times, 10)).toHaveLength(5);
  expect(slowestLines(times, 10)[3]).toContain('a call that ends ends');
});

test('a report that cannot be read has no slowest tests, and takes none away', () => {
  for (const report of [null, '', '{"testResults": [', '{}', '[]', 'null', '7', '{"testResults": {}}', '{"suites": {}}']) {
    expect([...vitestTests(report, '/work'), ...playwrightTests(report, '/work')]).toEqual([]);
  }
});

test('what failed is named at the end with the first lines of its complaint: tests, files that could not be loaded, errors outside of tests', () => {
  const ofVitest = JSON.stringify({
    testResults: [
      {
        name: '/work/daemon/src/a.test.ts',
        status: 'failed',
        message: '',
        assertionResults: [
          { status: 'passed', fullName: 'a room answers', duration: 3 },
          {
            status: 'failed',
            fullName: 'a room sleeps',
            duration: 2,
            failureMessages: [`\u001B[31mexpected 1\u001B[39m\n\n${'x'.repeat(5_000)}\n    at a.test.ts:3:1`],
          },
        ],
      },
      { name: '/work/daemon/src/b.test.ts', status: 'failed', message: 'no module c.ts', assertionResults: [] },
    ],
  });
  const ofPlaywright = JSON.stringify({
    config: { rootDir: '/work/e2e' },
    errors: [{ message: 'the port is taken' }],
    suites: [
      {
        title: 'c.spec.ts',
        specs: [
          { title: 'is read', file: 'c.spec.ts', tests: [{ status: 'expected', results: [{ duration: 1 }] }] },
          {
            title: 'is drawn',
            file: 'c.spec.ts',
            tests: [{ status: 'flaky', results: [{ duration: 1, error: { message: 'black' } }, { duration: 1 }] }],
          },
        ],
      },
    ],
  });
  expect(failedLines([...vitestTests(ofVitest, '/work'), ...playwrightTests(ofPlaywright, '/work')])).toEqual([
    '  daemon/src/a.test.ts: a room sleeps',
    '      expected 1',
    `      ${'x'.repeat(1_000)}`,
    '          at a.test.ts:3:1',
    '  daemon/src/b.test.ts: outside of its tests',
    '      no module c.ts',
    '  e2e/c.spec.ts: is drawn',
    '      black',
    '  e2e: outside of its tests',
    '      the port is taken',
  ]);
});
