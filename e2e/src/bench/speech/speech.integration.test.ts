// The bench of speech as a program, in its short form: a real daemon hears a sentence, one JSON object, and nothing left running.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SpeechReport } from './speech-report.ts';

const PROGRAM = path.join(import.meta.dirname, '..', 'main.ts');

/** Marks every process that a bench of these tests starts, its own included. */
const MARK = 'SUBCAM_BENCH_TEST';

async function run(
  args: readonly string[],
  stopAt?: RegExp,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string; readonly left: number }> {
  const mark = `${process.pid}-${Math.random().toString(36).slice(2)}`;
  const child = spawn(process.execPath, [PROGRAM, 'speech', ...args], {
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

// Each of them waits for most of its time.
describe.concurrent('pnpm bench speech', () => {
  it('measures what a real daemon makes of a sentence, by both policies', async () => {
    const { code, stdout, stderr, left } = await run(['--quick', '--json', '--engine', 'moonshine']);
    expect(code, stderr).toBe(0);
    expect(left).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    const report = JSON.parse(stdout) as SpeechReport;
    expect(Object.keys(report)).toEqual(['bench', 'engine', 'figures', 'baseline', 'ratios', 'machine']);
    expect(report).toMatchObject({ bench: 'speech', engine: 'moonshine' });
    for (const figures of [report.figures, report.baseline]) {
      expect(figures).toMatchObject({ streams: 1, lostSamples: 0, translated: null, lag: null });
      expect(figures.n).toBeGreaterThan(3);
      // One voice in quiet: hardly a word is misheard.
      expect(figures.wer).toBeLessThan(0.5);
      expect(figures.werShown).toBeLessThan(0.5);
      expect(figures.firstShownMs.n).toBeGreaterThan(0);
      // A word is on the tile before the silence after the sentence has been waited for, or soon after it.
      expect(figures.firstShownMs.p50).toBeLessThan(3_000);
      expect(figures.finalMs.n).toBeGreaterThan(0);
      expect(figures.finalMs.p50).toBeGreaterThan(100);
      expect(figures.coreShare).toBeGreaterThan(0.01);
      expect(figures.peakMb).toBeGreaterThanOrEqual(figures.restMb);
      expect(figures.restMb).toBeGreaterThan(100);
    }
  });

  it('stopped in the middle of the sound, says so and leaves no process behind', async () => {
    const { code, stdout, stderr, left } = await run(['--quick'], /the policy in force/);
    expect({ code, stdout, left }).toEqual({ code: 1, stdout: '', left: 0 });
    expect(stderr).toContain('bench: The bench was stopped; everything that it started has ended.');
  });

  it('says what is wrong before any daemon is started', async () => {
    const refused = async (args: readonly string[]): Promise<string> => {
      const { code, stdout, stderr, left } = await run(args);
      expect({ code, stdout, left }).toEqual({ code: 2, stdout: '', left: 0 });
      return stderr;
    };
    const [engine, language] = await Promise.all([refused(['--engine', 'ear-trumpet']), refused(['--to', 'ja'])]);
    expect(engine).toMatch(/bench: --engine must be moonshine or whisper-service/);
    expect(language).toMatch(/bench: Nothing translates en to ja here/);
  });
});
