// A route's definition joined with the function that answers it: what a resource of the API consists of.
import type { IncomingMessage } from 'node:http';
import type { Way } from '../auth/admission.ts';
import type { Grant } from '../../tokens/index.ts';
import type { BodyOf, MediaOf, ParamsOf, QueryOf, ResponseOf, RouteDefinition } from '@subcam/shared/http';

/** A request that was let in and parsed. */
export interface RouteCall<Route extends RouteDefinition> {
  readonly params: ParamsOf<Route>;
  readonly query: QueryOf<Route>;
  readonly body: BodyOf<Route>;
  /** What the caller's token allows; null where the route is public, or answers calls without a token too. */
  readonly grant: Grant | null;
  /** By which address the daemon was asked. */
  readonly way: Way;
  /** Of a route with a form: the request, of which nothing has been read. Throws `internal` for others. */
  readonly formRequest: () => IncomingMessage;
  /** The media type that the caller likes best, `application/json` first; null for JSON. */
  readonly preferredMedia: () => MediaOf<Route> | null;
}

/** An answer that is not JSON. */
export class MediaAnswer<Media extends string> {
  readonly media: Media;
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;

  constructor(media: Media, bytes: Buffer, headers: Readonly<Record<string, string>> = {}) {
    this.media = media;
    this.bytes = bytes;
    this.headers = headers;
  }
}

type RouteAnswer<Route extends RouteDefinition> = ResponseOf<Route> | MediaAnswer<MediaOf<Route>>;

export interface AnsweredRoute {
  readonly route: RouteDefinition;
  /** Of the types of `route`, which the list of all routes doesn't know one by one. */
  readonly answer: (call: RouteCall<RouteDefinition>) => unknown;
}

/** Throws or rejects with a SubcamError for what it refuses; the error's code gives the status. */
export function answered<Route extends RouteDefinition, const Answer extends RouteAnswer<Route>>(
  route: Route,
  answer: (call: RouteCall<Route>) => Answer | Promise<Answer>,
): AnsweredRoute {
  return { route, answer };
}
