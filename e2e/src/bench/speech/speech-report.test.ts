import { describe, expect, it } from 'vitest';
import type { SessionScore } from './score-session.ts';
import { speechFigures, speechRatios, speechSummary } from './speech-report.ts';

const use = { coreShare: 0.25, peakMb: 700, restMb: 500 };
const one = { streams: 1, isLong: false };

function score(changes: Partial<SessionScore> = {}): SessionScore {
  return {
    words: 10,
    referenceWords: 11,
    errors: 1,
    errorsShown: 2,
    firstShownMs: [100, 200],
    stableMs: [300],
    finals: [{ wordEndMs: 1_000, latencyMs: 400 }],
    prematureFinals: 1,
    original: { takenBack: { bare: 2, written: 4 }, finalWords: 10, committedChanged: 1 },
    translated: null,
    lostSamples: 320,
    talkMs: 30_000,
    ...changes,
  };
}

describe('the figures of a policy', () => {
  it('are those of all sessions together, each by the words that it is of', () => {
    const second = score({
      words: 20,
      referenceWords: 33,
      errors: 3,
      errorsShown: 9,
      firstShownMs: [300, 400],
      original: { takenBack: { bare: 1, written: 2 }, finalWords: 20, committedChanged: 2 },
      prematureFinals: 0,
      lostSamples: 0,
    });
    expect(speechFigures([score(), second], { ...use, streams: 2, isLong: false })).toEqual({
      n: 30,
      wer: 0.0909,
      werShown: 0.25,
      firstShownMs: { n: 4, p50: 200, p90: 400, p95: 400 },
      stableMs: { n: 2, p50: 300, p90: 300, p95: 300 },
      finalMs: { n: 2, p50: 400, p90: 400, p95: 400 },
      erasure: 0.1,
      erasureStrict: 0.2,
      committedChanged: 3,
      prematureFinals: 1,
      coreShare: 0.25,
      peakMb: 700,
      restMb: 500,
      streams: 2,
      lostSamples: 320,
      translated: null,
      lag: null,
    });
  });

  it('are null, never a guess, where nothing was measured', () => {
    const nothing = score({
      firstShownMs: [],
      finals: [],
      original: { takenBack: { bare: 0, written: 0 }, finalWords: 0, committedChanged: 0 },
    });
    expect(speechFigures([nothing], { ...use, ...one })).toMatchObject({
      firstShownMs: { n: 0, p50: null, p90: null, p95: null },
      finalMs: { n: 0, p50: null, p90: null, p95: null },
      erasure: null,
      erasureStrict: null,
    });
  });

  it('tell translations on their own', () => {
    const translated = { takenBack: { bare: 3, written: 6 }, finalWords: 12, committedChanged: 2 };
    expect(speechFigures([score({ translated })], { ...use, ...one }).translated).toEqual({
      erasure: 0.25,
      erasureStrict: 0.5,
      committedChanged: 2,
    });
  });

  it('tell of minutes how late finals were in the first and in the last', () => {
    const finals = Array.from({ length: 30 }, (_, index) => ({ wordEndMs: 10_000 * (index + 1), latencyMs: 100 * (index + 1) }));
    const long = (talkMs: number) => speechFigures([score({ finals, talkMs })], { ...use, streams: 1, isLong: true }).lag;
    expect(long(300_000)).toEqual({ firstMinuteP95: 600, lastMinuteP95: 3_000 });
    expect(long(60_000)?.firstMinuteP95).toBe(300);
  });
});

describe('the ratios', () => {
  it('are figures divided by those of the plain policy, null where there is nothing to divide by', () => {
    const ours = speechFigures([score()], { ...use, ...one });
    const plain = speechFigures(
      [
        score({
          firstShownMs: [400, 800],
          errors: 2,
          prematureFinals: 0,
          original: { takenBack: { bare: 8, written: 8 }, finalWords: 10, committedChanged: 4 },
        }),
      ],
      { coreShare: 0.5, peakMb: 700, restMb: 500, ...one },
    );
    expect(speechRatios(ours, plain)).toEqual({
      wer: 0.5,
      werShown: 1,
      firstShownMs: { p50: 0.25, p90: 0.25, p95: 0.25 },
      stableMs: { p50: 1, p90: 1, p95: 1 },
      finalMs: { p50: 1, p90: 1, p95: 1 },
      erasure: 0.25,
      erasureStrict: 0.5,
      committedChanged: 0.25,
      prematureFinals: null,
      coreShare: 0.5,
      peakMb: 1,
      restMb: 1,
      translated: null,
    });
  });

  it('have those of translations where both were translated', () => {
    const translated = { takenBack: { bare: 3, written: 6 }, finalWords: 12, committedChanged: 0 };
    const figures = speechFigures([score({ translated })], { ...use, ...one });
    expect(speechRatios(figures, figures).translated).toEqual({ erasure: 1, erasureStrict: 1, committedChanged: null });
    expect(speechRatios(figures, speechFigures([score()], { ...use, ...one })).translated).toBeNull();
  });
});

describe('the summary', () => {
  it('tells both policies in words', () => {
    const figures = speechFigures([score()], { ...use, ...one });
    const machine = { cores: 2, loadBefore: 0, loadAfter: 0, elsewhere: 0 };
    const summary = speechSummary({
      bench: 'speech',
      engine: 'e',
      partials: null,
      figures,
      baseline: figures,
      ratios: speechRatios(figures, figures),
      atOnce: { n: 10, wer: 0.1 },
      machine,
    });
    expect(summary).toContain('ours\n  word error rate 9.1 % (shown 18.2 %) of 10 words');
    expect(summary).toContain('plain policy\n');
    expect(summary).toContain('read at once, as a file: word error rate 10 %');
  });
});
