// What a server of the transport bench and its load tell the bench, by messages between processes.

/** How a server is asked. */
export type ServerRequest = { readonly type: 'begin' } | { readonly type: 'end' };

/** What a server tells: first where it listens, then what each time between `begin` and `end` cost it. */
export type ServerTold =
  | { readonly type: 'ready'; readonly url: string; readonly token: string }
  | { readonly type: 'used'; readonly cpuMs: number; readonly lagP99Ms: number };

export interface LoadOrder {
  readonly protocol: 'subcam' | 'bare';
  readonly url: string;
  readonly token: string;
  /** Sessions of one capture each, on a connection each. */
  readonly streams: number;
  /** Sound that flows before anything is measured, and that of which everything is. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Frames, after the first second, after which the bare server is to acknowledge; of no other protocol. */
  readonly framesPerAck: number;
}

/** `sending`: all streams are open, sound flows, and the servers are warm. `flowed`: it does no more. `sent`: everything is settled. */
export type LoadTold = { readonly type: 'sending' } | { readonly type: 'flowed' } | ({ readonly type: 'sent' } & LoadFigures);

export interface LoadFigures {
  readonly frames: number;
  readonly acks: number;
  /** Of samples alone. */
  readonly pcmBytes: number;
  /** On the sockets, once they are open, to the server and back. */
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** Sent and in the end neither acknowledged nor told to be missing. */
  readonly lostSamples: number;
}
