// What Node's parser of HTTP refuses -> an answer in the one shape of an error, for whoever sent it; the connection ends with it.
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { ErrorCode } from '@subcam/shared';
import { errorTypeOf, type ErrorAnswer } from '@subcam/shared/http';
import { CORRELATION_HEADER } from './http/correlation.ts';

interface Refusal {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
}

/** `error`: of the event `clientError` (https://nodejs.org/api/http.html#event-clienterror). */
function refusalOf(error: Error, maxHeaderBytes: number): Refusal {
  switch ('code' in error ? error.code : null) {
    case 'HPE_HEADER_OVERFLOW': {
      const message = `The address and the header of a request may have ${maxHeaderBytes} bytes together (limits.maxHeaderBytes): send less in them.`;
      return { status: 431, code: 'bad-request', message };
    }
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, code: 'timeout', message: 'The request did not arrive in time (limits.requestMs): send it again.' };
    default:
      return { status: 400, code: 'bad-request', message: 'This is no request of HTTP/1.1 that can be read.' };
  }
}

/** The whole answer, as it goes over the connection. */
export function unreadableAnswer(error: Error, { maxHeaderBytes }: { readonly maxHeaderBytes: number }): string {
  const { status, code, message } = refusalOf(error, maxHeaderBytes);
  const correlationId = randomUUID();
  const retryable = code === 'timeout';
  const answer: ErrorAnswer = { error: { code, message, retryable, type: errorTypeOf(code, status), correlation_id: correlationId } };
  const body = JSON.stringify(answer);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `${CORRELATION_HEADER}: ${correlationId}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
