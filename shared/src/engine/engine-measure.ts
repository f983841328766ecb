// What engines are asked -> how long it waits, how long it takes, and what becomes of it: the port through which they are measured.

/** Requests that are measured together. */
export interface EngineRequestKind {
  readonly kind: 'stt' | 'translator';
  /** The engine's name in its list. */
  readonly engine: string;
  readonly purpose: 'partial' | 'final';
}

/** `given-up`: by whoever asked. */
export type EngineOutcome = 'answered' | 'failed' | 'given-up';

/** Calls never throw and never wait. */
export interface EngineMeasure {
  /** A request begins; call what is returned once, when it is over. Waiting for its turn is part of it. */
  asked(request: EngineRequestKind): (outcome: EngineOutcome) => void;
  /** A request had its turn in the engine's own queue and was worked on. Those that were given up before are not told. */
  served(request: EngineRequestKind, times: { readonly waitedMs: number; readonly workedMs: number }): void;
}
