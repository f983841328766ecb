// What is refused before any route is looked for -> an answer in the one shape of an error, for whoever sent it; the connection ends with it.
import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type ServerResponse } from 'node:http';
import { SubcamError, type ErrorCode } from '@subcam/shared';
import { errorTypeOf, httpStatusOf, type ErrorAnswer } from '@subcam/shared/http';
import { CORRELATION_HEADER } from './http/correlation.ts';

interface Refusal {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
  /** Default: whether it was too slow. */
  readonly retryable?: boolean;
}

/** What the log tells of a request that was refused. */
export interface RefusedRequest {
  readonly error: SubcamError;
  readonly correlationId: string;
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

/** `text`: the whole answer, as it goes over the connection. */
export function unreadableAnswer(
  error: Error,
  { maxHeaderBytes }: { readonly maxHeaderBytes: number },
): { readonly text: string; readonly refused: RefusedRequest } {
  const { status, ...refusal } = refusalOf(error, maxHeaderBytes);
  const { headers, body, refused } = lastAnswer(status, refusal);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return { text: [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'), refused };
}

/** To a client that has shown the token on more connections than there may be. */
export function refuseConnection(
  response: ServerResponse,
  { maxHttpConnections }: { readonly maxHttpConnections: number },
): RefusedRequest {
  const message = `At most ${maxHttpConnections} connections of HTTP are taken at once (limits.maxHttpConnections): end one, or use one for several requests.`;
  const code = 'session-limit';
  const status = httpStatusOf(code);
  const { headers, body, refused } = lastAnswer(status, { code, message, retryable: true });
  response.writeHead(status, headers).end(body);
  return refused;
}

/** Of a connection. */
function lastAnswer(status: number, { code, message, retryable = code === 'timeout' }: Omit<Refusal, 'status'>) {
  const correlationId = randomUUID();
  const answer: ErrorAnswer = { error: { code, message, retryable, type: errorTypeOf(code, status), correlation_id: correlationId } };
  const body = JSON.stringify(answer);
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    [CORRELATION_HEADER]: correlationId,
    Connection: 'close',
  };
  return { headers, body, refused: { error: new SubcamError(code, message, { retryable }), correlationId } };
}
