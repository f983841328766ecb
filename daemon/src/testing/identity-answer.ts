// The identity route of a daemon's stand-in: proves that it knows the token, as the daemon itself does.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { identityProof, identityRoute } from '@subcam/shared/http';

/** Answers a request for the proof; false, and nothing is done, for any other. */
export function answerIdentityOf(token: string, request: IncomingMessage, response: ServerResponse): boolean {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (pathname !== identityRoute.path) return false;
  const address = `127.0.0.1:${request.socket.localPort}`;
  void identityProof({ token, nonce: searchParams.get('nonce') ?? '', address }).then((proof) => response.end(JSON.stringify({ proof })));
  return true;
}
