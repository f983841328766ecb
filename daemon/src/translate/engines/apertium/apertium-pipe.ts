// A mode of Apertium as a process group that stays: one text in, one text out, each ended by a NUL.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { SubcamError, withinTime, type Clock } from '@subcam/shared';
import type { Direction } from './apertium-directions.ts';

export interface ApertiumPipe {
  /** Of the shell that leads the group: the group's id. */
  readonly pid: number;
  /** Whether it still takes texts. */
  readonly isAlive: boolean;
  /**
   * Text in Apertium's stream format, in and out. One at a time.
   * Rejects with `engine-unavailable` (retryable) when a stage has died: the pipe is then dead as a whole.
   */
  ask(stream: string): Promise<string>;
  /** In order: the stages see the end of their input. Resolves when the whole group is gone. */
  close(): Promise<void>;
  /** For a pipe that hangs or has lost a stage. Resolves when the whole group is gone. */
  kill(): Promise<void>;
}

/** A group that was told to end and hasn't by then is killed. */
const PATIENCE_MS = 2_000;

/** Of what the stages complain about, this much is kept for the error. */
const MAX_COMPLAINT = 500;

/** Far more than any answer to the longest text: a stage gone wild. */
const MAX_ANSWER_BYTES = 1024 * 1024;

const NUL = 0;

/**
 * The mode's stages, each flushing at NUL (`-z`), with a mark before each unknown word (`-g`). The shell outlives a SIGTERM so that it
 * can reap its stages: nobody else would, where the first process of the machine doesn't.
 */
export function commandOf(modeText: string): string {
  const stages = modeText
    .trim()
    .replaceAll('$1', '-g')
    .replaceAll('$2', '')
    .split('|')
    .map((stage) => stage.trim().replace(/^\S+/, '$& -z'));
  return `trap : TERM; ${stages.join(' | ')}`;
}

/** Starts the stages; they load their dictionaries while the first text waits. Rejects with `program-missing`. */
export async function openApertiumPipe(direction: Direction, clock: Clock): Promise<ApertiumPipe> {
  const command = commandOf(await readMode(direction));
  const child = spawn('/bin/sh', ['-c', command], {
    // A group of its own: stages are ended together.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    // The stages read UTF-8 whatever the daemon's locale is.
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  const { pid, stdin, stdout, stderr } = child;
  if (pid === undefined) {
    const [error] = (await once(child, 'error')) as [Error];
    throw new SubcamError('program-missing', 'Apertium can’t be started: there is no /bin/sh.', { cause: error });
  }

  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let complaint = '';
  let isAlive = true;
  let waiting: PromiseWithResolvers<string> | null = null;
  let pieces: Buffer[] = [];
  let pieceBytes = 0;

  const die = (what: string): void => {
    isAlive = false;
    const said = complaint.trim() === '' ? '' : ` (${complaint.trim().replaceAll(/\s+/g, ' ')})`;
    waiting?.reject(new SubcamError('engine-unavailable', `Apertium's ${direction.mode} ${what}${said}.`, { retryable: true }));
    waiting = null;
  };
  const answer = (piece: Buffer): void => {
    pieceBytes += piece.length;
    if (pieceBytes <= MAX_ANSWER_BYTES) {
      pieces.push(piece);
      return;
    }
    // Nothing more is read: the stages find their output closed, and whoever asked ends them.
    stdout.destroy();
    pieces = [];
    die('answered without end');
  };

  stdout.on('data', (data: Buffer) => {
    let from = 0;
    for (let end = data.indexOf(NUL); end >= 0; end = data.indexOf(NUL, from)) {
      answer(data.subarray(from, end));
      from = end + 1;
      waiting?.resolve(Buffer.concat(pieces).toString('utf8'));
      waiting = null;
      pieces = [];
      pieceBytes = 0;
    }
    if (from < data.length) answer(data.subarray(from));
  });
  stderr.on('data', (data: Buffer) => {
    complaint = (complaint + data.toString('utf8')).slice(-MAX_COMPLAINT);
  });
  // A stage that is gone breaks the pipe into it; the end of the output is what tells.
  stdin.on('error', () => die('has lost its first stage'));
  stdout.on('end', () => die('has ended'));
  child.on('error', () => die('could not be signalled'));

  const signalGroup = (signal: NodeJS.Signals): void => {
    try {
      process.kill(-pid, signal);
    } catch (error) {
      // ESRCH: it is gone already.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  // Without their shell the stages would go on, but nobody would end them.
  child.once('exit', () => {
    die('has lost its shell');
    signalGroup('SIGKILL');
  });

  const goneInTime = async (): Promise<boolean> => {
    const late = (): SubcamError => new SubcamError('timeout', `Apertium's ${direction.mode} did not end within ${PATIENCE_MS / 1000} s.`);
    return withinTime(PATIENCE_MS, () => exited, { clock, late }).then(
      () => true,
      () => false,
    );
  };
  const kill = async (): Promise<void> => {
    die('was ended');
    stdin.destroy();
    signalGroup('SIGTERM');
    if (await goneInTime()) return;
    signalGroup('SIGKILL');
    await exited;
  };

  return {
    pid,
    get isAlive() {
      return isAlive;
    },
    ask: (stream) => {
      if (!isAlive)
        return Promise.reject(new SubcamError('engine-unavailable', `Apertium's ${direction.mode} has ended.`, { retryable: true }));
      if (waiting !== null) return Promise.reject(new SubcamError('internal', 'A pipe of Apertium answers one text at a time.'));
      waiting = Promise.withResolvers();
      const { promise } = waiting;
      stdin.write(`${stream}\0`);
      return promise;
    },
    close: async () => {
      die('was closed');
      stdin.end();
      if (!(await goneInTime())) await kill();
    },
    kill,
  };
}

async function readMode({ modeFile, mode }: Direction): Promise<string> {
  try {
    return await readFile(modeFile, 'utf8');
  } catch (error) {
    throw new SubcamError('program-missing', `Apertium's ${mode} is no longer installed: run \`npm run setup\`.`, { cause: error });
  }
}
