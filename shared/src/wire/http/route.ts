// One HTTP route as a value: who may call it, what it takes, what it answers, its limits. Server, client and OpenAPI are made from it.
import type * as z from 'zod/mini';
import type { ErrorCode } from '../../errors/subcam-error.ts';
import type { TokenScope } from './token-scopes.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a caller must be allowed. `public`: nothing. `any`: some token, whatever it allows, but for those of one session alone. */
export type RouteScope = 'public' | 'any' | TokenScope;

/** What limits of routes are set to: the daemon's settings `limits.NAME`. Routes say which of them is theirs. */
export interface RouteLimitValues {
  /** Of the body of a route that names no other, in bytes. */
  readonly maxBodyBytes: number;
  readonly maxGlossaryBytes: number;
  readonly maxImportBytes: number;
  readonly maxPacketsBytes: number;
  readonly maxPacketsPerRequest: number;
  readonly maxPacketRequestsPerSecond: number;
  readonly maxPicturesPerSecond: number;
  readonly maxWebhookTestsPerMinute: number;
}

/**
 * Requests for one thing in a second or a minute, whoever asks: on loopback everybody has the same address. A limit of all things together would let one caller
 * keep all others out.
 */
export interface RateLimit {
  readonly requests: 'maxPicturesPerSecond' | 'maxPacketRequestsPerSecond' | 'maxWebhookTestsPerMinute';
  readonly per: 'second' | 'minute';
  /** What is limited, in the plural: `pictures of tiles`. */
  readonly what: string;
  /** The parameter of the path that names the thing; an ending such as `.png` is no part of the name. */
  readonly param: string;
}

export interface RouteLimits {
  /** Of the body, in bytes; default `maxBodyBytes`. */
  readonly bodyBytes?: 'maxBodyBytes' | 'maxGlossaryBytes' | 'maxImportBytes' | 'maxPacketsBytes';
  /** Of a body that may be a list. */
  readonly items?: 'maxPacketsPerRequest';
  readonly rate?: RateLimit;
}

/** A refusal of this route alone. What its scope, input and limits imply (400, 401, 403, 413, 429) is known without being listed. */
export interface RouteRefusal {
  readonly code: ErrorCode;
  /** Default: `httpStatusOf(code)`. */
  readonly status?: number;
  /** When it is given, as a sentence. */
  readonly when: string;
}

export interface RouteDefinition {
  /** Unique; the `operationId` of OpenAPI: `startPairing`. */
  readonly name: string;
  readonly method: HttpMethod;
  /** With parameters in braces: `/api/bots/status/{id}`. */
  readonly path: `/${string}`;
  readonly scope: RouteScope;
  /**
   * The parameter of the path that names a session, where the route is about one: a token of that session alone may call it too, and one of
   * another session may not. An ending such as `.png` is no part of the name. Absent: tokens of one session may not call it at all.
   */
  readonly sessionParam?: string;
  /** Whether a call without a token is answered too, with less. Default false. */
  readonly anonymousToo?: boolean;
  /** Of what it is; the tag of OpenAPI. */
  readonly resource: string;
  readonly summary: string;
  /** What else its user must know. */
  readonly description?: string;
  /** The parameters of the path, each a string. */
  readonly params?: z.ZodMiniObject;
  /** Given once each; fields that are not named here are ignored. */
  readonly query?: z.ZodMiniObject;
  /** JSON. A missing body counts as `{}`. */
  readonly body?: z.ZodMiniType;
  /** In place of `body`: a form with one file (`multipart/form-data`), which the resource reads by itself, as it comes. */
  readonly form?: {
    /** Names that the file's part may have. */
    readonly files: readonly string[];
    /** The text fields, as they come. Others are ignored. */
    readonly fields: z.ZodMiniObject;
  };
  /**
   * `schema` (the default): a body that is not of the schema is refused before the resource sees it. `resource`: the resource gets it as
   * it came, and refuses with more than a schema can say; the schema then describes what is taken.
   */
  readonly bodyIsReadBy?: 'schema' | 'resource';
  /** Of an answer that succeeds. Default 200. */
  readonly status?: 200 | 201 | 202;
  /** JSON; absent where the answer is of `media` alone. */
  readonly response?: z.ZodMiniType;
  /** Media types of answers that are not JSON: `image/png`. */
  readonly media?: readonly string[];
  readonly refusals?: readonly RouteRefusal[];
  readonly limits?: RouteLimits;
}

/** Keeps the literal types, from which server and client know what goes in and out. */
export function defineRoute<const Route extends RouteDefinition>(route: Route): Route {
  return route;
}

type OutputOf<Schema, Otherwise> = Schema extends z.ZodMiniType ? z.output<Schema> : Otherwise;
type Nothing = Readonly<Record<string, never>>;

/** What the resource gets. */
export type ParamsOf<Route extends RouteDefinition> = OutputOf<Route['params'], Nothing>;
export type QueryOf<Route extends RouteDefinition> = OutputOf<Route['query'], Nothing>;
export type BodyOf<Route extends RouteDefinition> = Route extends { readonly bodyIsReadBy: 'resource' }
  ? unknown
  : OutputOf<Route['body'], undefined>;

/** The JSON that succeeds; never where there is none. */
export type ResponseOf<Route extends RouteDefinition> = OutputOf<Route['response'], never>;

/** Of an answer that is not JSON. */
export type MediaOf<Route extends RouteDefinition> = Route extends { readonly media: readonly (infer Media extends string)[] }
  ? Media
  : never;

type Given<Name extends string, Schema> = Schema extends z.ZodMiniType
  ? object extends z.input<Schema>
    ? { readonly [Key in Name]?: z.input<Schema> }
    : { readonly [Key in Name]: z.input<Schema> }
  : unknown;

/** What a caller gives: `params`, `query`, `body`, each where the route has it, optional where nothing in it is needed. */
export type RouteInput<Route extends RouteDefinition> = Given<'params', Route['params']> &
  Given<'query', Route['query']> &
  Given<'body', Route['body']>;
