// Every check and every test of the workspace; the last line is the sum, and the exit code says whether it is good.
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { runCampaign } from './property-campaign.ts';
import { PROPERTY_SEED_VARIABLE } from './property-seed.ts';
import { parseTestOptions, TEST_HELP, type CampaignOptions, type TestOptions } from './test-options.ts';
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
import type { RunnerEnd, Tally, TestEnd } from './test-summary.ts';

const root = path.dirname(import.meta.dirname);
const reports = path.join(root, 'out', 'test-reports');
const bin = path.join(root, 'node_modules', '.bin');

/**
 * Where Node keeps the code that it has compiled, types stripped, for the next process of the run that loads it: tests start more than a
 * hundred, and each spends up to half of its start on that. Each run begins with an empty one: copies of the product in folders of a
 * test's own are kept too.
 */
const compileCache = path.join(root, 'out', 'compiled');

/** Steps of `pnpm check` at a time: each keeps about a core busy. */
const CHECKS_AT_A_TIME = 2;

const SLOWEST_SHOWN = 10;

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Keeps what is printed until the end, so that programs that run side by side don't talk at once. */
  readonly buffered?: boolean;
}

interface Ended {
  /** A program that can't be started counts as one that ended with 127, as in a shell. */
  readonly exitCode: number;
  /** Standard output and error of a buffered run. */
  readonly printed: string;
}

