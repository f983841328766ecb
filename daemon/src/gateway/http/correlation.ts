// Requests -> an id for each, its client's own or a new one: in the answer's header, in every refusal, and in the log.
import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

export const CORRELATION_HEADER = 'X-Correlation-Id';

/** What a client may choose; anything else is replaced. */
const ID = /^[A-Za-z0-9_.-]{1,100}$/;

/** Before everything else that may refuse. */
export const correlate: RequestHandler = (request, response, next) => {
  const given = request.get(CORRELATION_HEADER) ?? '';
  response.set(CORRELATION_HEADER, ID.test(given) ? given : randomUUID());
  next();
};

/** Of the request that is answered. */
export function correlationIdOf(response: Response): string {
  return response.get(CORRELATION_HEADER) ?? '';
}
