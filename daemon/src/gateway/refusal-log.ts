// Refusals, as many as there may be -> a few lines of the log: of each kind and address one a minute, with their number.
import { toSubcamError, type Clock } from '@subcam/shared';
import type { Log, Metrics } from '../telemetry/index.ts';

export interface RefusedClient {
  /** Where it connects from. */
  readonly address: string;
  readonly error: unknown;
  /** What else the log tells of the first of a minute. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

export interface RefusalLog {
  /** Writes the first of its message, error code and address at once; those that follow within the minute are counted, and told at its end. */
  note(message: string, refused: RefusedClient): void;
  /** Tells what was counted. */
  close(): void;
}

export const REFUSALS_TOLD_EVERY_MS = 60_000;

/** Kinds and addresses that are counted apart; what comes beyond them is counted as of other addresses. On loopback alone there are millions. */
const MAX_KINDS = 100;

const OTHERS = 'others';

interface Counted {
  readonly message: string;
  readonly address: string;
  error: unknown;
  times: number;
}

export function createRefusalLog({
  clock,
  log,
  metrics,
}: {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'refused'>;
}): RefusalLog {
  const counted = new Map<string, Counted>();
  const over = new AbortController();

  const tell = (kind: Counted): void => {
    const { message, address, error, times } = kind;
    kind.times = 0;
    if (times > 0) log.warn({ error, address, times }, message);
  };

  const follow = async (key: string, kind: Counted): Promise<void> => {
    do {
      tell(kind);
      await clock.sleep(REFUSALS_TOLD_EVERY_MS, over.signal);
    } while (kind.times > 0);
    counted.delete(key);
  };

  return {
    note: (message, { address: from, error, fields }) => {
      const { code } = toSubcamError(error);
      metrics.refused(code);
      const keyOf = (address: string): string => JSON.stringify([message, code, address]);
      const isRoom = counted.size < MAX_KINDS || counted.has(keyOf(from));
      const address = isRoom ? from : OTHERS;
      const known = counted.get(keyOf(address));
      if (known !== undefined) {
        known.times += 1;
        known.error = error;
        return;
      }
      const kind = { message, address, error, times: 0 };
      counted.set(keyOf(address), kind);
      log.warn({ ...fields, error, address }, message);
      follow(keyOf(address), kind).catch(() => undefined);
    },
    close: () => {
      over.abort();
      for (const kind of counted.values()) tell(kind);
      counted.clear();
    },
  };
}
