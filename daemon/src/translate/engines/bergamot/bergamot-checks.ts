// A direction that is to be loaded -> whether its files are whole, and whether the runtime can load them.
import type { Clock } from '@subcam/shared';
import { modelKey, type BergamotDirections } from './bergamot-directions.ts';
import type { BergamotDirection } from './bergamot-models.ts';
import { tryDirection } from './bergamot-trial.ts';

export interface BergamotChecks {
  /**
   * Reads every byte; a pulled model that has not been loaded since the start is tried by itself. False: it can't be loaded, and is left out
   * from now on. Rejects as `verify` and `tryDirection` do. Those who ask for the same model at the same time share the work.
   */
  mayLoad(direction: BergamotDirection): Promise<boolean>;
  /** Gives up what is under way. */
  close(): Promise<void>;
}

export function createBergamotChecks(
  directions: BergamotDirections,
  { timeoutMs, clock }: { readonly timeoutMs: number; readonly clock: Clock },
): BergamotChecks {
  const end = new AbortController();
  /** Keys of pulled models that were loaded: whatever becomes of a thread later, it is not by their loading. */
  const proven = new Set<string>();
  const underWay = new Map<string, Promise<boolean>>();

  const check = async (direction: BergamotDirection): Promise<boolean> => {
    await directions.verify(direction);
    const key = modelKey(direction);
    // What the package holds is known to load.
    if (direction.pulled === null || proven.has(key)) return true;
    const { outcome } = await tryDirection(direction, { timeoutMs, clock, signal: end.signal });
    if (outcome === 'fails') {
      directions.leaveOut(direction);
      return false;
    }
    if (outcome === 'loads') {
      directions.takeIn(direction);
      proven.add(key);
    }
    return true;
  };

  return {
    mayLoad: (direction) => {
      const key = modelKey(direction);
      const checking = underWay.get(key) ?? check(direction).finally(() => underWay.delete(key));
      underWay.set(key, checking);
      return checking;
    },
    close: async () => {
      end.abort();
      await Promise.allSettled(underWay.values());
    },
  };
}
