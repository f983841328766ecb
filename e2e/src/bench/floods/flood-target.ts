// The daemon that is flooded, and for how long.
export interface FloodTarget {
  readonly url: string;
  readonly token: string;
  /** Messages, requests or connections after which it is enough. */
  readonly count: number;
  /** Fires when the time is over. */
  readonly signal: AbortSignal;
}
