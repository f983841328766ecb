// Feeder watch: messages as they come -> whether whoever feeds the camera is still there. Pure but for its own state.
import { FEEDER_BEAT_MS, FEEDER_SILENT_MS } from '../bus/page-messages.ts';

export interface FeederWatch {
  /** A message of the feeder's has come. `nowMs`: monotonic. */
  hear(nowMs: number): void;
  /** The connection to the feeder was lost. */
  lose(): void;
  /** Call at each tick: silence is taken as loss here. `nowMs`: monotonic. */
  look(nowMs: number): void;
  /** Whether one that was heard is lost now. */
  readonly isLost: boolean;
  /** The earliest instant (monotonic, ms) at which `look` can find it lost; Infinity while there is nothing to lose. */
  readonly nextLookMs: number;
}

export interface FeederWatchOptions {
  /** Once, when a feeder that was heard before is lost. */
  readonly onLost: () => void;
  /** Once, when a lost feeder is heard again. */
  readonly onBack: () => void;
}

/**
 * Of the time between two looks, no more than this counts as silence. A page that stood still, since it was busy or the machine slept,
 * could hear nobody: what was sent meanwhile is read before the next look. Chrome's timers ring at least once a second in a hidden tab.
 */
const MAX_COUNTED_MS = 1_000;

/** A page that was never fed waits, for as long as nobody starts subtitles: that is no loss. */
export function createFeederWatch({ onLost, onBack }: FeederWatchOptions): FeederWatch {
  let status: 'never-heard' | 'heard' | 'lost' = 'never-heard';
  let silentMs = 0;
  let lookedAtMs = 0;

  const lose = (): void => {
    if (status !== 'heard') return;
    status = 'lost';
    onLost();
  };

  return {
    hear(nowMs) {
      const wasLost = status === 'lost';
      status = 'heard';
      silentMs = 0;
      lookedAtMs = nowMs;
      if (wasLost) onBack();
    },
    lose,
    look(nowMs) {
      if (status !== 'heard') return;
      silentMs += Math.min(MAX_COUNTED_MS, Math.max(0, nowMs - lookedAtMs));
      lookedAtMs = nowMs;
      if (silentMs >= FEEDER_SILENT_MS) lose();
    },
    get isLost() {
      return status === 'lost';
    },
    get nextLookMs() {
      // Looked at twice at least, so that a page that stood still reads what came before it judges.
      return status === 'heard' ? lookedAtMs + Math.min(MAX_COUNTED_MS, Math.max(FEEDER_BEAT_MS, FEEDER_SILENT_MS - silentMs)) : Infinity;
    },
  };
}
