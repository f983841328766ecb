// What a process that measures one route is asked, and what it answers.
import type { Route } from '@subcam/daemon';
import type { LanguagePair } from '@subcam/shared';

export interface RouteOrder {
  readonly route: Route;
  readonly pair: LanguagePair;
  readonly sources: readonly string[];
  /** Variables beside the environment, under which the route is there. */
  readonly env: Readonly<Record<string, string>>;
}

export interface RouteMeasures {
  /** Of each line: its translation as a final, one at a time, and how long it took, ms. */
  readonly finals: readonly { readonly text: string; readonly tookMs: number }[];
  /** Finals translated in a second, as many under way at once as in a session. */
  readonly perSecond: number;
  /** Above the same process without the route's engines: the most of several looks. Megabytes. */
  readonly memoryMb: number;
  /** Of each line: what is shown after each of its words, the final last, which begins with what its partials promised. */
  readonly shown: readonly (readonly string[])[];
  /** The same lines through the engines alone, one at a time. */
  readonly bare: readonly { readonly text: string; readonly tookMs: number }[];
}

export type RouteMessage =
  | { readonly type: 'progress'; readonly text: string }
  | { readonly type: 'done'; readonly measures: RouteMeasures }
  | { readonly type: 'failed'; readonly code: string; readonly message: string };
