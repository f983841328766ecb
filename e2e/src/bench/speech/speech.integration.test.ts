// The bench of speech as a program, in its short form: a real daemon hears a sentence, one JSON object, and nothing left running.
import { describe, expect, it } from 'vitest';
import { runBench } from '../testing/run-bench.ts';
import type { SpeechReport } from './speech-report.ts';

/** What the daemon without a translator may hold at rest, whichever the policy. */
const MOST_MB_AT_REST = 450;

const run = (args: readonly string[], stopAt?: RegExp) => runBench('speech', args, stopAt);

// Each of them waits for most of its time.
describe.concurrent('pnpm bench speech', () => {
  it('measures what a real daemon makes of a sentence, by both policies', async () => {
    const { code, stdout, stderr, left } = await run(['--quick', '--json', '--engine', 'moonshine']);
    expect(code, stderr).toBe(0);
    expect(left).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    const report = JSON.parse(stdout) as SpeechReport;
    expect(Object.keys(report)).toEqual(['bench', 'engine', 'partials', 'figures', 'baseline', 'ratios', 'atOnce', 'machine']);
    expect(report).toMatchObject({ bench: 'speech', engine: 'moonshine', partials: null });
    expect(report.atOnce.n).toBeGreaterThan(3);
    expect(report.atOnce.wer).toBeLessThan(0.5);
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
      expect(figures.restMb).toBeLessThan(MOST_MB_AT_REST);
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
    expect(engine).toMatch(/bench: --engine must be moonshine, whisper, whisper-service, openai-stt or sherpa/);
    expect(language).toMatch(/bench: Nothing translates en to ja here/);
  });
});
