// A refusal over HTTP: one shape for every route, and the status that goes with each code.
import * as z from 'zod/mini';
import type { ErrorCode } from '../../errors/subcam-error.ts';
import { wireError } from '../capture-socket.ts';

/** The body of every answer that is not a success. */
export const errorAnswer = z.object({ error: wireError });

const STATUS_OF: Partial<Record<ErrorCode, number>> = {
  'bad-request': 400,
  'pairing-code': 400,
  unauthorized: 401,
  'forbidden-scope': 403,
  'forbidden-host': 403,
  'forbidden-origin': 403,
  'session-unknown': 404,
  'session-limit': 429,
  'rate-limited': 429,
  'engine-unavailable': 503,
};

/** 500 for what is nobody's but the daemon's fault. */
export function httpStatusOf(code: ErrorCode): number {
  return STATUS_OF[code] ?? 500;
}
