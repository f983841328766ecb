// Scenes on the wall clock -> the scripted daemon: each update at its instant, and nothing left on the tile afterwards.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cue } from '@subcam/shared';
import type { BlinkEvent } from './pixel-latency.ts';
import { blinkingCue, changingCue, talkingScene } from './scenes.ts';
import type { ScriptedDaemon } from './scripted-daemon.ts';

export interface CueSource {
  /** Someone talks, until stopped. */
  talk(): () => void;
  /** A line that changes so often, until stopped; revisions that a busy machine missed come at once, so that the rate holds. */
  change(timesPerSecond: number): () => void;
  /** Words that come and go for so long; `tell` is called in place of the daemon where another sender is to be told. */
  blink(durationMs: number, signal: AbortSignal, tell?: (revision: number) => Promise<unknown>): Promise<readonly BlinkEvent[]>;
  /** Takes everything off the tile. */
  clear(): void;
}

/** A person who talks gives three to eight revisions a second; never in step with the frames. */
const BLINK_SPACING_MS = { min: 180, max: 420 } as const;

export function openCueSource(daemon: Pick<ScriptedDaemon, 'emit'>, random: () => number = Math.random): CueSource {
  const shown = new Set<string>();
  let talkRounds = 0;
  let changes = 0;
  let blinks = 0;

  const put = (cue: Cue): number => {
    shown.add(cue.cueId);
    return daemon.emit({ type: 'upsert', emittedAtMs: 0, cue });
  };

  return {
    talk: () => {
      let timer: NodeJS.Timeout | undefined;
      const play = (startedAtMs: number): void => {
        const { events, durationMs } = talkingScene(talkRounds, startedAtMs);
        talkRounds += 1;
        let next = 0;
        const step = (): void => {
          for (let event = events[next]; event !== undefined && startedAtMs + event.atMs <= Date.now(); event = events[next]) {
            if (event.update.type === 'upsert') put(event.update.cue);
            next += 1;
          }
          const nextAtMs = startedAtMs + (events[next]?.atMs ?? durationMs);
          const goOn = next < events.length ? step : () => play(startedAtMs + durationMs);
          timer = setTimeout(goOn, Math.max(0, nextAtMs - Date.now()));
        };
        step();
      };
      play(Date.now());
      return () => clearTimeout(timer);
    },
    change: (timesPerSecond) => {
      const startedAtMs = performance.now();
      const before = changes;
      let timer: NodeJS.Timeout | undefined;
      const step = (): void => {
        while (changes - before < ((performance.now() - startedAtMs) * timesPerSecond) / 1000) {
          changes += 1;
          put(changingCue(changes));
        }
        const dueMs = startedAtMs + ((changes - before) * 1000) / timesPerSecond;
        timer = setTimeout(step, Math.max(1, dueMs - performance.now()));
      };
      step();
      return () => clearTimeout(timer);
    },
    blink: async (durationMs, signal, tell) => {
      const events: BlinkEvent[] = [];
      // From a tile without the words: the first event brings them.
      blinks += blinks % 2;
      const endMs = performance.now() + durationMs;
      while (performance.now() < endMs) {
        blinks += 1;
        const bright = blinks % 2 === 1;
        if (tell === undefined) {
          events.push({ emittedAtMs: put(blinkingCue(blinks)), bright });
        } else {
          events.push({ emittedAtMs: Date.now(), bright });
          await tell(blinks);
        }
        const { min, max } = BLINK_SPACING_MS;
        await sleep(min + random() * (max - min), undefined, { signal });
      }
      return events;
    },
    clear: () => {
      for (const cueId of shown) daemon.emit({ type: 'remove', emittedAtMs: 0, cueId });
      shown.clear();
    },
  };
}
