// Every failure that crosses a room: one error type with a code that a program reads and a message that a person acts on.

/** Codes are part of the wire: a client may branch on them, so they are only ever added. */
export const ERROR_CODES = [
  'bad-request',
  'unauthorized',
  'forbidden-scope',
  'forbidden-origin',
  'forbidden-host',
  'protocol-version',
  'sample-rate',
  'frame-malformed',
  'frame-too-large',
  'frame-out-of-order',
  'stale-connection',
  'session-limit',
  'session-unknown',
  'backlog-full',
  'rate-limited',
  'pairing-code',
  'engine-unavailable',
  'engine-failed',
  'overloaded',
  'model-missing',
  'model-corrupt',
  'program-missing',
  'network',
  'timeout',
  'aborted',
  'meeting-host',
  'meeting-refused',
  'meeting-ended',
  'meeting-page',
  'captcha',
  'browser',
  'sound-format',
  'sound-corrupt',
  'storage',
  'configuration',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export interface SubcamErrorOptions {
  /** Whether the same call may succeed later without anyone changing anything. Default false. */
  readonly retryable?: boolean;
  /** Milliseconds before which the same call will not succeed, where whoever was called has said so. Default 0. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** A failure whose message says what to do about it. */
export class SubcamError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs: number;

  constructor(code: ErrorCode, message: string, options: SubcamErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SubcamError';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}

/** Any thrown value as a SubcamError: ours unchanged, an abort as `aborted`, anything else as `internal` with its cause kept. */
export function toSubcamError(thrown: unknown, fallback: ErrorCode = 'internal'): SubcamError {
  if (thrown instanceof SubcamError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return new SubcamError('aborted', 'The work was cancelled.', { cause: thrown });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new SubcamError(fallback, message, { cause: thrown });
}
