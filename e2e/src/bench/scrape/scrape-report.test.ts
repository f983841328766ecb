import { describe, expect, it } from 'vitest';
import { scrapeReport, scrapeSummary, type ScrapeTurns } from './scrape-report.ts';

const turns = (finalsMs: readonly number[]): ScrapeTurns => ({ finalsMs, words: 200, errors: 6, cores: [0.2, 0.4] });

const measured = {
  engine: 'moonshine',
  everyMs: 1_000,
  undisturbed: turns([300, 400, 1_000]),
  answers: [
    { tookMs: 3, bytes: 20_000 },
    { tookMs: 5, bytes: 30_000 },
  ],
  loadBefore: 0.1,
};

describe('the report of a daemon whose figures are collected', () => {
  it('tells how much later the median of finals is, and whether that is within the target', () => {
    const report = scrapeReport({ ...measured, scraped: turns([320, 425, 900]) });
    expect(report).toMatchObject({
      undisturbed: { finalsMs: { n: 3, p50: 400, p95: 1_000 }, wer: 0.03, coreShare: 0.3 },
      scraped: { finalsMs: { n: 3, p50: 425, p95: 900 } },
      addedP50Ms: 25,
      isWithinTarget: true,
      answers: { tookMs: { n: 2, p50: 3, p95: 5 }, mostBytes: 30_000 },
    });
    expect(scrapeSummary(report)).toContain('25 ms later in the median, within 25 ms');
  });

  it('says where it is not', () => {
    const report = scrapeReport({ ...measured, scraped: turns([320, 426, 900]) });
    expect(report).toMatchObject({ addedP50Ms: 26, isWithinTarget: false });
    expect(scrapeSummary(report)).toContain('NOT within 25 ms');
  });
});
