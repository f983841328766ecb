// Finals of a capture, each read by the engine for finals or by the other one in its place -> whether that one stands in now, and the log.
import type { Clock, StandIn, Stt } from '@subcam/shared';
import type { Log } from '../telemetry/index.ts';

export interface RecogniserStandIn {
  /** null: the engine for finals reads them. */
  readonly state: StandIn | null;
  finalRead(final: { readonly isStandIn: boolean }): void;
}

/** `onChange` is called when one begins to stand in, and when that is over: with the next final of the engine for finals. */
export function createRecogniserStandIn(deps: {
  readonly captureId: string;
  readonly stt: Stt;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
}): RecogniserStandIn {
  const { captureId, stt, clock, log, onChange } = deps;
  let state: StandIn | null = null;
  return {
    get state() {
      return state;
    },
    finalRead: ({ isStandIn }) => {
      if (isStandIn === (state !== null)) return;
      const engine = (stt.partials ?? stt).info;
      const insteadOf = stt.info.name;
      state = isStandIn ? { engine, insteadOf, sinceMs: clock.nowMs() } : null;
      if (isStandIn) log.warn({ captureId, engine: engine.name, insteadOf }, 'Another recogniser stands in for the one for finals.');
      else log.info({ captureId, engine: insteadOf }, 'The recogniser for finals reads them again.');
      onChange();
    },
  };
}
