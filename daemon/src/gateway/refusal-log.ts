// Refusals, as many as there may be -> a few lines of the log: of each kind and address one a minute, with their number.
import { toSubcamError, type Clock } from '@subcam/shared';
import type { Log, Metrics } from '../telemetry/index.ts';

export interface RefusedClient {
  /** Where it connects from. */
  readonly address: string;
  readonly error: unknown;
  /** Of the request, where it has one: told of the first hundred of a minute. */
  readonly correlationId?: string;
  /** One that has shown the token: more of its refusals are told one by one. */
  readonly isKnown?: boolean;
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

/** Of one kind and a minute, the refusals of known clients that are told one by one. */
const TOLD_AT_ONCE = 20;

/** Of those that are counted together, the ids that are told. */
const MAX_IDS = 100;

interface Counted {
  readonly message: string;
  readonly address: string;
  error: unknown;
  times: number;
  /** Of this minute, those that were told one by one. */
  told: number;
  correlationIds: string[];
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
    const { message, address, error, times, correlationIds } = kind;
    kind.times = 0;
    kind.told = 0;
    kind.correlationIds = [];
    if (times > 0) log.warn({ error, address, times, ...(correlationIds.length === 0 ? {} : { correlationIds }) }, message);
  };

  const follow = async (key: string, kind: Counted): Promise<void> => {
    for (;;) {
      await clock.sleep(REFUSALS_TOLD_EVERY_MS, over.signal);
      if (kind.times === 0) break;
      tell(kind);
    }
    counted.delete(key);
  };

  return {
    note: (message, { address: from, error, fields, correlationId, isKnown = false }) => {
      const { code } = toSubcamError(error);
      metrics.refused(code);
      const keyOf = (address: string): string => JSON.stringify([message, code, address]);
      const isRoom = counted.size < MAX_KINDS || counted.has(keyOf(from));
      const address = isRoom ? from : OTHERS;
      const known = counted.get(keyOf(address));
      const about = { ...fields, ...(correlationId === undefined ? {} : { correlationId }), error, address };
      if (known !== undefined && isKnown && known.told < TOLD_AT_ONCE) {
        known.told += 1;
        log.warn(about, message);
        return;
      }
      if (known !== undefined) {
        known.times += 1;
        known.error = error;
        if (correlationId !== undefined && known.correlationIds.length < MAX_IDS) known.correlationIds.push(correlationId);
        return;
      }
      const kind: Counted = { message, address, error, times: 0, told: 1, correlationIds: [] };
      counted.set(keyOf(address), kind);
      log.warn(about, message);
      follow(keyOf(address), kind).catch(() => undefined);
    },
    close: () => {
      over.abort();
      for (const kind of counted.values()) tell(kind);
      counted.clear();
    },
  };
}
