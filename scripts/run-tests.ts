// Every check and every test of the workspace, one after the other; the last line is the sum, and the exit code says whether it is good.
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { addTallies, tallyLine, tallyPlaywright, tallyStep, tallyVitest } from './test-summary.ts';
import type { RunnerEnd, Tally } from './test-summary.ts';

const root = path.dirname(import.meta.dirname);
const reports = path.join(root, 'out', 'test-reports');
const bin = path.join(root, 'node_modules', '.bin');

/** Resolves with the exit code; a program that can't be started counts as one that ended with 127, as in a shell. */
function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`, ...env },
    });
    child.once('error', (error) => {
      process.stderr.write(`${command}: ${error.message}\n`);
      resolve(127);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** The steps of `pnpm check`, each with its command line, as package.json has them. */
async function checkSteps(): Promise<readonly { name: string; command: string }[]> {
  const { scripts } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  const names = (scripts['check'] ?? '').split('&&').map((part) => part.trim().split(' ').at(-1) ?? '');
  return names.map((name) => ({ name, command: scripts[name] ?? `echo 'package.json has no script ${name}' >&2; false` }));
}

/** Runs a runner that writes a JSON report; an old report is removed first, so that it can't stand in for a missing one. */
async function withReport(name: string, start: (file: string) => Promise<number>): Promise<RunnerEnd> {
  const file = path.join(reports, `${name}.json`);
  await mkdir(reports, { recursive: true });
  await rm(file, { force: true });
  const exitCode = await start(file);
  return { exitCode, report: await readFile(file, 'utf8').catch(() => null) };
}

const vitest = (project: string): Promise<RunnerEnd> =>
  withReport(project, (file) =>
    run('vitest', ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]),
  );

async function phase(title: string, work: () => Promise<Tally>): Promise<Tally> {
  process.stdout.write(`\n== ${title}\n`);
  const startedMs = performance.now();
  const tally = await work();
  process.stdout.write(`== ${title}: ${tallyLine(tally)} (${((performance.now() - startedMs) / 1000).toFixed(1)} s)\n`);
  return tally;
}

const tallies: Tally[] = [];
for (const { name, command } of await checkSteps()) {
  tallies.push(await phase(`check: ${name}`, async () => tallyStep(await run('sh', ['-c', command]))));
}
tallies.push(await phase('unit tests', async () => tallyVitest(await vitest('unit'))));
tallies.push(await phase('integration tests', async () => tallyVitest(await vitest('integration'))));
tallies.push(
  await phase('end to end', async () => {
    const playwright = path.join(root, 'e2e', 'node_modules', '.bin', 'playwright');
    const config = path.join(root, 'e2e', 'playwright.config.ts');
    return tallyPlaywright(await withReport('e2e', (file) => run(playwright, ['test', '--config', config], { SUBCAM_E2E_REPORT: file })));
  }),
);
const sum = addTallies(tallies);
process.exitCode = sum.failed === 0 ? 0 : 1;
process.stdout.write(`\n${tallyLine(sum)}\n`);
