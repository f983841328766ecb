// Who spoke in a span, decided from marks alone.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whoSpoke, type SpeakingMark } from './who-spoke.ts';

const NO_LAG = { startedLateMs: 0, stoppedLateMs: 0 };
const mark = (participantId: string, startMs: number, endMs: number): SpeakingMark => ({ participantId, startMs, endMs });

describe('who spoke', () => {
  it('is the participant who was marked, with the share of the span that the mark covers', () => {
    expect(whoSpoke([mark('anna', 1_250, 9_000)], { fromMs: 1_000, toMs: 2_000 }, NO_LAG)).toEqual({ participantId: 'anna', share: 0.75 });
  });

  it('is nobody when nobody was marked, or for less than three tenths of the span', () => {
    expect(whoSpoke([], { fromMs: 0, toMs: 1_000 }, NO_LAG)).toBeNull();
    expect(whoSpoke([mark('anna', 0, 299)], { fromMs: 0, toMs: 1_000 }, NO_LAG)).toBeNull();
    expect(whoSpoke([mark('anna', 0, 300)], { fromMs: 0, toMs: 1_000 }, NO_LAG)?.participantId).toBe('anna');
  });

  it('does not count time in which two were marked', () => {
    const marks = [mark('anna', 0, 1_000), mark('ben', 400, 1_000)];
    expect(whoSpoke(marks, { fromMs: 0, toMs: 1_000 }, NO_LAG)).toEqual({ participantId: 'anna', share: 0.4 });
    expect(whoSpoke([mark('anna', 0, 1_000), mark('ben', 0, 1_000)], { fromMs: 0, toMs: 1_000 }, NO_LAG)).toBeNull();
  });

  it('adds up the marks of one participant', () => {
    const marks = [mark('anna', 0, 200), mark('ben', 200, 500), mark('anna', 500, 700)];
    expect(whoSpoke(marks, { fromMs: 0, toMs: 1_000 }, NO_LAG)).toEqual({ participantId: 'anna', share: 0.4 });
  });

  it('is told of a thousand marks as fast as of one', () => {
    const marks = Array.from({ length: 1_000 }, (_, index) => mark(`p${index}`, 500 + index / 10, 1_000));
    const startedAtMs = performance.now();
    for (let count = 0; count < 10; count += 1) {
      expect(whoSpoke([mark('anna', 0, 600), ...marks], { fromMs: 0, toMs: 1_000 }, NO_LAG)).toEqual({ participantId: 'anna', share: 0.5 });
    }
    expect(performance.now() - startedAtMs).toBeLessThan(500);
  });

  it('takes a mark that still stands', () => {
    const standing = mark('anna', 500, Number.POSITIVE_INFINITY);
    expect(whoSpoke([standing], { fromMs: 0, toMs: 1_000 }, NO_LAG)).toEqual({ participantId: 'anna', share: 0.5 });
  });

  it('gives the end of a mark that outlasts its voice to whoever speaks next', () => {
    const marks = [mark('anna', 0, 1_250), mark('ben', 1_000, 2_000)];
    const lag = { startedLateMs: 0, stoppedLateMs: 250 };
    expect(whoSpoke(marks, { fromMs: 1_000, toMs: 2_000 }, lag)).toEqual({ participantId: 'ben', share: 1 });
    expect(whoSpoke(marks, { fromMs: 1_000, toMs: 2_000 }, NO_LAG)).toEqual({ participantId: 'ben', share: 0.75 });
  });

  it('leaves the end of a mark to its participant when nobody else was marked', () => {
    const lag = { startedLateMs: 0, stoppedLateMs: 250 };
    expect(whoSpoke([mark('anna', 0, 300)], { fromMs: 0, toMs: 300 }, lag)).toEqual({ participantId: 'anna', share: 1 });
  });

  it('counts from before a mark that comes late', () => {
    const lag = { startedLateMs: 200, stoppedLateMs: 0 };
    expect(whoSpoke([mark('anna', 200, 1_000)], { fromMs: 0, toMs: 1_000 }, lag)).toEqual({ participantId: 'anna', share: 1 });
  });

  it('is nobody in an empty or reversed span', () => {
    expect(whoSpoke([mark('anna', 0, 1_000)], { fromMs: 500, toMs: 500 }, NO_LAG)).toBeNull();
    expect(whoSpoke([mark('anna', 0, 1_000)], { fromMs: 500, toMs: 400 }, NO_LAG)).toBeNull();
  });

  it('has a share of at most 1 that equals counting milliseconds one by one', () => {
    const anyMark = fc.record({
      participantId: fc.constantFrom('anna', 'ben', 'colin'),
      startMs: fc.integer({ min: 0, max: 60 }),
      lengthMs: fc.integer({ min: 0, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(anyMark, { maxLength: 8 }), (given) => {
        const marks = given.map(({ participantId, startMs, lengthMs }) => mark(participantId, startMs, startMs + lengthMs));
        const counts = new Map<string, number>();
        for (let ms = 20; ms < 80; ms += 1) {
          const marked = new Set(
            marks.filter(({ startMs, endMs }) => startMs <= ms && endMs > ms).map(({ participantId }) => participantId),
          );
          const [only] = marked;
          if (marked.size === 1 && only !== undefined) counts.set(only, (counts.get(only) ?? 0) + 1);
        }
        const most = Math.max(0, ...counts.values()) / 60;
        expect(whoSpoke(marks, { fromMs: 20, toMs: 80 }, NO_LAG)?.share ?? 0).toBeCloseTo(most < 0.3 ? 0 : most, 10);
      }),
    );
  });
});
