// Reports of test runners -> one honest sum, what failed, and what took longest: a runner that crashed, or ran nothing, is a failure, never a silent zero.
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** How a runner ended and what it wrote: `report` is the text of its JSON file, null when there is none. */
export interface RunnerEnd {
  readonly exitCode: number;
  readonly report: string | null;
}

/** Of what a failed test complained of, so many lines are said again at the end. */
const COMPLAINT_LINES = 8;
/** Characters of such a line: a property test names all of the case that failed. */
const COMPLAINT_LINE_LENGTH = 1_000;

const ONE_FAILED: Tally = { passed: 0, failed: 1, skipped: 0 };

/** One step of `pnpm check`: a test that passes with exit code 0. */
export function tallyStep(exitCode: number): Tally {
  return exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : ONE_FAILED;
}

/** Vitest's JSON reporter. A file that could not be loaded has no tests in the report; it counts as one that failed. */
export function tallyVitest(end: RunnerEnd): Tally {
  const report = parsed(end.report) as VitestReport | null;
  if (report === null || !Array.isArray(report.testResults)) return ONE_FAILED;
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const file of report.testResults) {
    let failedHere = 0;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') sum.passed += 1;
      else if (test.status === 'failed') failedHere += 1;
      else sum.skipped += 1;
    }
    sum.failed += file.status === 'failed' ? Math.max(1, failedHere) : failedHere;
  }
  return settled(sum, end.exitCode);
}

/** Playwright's JSON reporter. A test that passed only when it was tried again counts as failed; so does an error outside of tests. */
export function tallyPlaywright(end: RunnerEnd): Tally {
  const report = parsed(end.report) as PlaywrightReport | null;
  const stats = report?.stats;
  if (stats === undefined || [stats.expected, stats.unexpected, stats.flaky, stats.skipped].some((count) => !Number.isInteger(count))) {
    return ONE_FAILED;
  }
  const errors = report?.errors?.length ?? 0;
  return settled({ passed: stats.expected, failed: stats.unexpected + stats.flaky + errors, skipped: stats.skipped }, end.exitCode);
}

export function addTallies(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
    failed: tallies.reduce((sum, tally) => sum + tally.failed, 0),
    skipped: tallies.reduce((sum, tally) => sum + tally.skipped, 0),
  };
}

/** `12 passed, 0 failed`, and `, 3 skipped` where any were. */
export function tallyLine(tally: Tally): string {
  return `${tally.passed} passed, ${tally.failed} failed${tally.skipped > 0 ? `, ${tally.skipped} skipped` : ''}`;
}

/** How one test ended. */
export interface TestEnd {
  /** Relative to the workspace, with forward slashes. */
  readonly file: string;
  /** With the titles of what it stands in; empty where a file failed outside of its tests. */
  readonly title: string;
  /** The test's own hooks included. */
  readonly durationMs: number;
  /** What a failed test complained of; null for one that did not fail. */
  readonly failure: string | null;
}

/** Of Vitest's JSON reporter, whose files are absolute. Empty for a report that can't be read. */
export function vitestTests(report: string | null, root: string): readonly TestEnd[] {
  const files = (parsed(report) as VitestReport | null)?.testResults;
  if (!Array.isArray(files)) return [];
  return (files as NonNullable<VitestReport['testResults']>).flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name ?? '');
    const tests = assertionResults.map(({ fullName, duration, status: ended, failureMessages }) => ({
      file,
      title: fullName ?? '',
      durationMs: duration ?? 0,
      failure: ended === 'failed' ? (failureMessages?.join('\n') ?? '') : null,
    }));
    const failedOutside = status === 'failed' && tests.every(({ failure }) => failure === null);
    return failedOutside ? [...tests, { file, title: '', durationMs: 0, failure: message ?? '' }] : tests;
  });
}

/** Of Playwright's JSON reporter, whose files are relative to its own root. Empty for a report that can't be read. */
export function playwrightTests(report: string | null, root: string): readonly TestEnd[] {
  const { config, suites, errors } = (parsed(report) ?? {}) as PlaywrightReport;
  const collect = (suite: PlaywrightSuite, titles: readonly string[]): readonly TestEnd[] => [
    ...(suite.specs ?? []).map(({ title, file, tests }) => {
      const results = tests.flatMap((test) => test.results);
      const failed = tests.some(({ status }) => status === 'unexpected' || status === 'flaky');
      return {
        file: relative(root, path.resolve(config?.rootDir ?? root, file)),
        title: [...titles, title].join(' '),
        durationMs: results.reduce((sum, { duration }) => sum + duration, 0),
        failure: failed ? (results.find(({ error }) => error !== undefined)?.error?.message ?? '') : null,
      };
    }),
    ...(suite.suites ?? []).flatMap((inner) => collect(inner, [...titles, inner.title])),
  ];
  // The outermost suites are the files, and their titles the files' names.
  const tests = Array.isArray(suites) ? suites.flatMap((suite) => collect(suite, [])) : [];
  const outside = Array.isArray(errors)
    ? errors.map(({ message }) => ({ file: 'e2e', title: '', durationMs: 0, failure: message ?? '' }))
    : [];
  return [...tests, ...outside];
}

/** `  folder/file.test.ts: title` of each that failed, the first lines of its complaint indented below. */
export function failedLines(tests: readonly TestEnd[]): readonly string[] {
  return tests.flatMap(({ file, title, failure }) => {
    if (failure === null) return [];
    const complaint = stripVTControlCharacters(failure)
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(0, COMPLAINT_LINES);
    return [
      `  ${file}: ${title === '' ? 'outside of its tests' : title}`,
      ...complaint.map((line) => `      ${line.slice(0, COMPLAINT_LINE_LENGTH).trimEnd()}`),
    ];
  });
}

/** The `count` longest, the longest first: `  8.9 s  folder/file.test.ts: title`. */
export function slowestLines(tests: readonly TestEnd[], count: number): readonly string[] {
  return tests
    .toSorted((a, b) => b.durationMs - a.durationMs)
    .slice(0, count)
    .map(({ file, title, durationMs }) => `${(durationMs / 1000).toFixed(1).padStart(6)} s  ${file}: ${title}`);
}

function relative(root: string, file: string): string {
  return path.relative(root, file).split(path.sep).join('/');
}

/** A runner that says "failed" without naming a test, or that ran nothing at all, has failed once. */
function settled(tally: Tally, exitCode: number): Tally {
  const failedUnseen = exitCode !== 0 && tally.failed === 0;
  const ranNothing = tally.passed + tally.failed + tally.skipped === 0;
  return failedUnseen || ranNothing ? { ...tally, failed: 1 } : tally;
}

function parsed(report: string | null): unknown {
  if (report === null) return null;
  try {
    return JSON.parse(report);
  } catch {
    return null;
  }
}

interface VitestReport {
  readonly testResults?: readonly {
    readonly name?: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName?: string;
      readonly duration?: number | null;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

interface PlaywrightSuite {
  readonly title: string;
  readonly specs?: readonly {
    readonly title: string;
    readonly file: string;
    readonly tests: readonly {
      readonly status?: string;
      readonly results: readonly { readonly duration: number; readonly error?: { readonly message?: string } }[];
    }[];
  }[];
  readonly suites?: readonly PlaywrightSuite[];
}

interface PlaywrightReport {
  readonly config?: { readonly rootDir: string };
  readonly suites?: readonly PlaywrightSuite[];
  readonly stats?: { readonly expected: number; readonly unexpected: number; readonly flaky: number; readonly skipped: number };
  readonly errors?: readonly { readonly message?: string }[];
}
