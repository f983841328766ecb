// The bench of translation as a program, in its short form: every way between two languages, one JSON object, and nothing left running.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runBench } from '../testing/run-bench.ts';
import type { TranslationReport } from './translation-report.ts';

const run = (args: readonly string[], stopAt?: RegExp) => runBench('translation', args, stopAt);

describe('pnpm bench translation', () => {
  it('measures every way between two languages, with and without what is done around the engines', async () => {
    const { code, stdout, stderr, left } = await run(['--pair', 'en-es', '--limit', '6', '--json']);
    expect(code, stderr).toBe(0);
    expect(left).toBe(0);
    const report = JSON.parse(stdout) as TranslationReport;
    expect(Object.keys(report)).toEqual(['bench', 'pair', 'lines', 'engines', 'raw']);
    expect(report).toMatchObject({ bench: 'translation', pair: 'en-es', lines: 6 });
    expect(Object.keys(report.engines)).toEqual(['bergamot+apertium', 'apertium']);
    expect(Object.keys(report.raw)).toEqual(['bergamot+apertium', 'apertium']);
    for (const figures of Object.values(report.engines)) {
      expect(Object.keys(figures)).toEqual(['chrf', 'bleu', 'p50Ms', 'p99Ms', 'perSecond', 'rssMb', 'erasure', 'lagWords']);
      expect(figures.chrf).toBeGreaterThan(30);
      expect(figures.chrf).toBeLessThan(100);
      expect(figures.p50Ms).toBeGreaterThan(0.1);
      expect(figures.p99Ms).toBeGreaterThanOrEqual(figures.p50Ms);
      expect(figures.perSecond).toBeGreaterThan(1);
      expect(figures.erasure).toBeLessThan(0.5);
      expect(figures.lagWords).toBeGreaterThan(0);
    }
    for (const figures of Object.values(report.raw)) expect(Object.keys(figures)).toEqual(['chrf', 'p50Ms']);
    const [way, direct] = Object.values(report.engines);
    // The rules' engine alone, and with a neural model beside it.
    expect(direct?.rssMb).toBeGreaterThan(30);
    expect(way?.rssMb).toBeGreaterThan((direct?.rssMb ?? 0) + 100);
    expect(way?.chrf).toBeGreaterThan(direct?.chrf ?? 100);
    // What is mended around it is worth something.
    expect(direct?.chrf).toBeGreaterThan(report.raw['apertium']?.chrf ?? 100);
    expect(stderr).toContain('bergamot+apertium (via pt): word by word: 6 of 6 lines');
  });

  it('stopped while a way is measured, says so and leaves no process behind', async () => {
    const { code, stdout, stderr, left } = await run(['--limit', '40'], /one at a time/);
    expect({ code, stdout, left }).toEqual({ code: 1, stdout: '', left: 0 });
    expect(stderr).toContain('bench: The bench was stopped; everything that it started has ended.');
  });

  it('says of a pair that nothing translates what there is, before anything is measured', async () => {
    const files = ['--source', path.join(import.meta.dirname, 'bleu.ts'), '--reference', path.join(import.meta.dirname, 'bleu.ts')];
    const { code, stdout, stderr } = await run(['--pair', 'en-ja', ...files]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/bench: .*(?:Line \d+ of .* is empty|Nothing translates en to ja here; there is: en-pt, pt-en)/);
  });
});
