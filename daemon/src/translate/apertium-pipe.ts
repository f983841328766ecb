// Texts -> translations through one running Apertium pipeline of one direction, strictly in order.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { SubcamError } from '@subcam/shared';

interface Waiting {
  readonly resolve: (output: string) => void;
  readonly reject: (error: SubcamError) => void;
}

export interface ApertiumPipe {
  /** Process group of the pipeline's stages. */
  readonly pid: number;
  readonly isOpen: boolean;
  /** `input`: stream format, without NUL. Rejects retryable when the pipeline dies before it answers. */
  send(input: string): Promise<string>;
  /** Ends every stage; what waits is rejected. Idempotent. */
  close(): Promise<void>;
}

/** A stage that won't end when its input does is killed after this. */
const CLOSE_LIMIT_MS = 2000;

/** The shell line of a mode file with every stage set to answer at each NUL: `$1` hides the stars of unknown words, `$2` is unused. */
export function pipelineOf(mode: string): string {
  return mode
    .trim()
    .replaceAll('$1', '-n')
    .replaceAll('$2', '')
    .split('|')
    .map((stage) => stage.trim().replace(/^(\S+)/u, '$1 -z'))
    .join(' | ');
}

/** Starts the pipeline of a mode file, e.g. `/usr/share/apertium/modes/eng-spa.mode`. */
export async function openApertiumPipe(modeFile: string): Promise<ApertiumPipe> {
  const mode = await readFile(modeFile, 'utf8').catch((error: unknown) => {
    throw new SubcamError('program-missing', `Apertium's ${modeFile} can't be read. Run \`npm run setup\`.`, { cause: error });
  });
  // A group of its own, so that all stages can be ended at once.
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn('sh', ['-c', pipelineOf(mode)], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const pid = child.pid;
  if (pid === undefined) throw new SubcamError('program-missing', 'No shell could be started for Apertium.');
  const waiting: Waiting[] = [];
  let rest: Buffer[] = [];
  let isOpen = true;
  const { promise: exited, resolve: onExit } = Promise.withResolvers<void>();

  const fail = (): void => {
    isOpen = false;
    const error = new SubcamError('engine-unavailable', 'Apertium ended before it answered; it is started again.', { retryable: true });
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  const killGroup = (): void => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      // Every stage has ended already.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  child.stdin.on('error', fail);
  child.once('error', fail);
  child.once('exit', () => {
    fail();
    killGroup();
    onExit();
  });
  child.stdout.on('data', (data: Buffer) => {
    let from = 0;
    for (let end = data.indexOf(0, from); end >= 0; end = data.indexOf(0, from)) {
      rest.push(data.subarray(from, end));
      waiting.shift()?.resolve(Buffer.concat(rest).toString());
      rest = [];
      from = end + 1;
    }
    if (from < data.length) rest.push(data.subarray(from));
  });

  return {
    pid,
    get isOpen() {
      return isOpen;
    },
    send: (input) =>
      new Promise((resolve, reject) => {
        if (!isOpen) {
          reject(new SubcamError('engine-unavailable', 'This Apertium pipeline has ended.', { retryable: true }));
          return;
        }
        waiting.push({ resolve, reject });
        child.stdin.write(`${input}\0`);
      }),
    close: async () => {
      isOpen = false;
      child.stdin.end();
      const timer = setTimeout(killGroup, CLOSE_LIMIT_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}
