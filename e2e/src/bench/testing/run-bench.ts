// `pnpm bench NAME` as a process of its own, for tests.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const PROGRAM = path.join(import.meta.dirname, '..', 'main.ts');

/** Marks every process that a bench of these tests starts, its own included. */
const MARK = 'SUBCAM_BENCH_TEST';

/** `left`: processes that it leaves behind. `stopAt`: it gets SIGTERM once its standard error has this. */
export async function runBench(
  bench: string,
  args: readonly string[],
  stopAt?: RegExp,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string; readonly left: number }> {
  const mark = `${process.pid}-${Math.random().toString(36).slice(2)}`;
  const child = spawn(process.execPath, [PROGRAM, bench, ...args], {
    env: { ...process.env, [MARK]: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  let isStopped = false;
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
    // Once: a second signal ends it without its word.
    if (!isStopped && stopAt?.test(stderr) === true) isStopped = child.kill('SIGTERM');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const environments = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')));
  return { code, stdout, stderr, left: environments.filter((text) => text.includes(`${MARK}=${mark}`)).length };
}
