// An answer that came over HTTP -> whether it is what the definition of its route says, field for field.
import { isDeepStrictEqual } from 'node:util';
import { errorAnswer, ROUTES, type RouteDefinition } from '@subcam/shared/http';
import { refusalsOf } from '../http/route-refusals.ts';

export interface GivenAnswer {
  readonly method: string;
  /** With or without a query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string | null;
  /** Of a JSON answer. */
  readonly json?: unknown;
}

/** Undefined for an address that no route has. */
function routeOf({ method, path }: GivenAnswer): RouteDefinition | undefined {
  const { pathname } = new URL(path, 'http://127.0.0.1');
  return ROUTES.find((route) => {
    const pattern = new RegExp(`^${route.path.replaceAll('.', String.raw`\.`).replaceAll(/\{\w+\}/g, '[^/]+')}$`);
    return route.method === method && pattern.test(pathname);
  });
}

/** Throws for a status, a code, a media type or a field that the definition doesn't have, and for one that it has and that is missing. */
export function checkAnswer(answer: GivenAnswer): void {
  const { status, json } = answer;
  const media = answer.contentType?.split(';')[0] ?? null;
  const wrong = (what: string): Error => new Error(`${answer.method} ${answer.path} answers ${status} ${media}: ${what}`);
  if (status === 204) return;
  const route = routeOf(answer);
  if (status >= 400) {
    const { error } = errorAnswer.parse(json);
    if (!isDeepStrictEqual(json, { error })) throw wrong('an error has other fields than it should');
    if (route === undefined) {
      if (status === 404 || status === 405 || status === 403 || status === 401) return;
      throw wrong('no route is defined here');
    }
    if (refusalsOf(route).some((refusal) => refusal.status === status && refusal.code === error.code)) return;
    throw wrong(`the route defines no refusal ${error.code}`);
  }
  if (route === undefined) throw wrong('no route is defined here');
  if (status !== (route.status ?? 200)) throw wrong('the route defines another status');
  if (media !== 'application/json') {
    if (route.media?.includes(media ?? '') === true) return;
    throw wrong('the route defines no such media type');
  }
  if (route.response === undefined) throw wrong('the route defines no JSON');
  // A schema drops what it does not name: what is left must be everything.
  if (!isDeepStrictEqual(route.response.parse(json), json)) throw wrong('a field is not defined');
}
