// Calls to the log -> lines of JSON on standard error: a static message and fields, never words that were spoken, names or tokens.
import { SubcamError } from '@subcam/shared';
import { pino, type DestinationStream, type Logger } from 'pino';

/** What rooms log with: `log.warn({captureId}, 'A static message.')`; an error goes under the key `error`. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

export interface LogOptions {
  readonly level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Default: standard error, so that standard output stays a program's own. */
  readonly destination?: DestinationStream;
}

/** How deep a chain of causes is written. */
const MAX_CAUSES = 4;

/**
 * What may be told of a failure. Messages of SubcamErrors are ours and carry no words of the meeting; anybody else's may
 * (a database quotes its parameters, an engine its input), so of those only the kind and the place are written.
 */
function describeError(thrown: unknown, depth = 0): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  const cause = thrown.cause === undefined || depth >= MAX_CAUSES ? {} : { cause: describeError(thrown.cause, depth + 1) };
  if (thrown instanceof SubcamError && thrown.code !== 'internal') {
    return { type: thrown.name, code: thrown.code, retryable: thrown.retryable, message: thrown.message, ...cause };
  }
  const place = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const code = 'code' in thrown && typeof thrown.code === 'string' ? { code: thrown.code } : {};
  return { type: thrown.name, ...code, stack: place.slice(0, 8).map((line) => line.trim()), ...cause };
}

/** Whatever slips in under these names is struck out. */
const NEVER_LOGGED = ['token', 'text', 'words', 'displayName', 'speakerName', 'authorization'];

/** The level may be set again at any time. */
export interface SettableLog extends Log {
  level: string;
}

export function createLog(options: LogOptions): SettableLog {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: (thrown: unknown) => describeError(thrown) },
      redact: { paths: NEVER_LOGGED.flatMap((name) => [name, `*.${name}`]), censor: '[left out]' },
    },
    // Synchronous: the last lines before a crash are those that matter, and there are few of them.
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  );
}

/** For tests and programs that want none. */
export const silentLog: Log = pino({ level: 'silent' });
