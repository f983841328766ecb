// One line of `subcam doctor`: a part of the product, whether it is there, and what mends it.

export interface Finding {
  readonly part: string;
  /**
   * `optional`: missing, and only the tests, or engines that are not in use, need it. `info`: neither good nor bad. `warning`: it works, and
   * somebody should know. `unsafe`: it works, and must not stay so.
   */
  readonly status: 'ok' | 'missing' | 'optional' | 'info' | 'warning' | 'unsafe';
  /** What was found, or what it is for. */
  readonly detail: string;
  /** The command that mends it; null where nothing has to be mended, or where the lines of an engine's parts say it. */
  readonly mend: string | null;
  /** Only of engines. */
  readonly engine?: {
    readonly kind: string;
    readonly name: string;
    readonly title: string;
    readonly licence: string;
    /** Whether the settings choose it; flags of a running daemon may have chosen another, which the daemon's line says. */
    readonly isInUse: boolean;
    /** Whether the sound or text that it is given leaves this machine. */
    readonly leavesMachine: boolean;
    /** The host to which it is sent; left out: it is not. */
    readonly sendsTo?: string | undefined;
  };
}
