// Definitions of routes and their answers -> Express: who may, how often, how much, parsing, the answer; what else is asked there is 405.
import { SubcamError } from '@subcam/shared';
import { ROUTES, type RateLimit, type RouteDefinition, type RouteLimitValues } from '@subcam/shared/http';
import express, { type Express, type Request, type RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Grant } from '../../tokens/index.ts';
import { bearerToken, type Authorise, type Need, type Way } from '../auth/admission.ts';
import { parseInput } from '../wire-error.ts';
import { MediaAnswer, type AnsweredRoute, type RouteCall } from './answered-route.ts';
import { HttpRefusal } from './http-errors.ts';

/** What every request passes before it is answered. */
export interface Doors {
  readonly authorise: Authorise;
  /** Those of now. */
  readonly limits: () => RouteLimitValues;
}

/** Throws `internal` for a route of ROUTES that nobody answers, or one that is answered twice or is not in the list. */
export function mountRoutes(app: Express, answers: readonly AnsweredRoute[], doors: Doors): void {
  checkComplete(answers.map(({ route }) => route));
  for (const [path, atPath] of Map.groupBy(answers, ({ route }) => route.path)) {
    const mounted = app.route(expressPath(path));
    for (const answer of atPath) mounted[methodName(answer.route)](...handlersOf(answer, doors));
    const routes = atPath.map(({ route }) => route);
    mounted.all(otherMethods(routes, doors.authorise));
  }
}

/** `/api/bots/status/{id}` -> `/api/bots/status/:id`. */
function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function methodName({ method }: RouteDefinition): 'get' | 'post' | 'put' | 'patch' | 'delete' {
  return method.toLowerCase() as Lowercase<RouteDefinition['method']>;
}

