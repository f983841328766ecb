// DaemonConfig -> a running daemon: the only place that constructs adapters.
import type { EngineSet } from '@subcam/shared';

export interface Daemon {
  readonly port: number;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly token: string;
  readonly engines: EngineSet;
  /** In order: no new connections, sessions, sockets, engines, store. Idempotent. */
  close(): Promise<void>;
}
