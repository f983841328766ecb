// Host and Origin of a request -> let in or refused, and the headers with which a browser lets the extension read the answer.
import { EXTENSION_ORIGIN } from '@subcam/shared/wire';
import { ROUTES } from '@subcam/shared/http';
import type { RequestHandler } from 'express';
import { checkOrigin } from '../auth/admission.ts';

const CORS_HEADERS = {
  'Access-Control-Allow-Origin': EXTENSION_ORIGIN,
  'Access-Control-Allow-Headers': 'Authorization, Content-Type',
  'Access-Control-Allow-Methods': [...new Set(ROUTES.map(({ method }) => method))].join(', '),
  'Access-Control-Allow-Private-Network': 'true',
};

/** Before everything else. A preflight of the extension is answered here. */
export const admitOrigin: RequestHandler = (request, response, next) => {
  checkOrigin(request.headers);
  response.vary('Origin');
  if (request.headers.origin !== EXTENSION_ORIGIN) return next();
  response.set(CORS_HEADERS);
  if (request.method !== 'OPTIONS') return next();
  response.status(204).end();
};
