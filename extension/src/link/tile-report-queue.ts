// TileReports while there is no connection: the latest are kept for the next one.
import type { TileReport } from '@subcam/shared';

/** Beyond it the oldest is dropped, and counted. */
export const MAX_WAITING_TILE_REPORTS = 100;

export interface TileReportQueue {
  push(report: TileReport): void;
  /** All that wait, oldest first; none waits afterwards. */
  takeAll(): readonly TileReport[];
  readonly dropped: number;
}

export function createTileReportQueue(): TileReportQueue {
  const waiting: TileReport[] = [];
  let dropped = 0;
  return {
    push(report) {
      waiting.push(report);
      if (waiting.length <= MAX_WAITING_TILE_REPORTS) return;
      waiting.shift();
      dropped += 1;
    },
    takeAll: () => waiting.splice(0),
    get dropped() {
      return dropped;
    },
  };
}
