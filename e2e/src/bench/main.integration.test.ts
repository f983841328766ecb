// The bench as a program, in its short form: one JSON object with sane figures, and nothing left running, however it ends.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { cameraReport } from './camera-report.ts';

const PROGRAM = path.join(import.meta.dirname, 'main.ts');

/** Marks every process that a bench of these tests starts, its own included. */
const MARK = 'SUBCAM_BENCH_TEST';

/** The short form takes a minute and a quarter when nothing else runs. */
const LIMIT_MS = 300_000;

let child: ChildProcess | null = null;

afterEach(() => {
  child?.kill('SIGKILL');
  child = null;
});

interface Running {
  readonly mark: string;
  readonly process: ChildProcess;
  /** Of standard error. */
  line(matches: RegExp): Promise<string>;
  readonly end: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
}

function start(args: readonly string[]): Running {
  const mark = `${process.pid}-${Math.random().toString(36).slice(2)}`;
  const started = spawn(process.execPath, [PROGRAM, ...args], { env: { ...process.env, [MARK]: mark }, stdio: ['ignore', 'pipe', 'pipe'] });
  child = started;
  let [stdout, stderr] = ['', ''];
  const waiting: { readonly matches: RegExp; readonly resolve: (line: string) => void }[] = [];
  started.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
  });
  createInterface({ input: started.stderr }).on('line', (line) => {
    stderr += `${line}\n`;
    for (const { matches, resolve } of waiting) if (matches.test(line)) resolve(line);
  });
  return {
    mark,
    process: started,
    line: (matches) =>
      new Promise((resolve) => {
        waiting.push({ matches, resolve });
      }),
    end: once(started, 'close').then(([code]: unknown[]) => ({ code: typeof code === 'number' ? code : null, stdout, stderr })),
  };
}

/** Processes that carry the mark in their environment. */
async function left(mark: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const environments = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')));
  return pids.filter((_pid, index) => environments[index]?.includes(`${MARK}=${mark}`) === true);
}

describe('pnpm bench camera', () => {
  it('prints one JSON object with every figure, and ends what it started', { timeout: LIMIT_MS }, async () => {
    const bench = start(['camera', '--quick', '--json']);
    const { code, stdout, stderr } = await bench.end;
    expect(code, stderr).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    const report = cameraReport.parse(JSON.parse(stdout));

    for (const { fps, frames, gapsOver50Share } of [report.visible, report.hidden, report.bare.visible, report.bare.hidden]) {
      expect(fps).toBeGreaterThan(5);
      expect(fps).toBeLessThan(70);
      expect(frames).toBeGreaterThan(10);
      expect(gapsOver50Share).not.toBeNull();
    }
    for (const { n, missed, p50, p95 } of [report.visible.pixelMs, report.hidden.pixelMs, report.naive.pixelMs]) {
      expect(n).toBeGreaterThan(missed);
      expect(p50).toBeGreaterThan(1);
      expect(p95 ?? 0).toBeGreaterThanOrEqual(p50 ?? Infinity);
    }
    // The whole tree of a browser in a call: never nothing, never more than the machine.
    for (const { core, memoryMb } of Object.values(report.cores)) {
      expect(core).toBeGreaterThan(0.01);
      expect(core).toBeLessThan(report.machine.cores);
      expect(memoryMb).toBeGreaterThan(50);
    }
    expect(report.perSetting).toHaveLength(3);
    expect(report.painterMs.page.p50).toBeGreaterThan(0);
    expect(report.painterMs.node.p50).toBeGreaterThan(0);
    expect(report.targets).toHaveLength(12);
    expect(stderr).toContain('targets');
    expect(await left(bench.mark)).toEqual([]);
  });

  it('stopped by a signal in the middle of a call, says so and leaves no process behind', { timeout: LIMIT_MS }, async () => {
    const bench = start(['camera', '--quick', '--json']);
    await bench.line(/event to far-end pixel/);
    expect((await left(bench.mark)).length).toBeGreaterThan(5);
    bench.process.kill('SIGTERM');
    const { code, stdout, stderr } = await bench.end;
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('bench: The bench was stopped; everything that it started has ended.');
    expect(await left(bench.mark)).toEqual([]);
  });

  it('tells how it is used, and refuses what it does not know before anything starts', async () => {
    const help = await start(['--help']).end;
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('--minutes');
    const wrong = await start(['camera', '--minutes', 'many']).end;
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain('--minutes takes a number');
  });
});
