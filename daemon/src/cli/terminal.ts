// What a command may touch of the process: its environment, its input and its two streams of lines.
import { SubcamError, systemClock, withinTime, type TryModel } from '@subcam/shared';

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a person watches standard error, so that a line may be drawn over. */
  readonly isInteractive: boolean;
  /** Whether a person reads standard output, so that it may have styles and short forms. */
  readonly isOutTerminal: boolean;
  /** Standard input, for one reader. Throws `configuration` where a person would have to type it. */
  input(): AsyncIterable<Uint8Array>;
  /** One line of result, on standard output: what another program may read. */
  out(line: string): void;
  /** One line for a person, on standard error. */
  say(line: string): void;
  /** Tries whether a model can be loaded; left out: its engine does. */
  readonly tryModel?: TryModel;
  /** Draws over the last line of standard error; only where `isInteractive`. */
  redraw(line: string): void;
}

export function processTerminal(): Terminal {
  return {
    env: process.env,
    isInteractive: process.stderr.isTTY,
    isOutTerminal: process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '',
    input: () => {
      if (process.stdin.isTTY) {
        throw new SubcamError('configuration', 'Standard input is this terminal: pipe something into it, or name a file instead of "-".');
      }
      return process.stdin as AsyncIterable<Uint8Array>;
    },
    out: (line) => void process.stdout.write(`${line}\n`),
    say: (line) => void process.stderr.write(`${line}\n`),
    redraw: (line) => void process.stderr.write(`\r\u001B[K${line}`),
  };
}

/** Rows of equal length as columns; the last one may be long. */
export function tableLines(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  '));
}

/**
 * A signal that fires at Ctrl-C or SIGTERM while it is in use; the second one ends the process at once. Whoever asks for it disposes of it.
 */
export function interruption(): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const onSignal = (): void => {
    // As shells report a process that Ctrl-C ended.
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new DOMException('Stopped.', 'AbortError'));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

/** Resolves after `durationMs`, or as soon as `done` does. */
export async function atMost(durationMs: number, done: Promise<void>): Promise<void> {
  const late = new SubcamError('timeout', `It took longer than ${durationMs / 1000} s.`);
  await withinTime(durationMs, () => done, { clock: systemClock, late: () => late }).catch((error: unknown) => {
    if (error !== late) throw error;
  });
}
