// Anything thrown while a request is answered -> a status and the one shape of an error.
import type { IncomingMessage } from 'node:http';
import { SubcamError, type ErrorCode } from '@subcam/shared';
import { errorTypeOf, httpStatusOf, type ErrorAnswer } from '@subcam/shared/http';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { WireError } from '@subcam/shared/wire';
import type { RefusalLog } from '../refusal-log.ts';
import { toWireError } from '../wire-error.ts';
import { correlationIdOf } from './correlation.ts';

/** A refusal whose status is another than its code has by itself. */
export class HttpRefusal extends SubcamError {
  readonly status: number;

  constructor(code: ErrorCode, message: string, status: number) {
    super(code, message);
    this.status = status;
  }
}

/** The last handler but one: nothing before it has answered. */
export const nothingHere: RequestHandler = () => {
  throw new HttpRefusal('bad-request', 'There is nothing at this address.', 404);
};

/** The status that a middleware of Express gave its error, or null. */
function statusOf(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !('status' in thrown) || typeof thrown.status !== 'number') return null;
  return thrown.status >= 400 && thrown.status < 500 ? thrown.status : null;
}

/** Of a request that a middleware of Express refused. */
const REQUEST_PROBLEM = 'The address or the body is not as it is expected here: is the body JSON?';

/** What is wrong with a request is told to who sent it: a setting, a term or a name that they sent may stand in it. */
function withoutItsWords({ code, retryable }: WireError): SubcamError {
  return new SubcamError(code, 'Its answer says why, and may repeat what was sent.', { retryable });
}

// Express tells an error handler by its four parameters.
export function failures(refusals: RefusalLog, addressOf: (request: IncomingMessage) => string): ErrorRequestHandler {
  // eslint-disable-next-line eslint/max-params
  return function answerFailure(thrown: unknown, request, response, next) {
    if (response.headersSent) return next(thrown);
    const status = statusOf(thrown);
    const isOurs = thrown instanceof SubcamError || status === null;
    const error = toWireError(isOurs ? thrown : new SubcamError('bad-request', REQUEST_PROBLEM, { cause: thrown }));
    const told = status ?? httpStatusOf(error.code);
    const correlationId = correlationIdOf(response);
    refusals.note('A request is refused.', {
      address: addressOf(request),
      error: told < 500 ? withoutItsWords(error) : thrown,
      correlationId,
      isKnown: request.headers.authorization !== undefined && error.code !== 'unauthorized',
      fields: { method: request.method },
    });
    const type = errorTypeOf(error.code, told);
    response.status(told).json({ error: { ...error, type, correlation_id: correlationId } } satisfies ErrorAnswer);
  };
}
