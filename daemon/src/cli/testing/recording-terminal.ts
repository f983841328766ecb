// A terminal that remembers what was said to it. Every model counts as one that can be loaded.
import type { Terminal } from '../terminal.ts';

export interface RecordingTerminal extends Terminal {
  readonly outLines: string[];
  readonly saidLines: string[];
}

export function recordingTerminal(env: Terminal['env'] = {}, isInteractive = false, input: readonly Uint8Array[] = []): RecordingTerminal {
  const outLines: string[] = [];
  const saidLines: string[] = [];
  return {
    env,
    isInteractive,
    isOutTerminal: isInteractive,
    tryModel: () => Promise.resolve(null),
    outLines,
    saidLines,
    input: async function* () {
      yield* input;
    },
    out: (line) => void outLines.push(line),
    say: (line) => void saidLines.push(line),
    redraw: (line) => void saidLines.push(`\r${line}`),
  };
}