function run(command: string, args: readonly string[], { env = {}, buffered = false }: RunOptions = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const to = buffered ? 'pipe' : 'inherit';
    let printed = '';
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', to, to],
      env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`, NODE_COMPILE_CACHE: compileCache, ...env },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
    }
    child.once('error', (error) => resolve({ exitCode: 127, printed: `${printed}${command}: ${error.message}\n` }));
    child.once('close', (code) => resolve({ exitCode: code ?? 1, printed }));
  });
}

/** The steps of `pnpm check`, each with its command line, as package.json has them. */
async function checkSteps(): Promise<readonly { name: string; command: string }[]> {
  const { scripts } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  const names = (scripts['check'] ?? '').split('&&').map((part) => part.trim().split(' ').at(-1) ?? '');
  return names.map((name) => ({ name, command: scripts[name] ?? `echo 'package.json has no script ${name}' >&2; false` }));
}

/** Runs a runner that writes a JSON report; an old report is removed first, so that it can't stand in for a missing one. */
async function withReport(name: string, start: (file: string) => Promise<Ended>): Promise<RunnerEnd> {
  const file = path.join(reports, `${name}.json`);
  await mkdir(reports, { recursive: true });
  await rm(file, { force: true });
  const { exitCode, printed } = await start(file);
  process.stderr.write(printed);
  return { exitCode, report: await readFile(file, 'utf8').catch(() => null) };
}

/** Of one or more of the projects in vitest.config.ts; `name` is also that of the report. */
function vitest(name: string, projects: readonly string[], { seed }: TestOptions): Promise<RunnerEnd> {
  const order = seed === null ? [] : ['--sequence.shuffle.files', '--sequence.shuffle.tests', `--sequence.seed=${seed}`];
  const env: Readonly<Record<string, string>> = seed === null ? {} : { [PROPERTY_SEED_VARIABLE]: String(seed) };
  return withReport(name, (file) => {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    return run('vitest', ['run', ...projects.flatMap((project) => ['--project', project]), ...reporters, ...order], { env });
  });
}

/** Of one of the lanes in e2e/playwright.config.ts. */
function playwright(lane: 'talk' | 'pages', { seed }: TestOptions): Promise<RunnerEnd> {
  const program = path.join(root, 'e2e', 'node_modules', '.bin', 'playwright');
  const args = ['test', '--config', path.join(root, 'e2e', 'playwright.config.ts')];
  return withReport(`e2e-${lane}`, (file) => {
    const env = { SUBCAM_E2E_LANE: lane, SUBCAM_E2E_REPORT: file, ...(seed === null ? {} : { SUBCAM_E2E_SEED: String(seed) }) };
    return run(program, args, { env });
  });
}

interface Phase {
  readonly tally: Tally;
  readonly tests?: readonly TestEnd[];
}

async function phase(title: string, work: () => Promise<Phase>): Promise<Phase> {
  process.stdout.write(`\n== ${title}\n`);
  const startedMs = performance.now();
  const done = await work();
  process.stdout.write(`== ${title}: ${tallyLine(done.tally)} (${secondsSince(startedMs)} s)\n`);
  return done;
}

const secondsSince = (startedMs: number): string => ((performance.now() - startedMs) / 1000).toFixed(1);

const ofVitest = (end: RunnerEnd): Phase => ({ tally: tallyVitest(end), tests: vitestTests(end.report, root) });

async function endToEnd(options: TestOptions): Promise<Phase> {
  const ends = await Promise.all([playwright('talk', options), playwright('pages', options)]);
  return { tally: addTallies(ends.map(tallyPlaywright)), tests: ends.flatMap(({ report }) => playwrightTests(report, root)) };
}

/** Each step's lines are printed when it has ended. */
async function check(): Promise<Phase> {
  const waiting = [...(await checkSteps())];
  const tallies: Tally[] = [];
  const tests: TestEnd[] = [];
  const lane = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const startedMs = performance.now();
      const { exitCode, printed } = await run('sh', ['-c', step.command], { buffered: true });
      const tally = tallyStep(exitCode);
      tallies.push(tally);
      tests.push({ file: 'check', title: step.name, durationMs: performance.now() - startedMs, failure: exitCode === 0 ? null : printed });
      process.stdout.write(`-- ${step.name}: ${tallyLine(tally)} (${secondsSince(startedMs)} s)\n${printed}`);
    }
  };
  await Promise.all(Array.from({ length: CHECKS_AT_A_TIME }, lane));
  return { tally: addTallies(tallies), tests };
}

async function runAll(options: TestOptions): Promise<Tally> {
  const startedMs = performance.now();
  await rm(compileCache, { recursive: true, force: true });
  const order = options.seed === null ? '' : `Random order and cases; to repeat them: npm test -- --seed ${options.seed}\n`;
  process.stdout.write(order);
  const phases = [
    // Unit tests wait for half of their time, for files, sockets and timers; what is checked without running it takes the rest.
    ...(await Promise.all([phase('check', check), phase('unit tests', async () => ofVitest(await vitest('unit', ['unit'], options)))])),
    await phase('integration tests', async () => ofVitest(await vitest('integration', ['integration', 'integration-alone'], options))),
    await phase('end to end', () => endToEnd(options)),
  ];
  const sum = addTallies(phases.map(({ tally }) => tally));
  const tests = phases.flatMap((done) => done.tests ?? []);
  const failed = failedLines(tests);
  process.stdout.write(`\nThe slowest tests:\n${slowestLines(tests, SLOWEST_SHOWN).join('\n')}\n`);
  if (failed.length > 0) process.stdout.write(`\nWhat failed:\n${failed.join('\n')}\n`);
  process.stdout.write(`\n${order}${secondsSince(startedMs)} s\n${tallyLine(sum)}\n`);
  return sum;
}

async function campaign(options: CampaignOptions): Promise<Tally> {
  const runVitest = async (files: readonly string[], seed: number): Promise<RunnerEnd> => {
    const file = path.join(reports, 'properties.json');
    await rm(file, { force: true });
    const args = ['run', '--project', 'unit', '--reporter=json', `--outputFile.json=${file}`, ...files];
    const { exitCode, printed } = await run('vitest', args, { env: { [PROPERTY_SEED_VARIABLE]: String(seed) }, buffered: true });
    const report = await readFile(file, 'utf8').catch(() => null);
    if (report === null) process.stderr.write(printed);
    return { exitCode, report };
  };
  await mkdir(reports, { recursive: true });
  return runCampaign(options, { root, runVitest, write: (text) => process.stdout.write(text) });
}

const request = parseTestOptions(process.argv.slice(2));
switch (request.type) {
  case 'help':
    process.stdout.write(TEST_HELP);
    break;
  case 'bad':
    process.stderr.write(`${request.message}\n`);
    process.exitCode = 2;
    break;
  case 'campaign':
    process.exitCode = (await campaign(request.options)).failed === 0 ? 0 : 1;
    break;
  case 'run':
    process.exitCode = (await runAll(request.options)).failed === 0 ? 0 : 1;
    break;
}
