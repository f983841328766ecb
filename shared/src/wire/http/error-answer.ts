// A refusal over HTTP: one shape for every route, the status that goes with each code, and the kind of failure that clients of the contract tell apart.
import * as z from 'zod/mini';
import type { ErrorCode } from '../../errors/subcam-error.ts';
import { wireError } from '../capture-socket.ts';

/** Kinds of failures: the contract's, and those beside them. */
export const ERROR_TYPES = [
  'format',
  'corruption',
  'network',
  'timeout',
  'unavailable',
  'validation',
  'configuration',
  'authorization',
  'not_found',
  'limit',
  'internal',
] as const;
export type ErrorType = (typeof ERROR_TYPES)[number];

/** The body of every answer that is not a success. */
export const errorAnswer = z.object({
  error: z.object({
    ...wireError.shape,
    type: z.enum(ERROR_TYPES),
    /** Of this request: the daemon's log names it too, and so does the header `X-Correlation-Id` of every answer. */
    correlation_id: z.string(),
  }),
});
export type ErrorAnswer = Readonly<z.infer<typeof errorAnswer>>;

interface CodeOverHttp {
  readonly status: number;
  readonly type: ErrorType;
}

const OVER_HTTP: Partial<Record<ErrorCode, CodeOverHttp>> = {
  'bad-request': { status: 400, type: 'validation' },
  'pairing-code': { status: 400, type: 'authorization' },
  network: { status: 400, type: 'network' },
  unauthorized: { status: 401, type: 'authorization' },
  'forbidden-scope': { status: 403, type: 'authorization' },
  'forbidden-host': { status: 403, type: 'authorization' },
  'forbidden-origin': { status: 403, type: 'authorization' },
  'session-unknown': { status: 404, type: 'not_found' },
  'sound-format': { status: 415, type: 'format' },
  'sound-corrupt': { status: 422, type: 'corruption' },
  'session-limit': { status: 429, type: 'limit' },
  'rate-limited': { status: 429, type: 'limit' },
  'engine-unavailable': { status: 503, type: 'unavailable' },
  'engine-failed': { status: 503, type: 'unavailable' },
  overloaded: { status: 503, type: 'unavailable' },
  'program-missing': { status: 503, type: 'unavailable' },
  'model-missing': { status: 503, type: 'unavailable' },
  aborted: { status: 503, type: 'unavailable' },
  timeout: { status: 503, type: 'timeout' },
  storage: { status: 500, type: 'unavailable' },
  configuration: { status: 500, type: 'configuration' },
};

/** 500 for what is nobody's but the daemon's fault. */
export function httpStatusOf(code: ErrorCode): number {
  return OVER_HTTP[code]?.status ?? 500;
}

/** `status`: of the answer; one that has another than its code has by itself is of that status's kind. */
export function errorTypeOf(code: ErrorCode, status: number = httpStatusOf(code)): ErrorType {
  if (status === 404 || status === 405) return 'not_found';
  if (status === 415) return 'format';
  if (status === 413 || status === 429 || status === 431) return 'limit';
  return OVER_HTTP[code]?.type ?? 'internal';
}
