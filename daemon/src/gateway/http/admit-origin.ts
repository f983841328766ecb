// Host and Origin of a request -> let in or refused, and the headers with which a browser lets the extension read the answer.
import type { IncomingMessage } from 'node:http';
import { EXTENSION_ORIGIN } from '@subcam/shared/wire';
import { ROUTES } from '@subcam/shared/http';
import type { RequestHandler } from 'express';
import type { Way } from '../auth/admission.ts';

const CORS_HEADERS = {
  'Access-Control-Allow-Origin': EXTENSION_ORIGIN,
  'Access-Control-Allow-Headers': 'Authorization, Content-Type',
  'Access-Control-Allow-Methods': [...new Set(ROUTES.map(({ method }) => method))].join(', '),
  'Access-Control-Allow-Private-Network': 'true',
};

/** By which address a request came. Throws `forbidden-host` or `forbidden-origin`. */
export type AdmitRequest = (request: IncomingMessage) => Way;

/** Before everything else. A preflight of the extension is answered here. */
export function admitOrigins(admit: AdmitRequest): RequestHandler {
  return function admitOrigin(request, response, next) {
    const { locals } = response as { locals: { way?: Way } };
    locals.way = admit(request);
    response.vary('Origin');
    if (request.headers.origin !== EXTENSION_ORIGIN) return next();
    response.set(CORS_HEADERS);
    if (request.method !== 'OPTIONS') return next();
    response.status(204).end();
  };
}
