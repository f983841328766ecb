// Emitted frames -> TileReports: which cue revision was first seen when, at once; that the tile is alive, at regular intervals.
import type { TileReport, TileSending } from '@subcam/shared';
import type { EmittedFrame } from './camera-source.ts';
import type { VideoFormat } from './video-constraints.ts';

export interface TileReporter {
  /** Call for each frame, whichever track it was for. */
  frame(frame: EmittedFrame): void;
  /** Call at each tick, after its frames. */
  tick(nowMs: number, state: { readonly liveTracks: number; readonly format: VideoFormat; readonly sending: TileSending }): void;
}

/** Cues of which the last painted revision is remembered. */
const MAX_REMEMBERED_CUES = 200;

/** `intervalMs`: at most this long between two reports, as far as ticks allow. */
export function createTileReporter(intervalMs: number, send: (report: TileReport) => void): TileReporter {
  const seen = new Map<string, number>();
  let painted: { cueId: string; revision: number; paintedAtMs: number }[] = [];
  let framesPainted = 0;
  let reportedAtMs = -Infinity;
  return {
    frame({ atMs, cues }) {
      framesPainted += 1;
      for (const { cueId, revision } of cues) {
        if ((seen.get(cueId) ?? -1) >= revision) continue;
        seen.delete(cueId);
        seen.set(cueId, revision);
        painted.push({ cueId, revision, paintedAtMs: atMs });
      }
      for (const cueId of seen.keys()) {
        if (seen.size <= MAX_REMEMBERED_CUES) break;
        seen.delete(cueId);
      }
    },
    tick(nowMs, { liveTracks, format, sending }) {
      // A clock that was set back must not silence the reports.
      const overdue = nowMs - reportedAtMs >= intervalMs || nowMs < reportedAtMs;
      if (painted.length === 0 && !overdue) return;
      reportedAtMs = nowMs;
      const report = { painted, framesPainted, width: format.width, height: format.height, liveTracks, sending };
      painted = [];
      send(report);
    },
  };
}