function checkComplete(routes: readonly RouteDefinition[]): void {
  const names = routes.map(({ name }) => name);
  const wrong = [
    ...ROUTES.filter((route) => !routes.includes(route)).map(({ name }) => `${name} is not answered`),
    ...routes.filter((route) => !ROUTES.includes(route)).map(({ name }) => `${name} is not in ROUTES`),
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} is answered twice`),
  ];
  if (wrong.length > 0) throw new SubcamError('internal', `The routes are not as they are defined: ${wrong.join('; ')}.`);
}

/** In the order in which they act: a stranger's request costs no parsing, and one too many no reading of its body. */
function handlersOf(answer: AnsweredRoute, { authorise, limits }: Doors): RequestHandler[] {
  const { scope, body, limits: { bodyBytes = 'maxBodyBytes', rate } = {} } = answer.route;
  return [
    ...(scope === 'public' ? [] : [admitted(answer.route, scope, authorise)]),
    ...(rate === undefined ? [] : [limited(rate, () => limits()[rate.requests])]),
    // Any JSON value, so that one that is no object gets an answer that says so.
    ...(body === undefined ? [] : [onlyJson, readJson(bodyBytes, () => limits()[bodyBytes])]),
    answering(answer),
  ];
}

/** A body that would not be read must not be answered as one that was. */
const onlyJson: RequestHandler = (request, _response, next) => {
  // null: there is no body.
  if (request.is('json') !== false || request.headers['content-length'] === '0') return next();
  const given = request.headers['content-type'] ?? 'none';
  throw new HttpRefusal('bad-request', `The body is read as JSON: send it with the Content-Type application/json, not ${given}.`, 415);
};

/** `setting`: of `limits`, for who sends more. */
function readJson(setting: keyof RouteLimitValues, maxBytes: () => number): RequestHandler {
  let limit = maxBytes();
  let read = express.json({ limit, strict: false });
  return (request, response, next) => {
    if (limit !== maxBytes()) {
      limit = maxBytes();
      read = express.json({ limit, strict: false });
    }
    read(request, response, (thrown?: unknown) => {
      const isTooLarge = thrown instanceof Error && 'type' in thrown && thrown.type === 'entity.too.large';
      next(isTooLarge ? tooLarge(limit, setting) : thrown);
    });
  };
}

function tooLarge(bytes: number, setting: keyof RouteLimitValues): HttpRefusal {
  return new HttpRefusal(
    'bad-request',
    `The body is larger than the ${bytes} bytes that are taken here (limits.${setting}): send less at once.`,
    413,
  );
}

/** What the token of a request allows, for the function that answers it. */
const grants = new WeakMap<Request, Grant>();

/** A parameter of a path without the ending that may stand behind it. */
function withoutEnding(value: unknown): string {
  return String(value).split('.', 1)[0] ?? '';
}

function admitted({ anonymousToo = false, sessionParam }: RouteDefinition, scope: Need['scope'], authorise: Authorise): RequestHandler {
  return (request, _response, next) => {
    const { authorization } = request.headers;
    const mayOneSession = (sessionId: string): boolean =>
      sessionParam !== undefined && withoutEnding(request.params[sessionParam]) === sessionId;
    // A wrong token is refused instead of answered less.
    if (!anonymousToo || authorization !== undefined) {
      grants.set(request, authorise(bearerToken(authorization), { scope, mayOneSession }));
    }
    next();
  };
}

function limited({ requests, per, what, param }: RateLimit, most: () => number): RequestHandler {
  return rateLimit({
    windowMs: per === 'second' ? 1_000 : 60_000,
    limit: most,
    keyGenerator: ({ params }) => withoutEnding(params[param]),
    standardHeaders: true,
    legacyHeaders: false,
    handler: () => {
      throw new SubcamError('rate-limited', `At most ${most()} ${what} a ${per} (limits.${requests}): wait a ${per} and try again.`, {
        retryable: true,
      });
    },
  });
}

function callOf(route: RouteDefinition, request: Request, way: Way): RouteCall<RouteDefinition> {
  const { params, query, body, bodyIsReadBy = 'schema', media = [] } = route;
  const given: unknown = request.body;
  const parsedBody = (): unknown => {
    if (body === undefined) return undefined;
    return bodyIsReadBy === 'resource' ? given : parseInput(body, given === undefined ? {} : given, 'the body');
  };
  return {
    params: params === undefined ? {} : parseInput(params, request.params, 'the address'),
    query: query === undefined ? {} : parseInput(query, request.query, 'the query'),
    body: parsedBody(),
    grant: grants.get(request) ?? null,
    way,
    formRequest: () => {
      if (route.form === undefined) throw new SubcamError('internal', `${route.name} takes no form.`);
      return request;
    },
    preferredMedia: () => {
      const preferred = request.accepts(['application/json', ...media]);
      return typeof preferred === 'string' && media.includes(preferred) ? (preferred as never) : null;
    },
  };
}

function answering({ route, answer }: AnsweredRoute): RequestHandler {
  return async (request, response) => {
    // Known before any route was looked for.
    const { way } = response.locals as { readonly way: Way };
    const result = await answer(callOf(route, request, way));
    // What the daemon tells is of this instant, and some of it is secret.
    response.status(route.status ?? 200).set('Cache-Control', 'no-store');
    if (route.media !== undefined && route.response !== undefined) response.vary('Accept');
    if (result instanceof MediaAnswer) response.set(result.headers).type(result.media).send(result.bytes);
    else response.json(result);
  };
}

/** 204 for OPTIONS, else 405, both with `Allow`. Who may call none of the routes isn't told which there are. */
function otherMethods(routes: readonly RouteDefinition[], authorise: Authorise): RequestHandler {
  const methods = routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  const allow = [...methods, 'OPTIONS'].join(', ');
  const isOpen = routes.some(({ scope, anonymousToo }) => scope === 'public' || anonymousToo === true);
  const mayCallOne = (token: string | null): void => {
    const refusals = routes.flatMap((route) => refusalOf(route, token, authorise));
    if (refusals.length === routes.length) throw refusals[0];
  };
  return (request, response) => {
    if (!isOpen) mayCallOne(bearerToken(request.headers.authorization));
    response.set('Allow', allow);
    if (request.method === 'OPTIONS') {
      response.status(204).end();
      return;
    }
    throw new HttpRefusal('bad-request', `This address takes ${allow}.`, 405);
  };
}

/** Why a token may not call a route; none where it may. */
function refusalOf({ scope }: RouteDefinition, token: string | null, authorise: Authorise): readonly unknown[] {
  if (scope === 'public') return [];
  try {
    authorise(token, { scope });
    return [];
  } catch (error) {
    return [error];
  }
}
