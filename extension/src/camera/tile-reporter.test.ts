import { describe, expect, it } from 'vitest';
import { NOTHING_SENT, type TileReport } from '@subcam/shared';
import { createTileReporter } from './tile-reporter.ts';

const STATE = { liveTracks: 2, format: { width: 1280, height: 720, frameRate: 30 }, sending: NOTHING_SENT };

describe('reports of the tile', () => {
  it('tell at once, and once, when a revision of a cue was first handed over', () => {
    const reports: TileReport[] = [];
    const reporter = createTileReporter(1_000, (report) => reports.push(report));
    reporter.tick(0, STATE);
    reporter.frame({ atMs: 100, cues: [{ cueId: 'a', revision: 1 }] });
    reporter.tick(101, STATE);
    reporter.frame({ atMs: 133, cues: [{ cueId: 'a', revision: 1 }] });
    reporter.tick(134, STATE);
    reporter.frame({
      atMs: 166,
      cues: [
        { cueId: 'a', revision: 2 },
        { cueId: 'b', revision: 1 },
      ],
    });
    reporter.tick(167, STATE);
    expect(reports.map(({ painted, framesPainted }) => [painted, framesPainted])).toEqual([
      [[], 0],
      [[{ cueId: 'a', revision: 1, paintedAtMs: 100 }], 1],
      [
        [
          { cueId: 'a', revision: 2, paintedAtMs: 166 },
          { cueId: 'b', revision: 1, paintedAtMs: 166 },
        ],
        3,
      ],
    ]);
  });

  it('tell each second that the tile lives', () => {
    const reports: TileReport[] = [];
    const reporter = createTileReporter(1_000, (report) => reports.push(report));
    for (let nowMs = 0; nowMs <= 3_000; nowMs += 50) reporter.tick(nowMs, STATE);
    expect(reports).toHaveLength(4);
    expect(reports[0]).toEqual({ painted: [], framesPainted: 0, width: 1280, height: 720, liveTracks: 2, sending: NOTHING_SENT });
  });

  it('go on when the wall clock is set back', () => {
    const reports: TileReport[] = [];
    const reporter = createTileReporter(1_000, (report) => reports.push(report));
    reporter.tick(1_000_000, STATE);
    reporter.tick(5_000, STATE);
    expect(reports).toHaveLength(2);
  });
});
