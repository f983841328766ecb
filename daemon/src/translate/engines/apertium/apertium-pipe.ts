// A mode of Apertium as a process group that stays: one text in, its words looked up, one text out.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { SubcamError, withinTime, type Clock } from '@subcam/shared';
import type { Direction } from './apertium-directions.ts';

export interface ApertiumPipe {
  /** Of the shell that leads the group: the group's id. */
  readonly pid: number;
  /** Whether it still takes texts. */
  readonly isAlive: boolean;
  /**
   * Text in Apertium's stream format -> its words with what the dictionary says of each; null for a mode that has no stage for that alone. One at
   * a time. Rejects with `engine-unavailable` (retryable) when a stage has died: the pipe is then dead as a whole.
   */
  analyse(stream: string): Promise<string | null>;
  /** What `analyse` gave, of this pipe or another one (the text itself where it gave null) -> the translation. One at a time. Rejects as `analyse` does. */
  translate(analysis: string): Promise<string>;
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
 * The mode's stages, each flushing at NUL (`-z`), with a mark before each unknown word (`-g`). The first, which looks words up, stands by
 * itself between the descriptors 3 and 4; the others are between standard input and output. A mode of one stage has no such part. The shell keeps no
 * end of their pipes, so that a stage that dies shows in the end of the output. It outlives a SIGTERM so that it can reap its stages: nobody
 * else would, where the first process of the machine doesn't.
 */
function commandOf(modeText: string): { readonly command: string; readonly isParted: boolean } {
  const stages = modeText
    .trim()
    .replaceAll('$1', '-g')
    .replaceAll('$2', '')
    .split('|')
    .map((stage) => stage.trim().replace(/^\S+/, '$& -z'));
  const isParted = stages.length > 1;
  const apart = isParted ? [`${stages[0] ?? ''} <&3 >&4 3<&- 4>&- &`] : [];
  // What a shell starts beside itself reads nothing, unless it is told from where.
  const others = (isParted ? stages.slice(1) : stages).map((stage, place) => (place === 0 ? `${stage} <&5 5<&-` : `${stage} 5<&-`));
  const all = ['trap : TERM;', ...apart, 'exec 3<&- 4>&- 5<&0;', others.join(' | '), '& exec 0<&- 1>&- 5<&-;', 'wait; wait'];
  return { command: all.join(' '), isParted };
}

/** Texts into one stream, their answers out of another, each ended by a NUL, one at a time. */
interface Channel {
  ask(text: string): Promise<string>;
  /** Whoever waits is told so. */
  fail(error: SubcamError): void;
}

function openChannel(input: Writable, output: Readable, die: (what: string) => void): Channel {
  let waiting: PromiseWithResolvers<string> | null = null;
  let pieces: Buffer[] = [];
  let pieceBytes = 0;
  const take = (piece: Buffer): void => {
    pieceBytes += piece.length;
    if (pieceBytes <= MAX_ANSWER_BYTES) {
      pieces.push(piece);
      return;
    }
    // Nothing more is read: the stages find their output closed, and whoever asked ends them.
    output.destroy();
    pieces = [];
    die('answered without end');
  };
  output.on('data', (data: Buffer) => {
    let from = 0;
    for (let end = data.indexOf(NUL); end >= 0; end = data.indexOf(NUL, from)) {
      take(data.subarray(from, end));
      from = end + 1;
      waiting?.resolve(Buffer.concat(pieces).toString('utf8'));
      waiting = null;
      pieces = [];
      pieceBytes = 0;
    }
    if (from < data.length) take(data.subarray(from));
  });
  // A stage that is gone breaks the pipe into it; the end of the output is what tells.
  input.on('error', () => die('has lost its first stage'));
  output.on('error', () => die('could not be read'));
  output.on('end', () => die('has ended'));
  return {
    ask: (text) => {
      if (waiting !== null) return Promise.reject(new SubcamError('internal', 'A pipe of Apertium answers one text at a time.'));
      waiting = Promise.withResolvers();
      const { promise } = waiting;
      input.write(`${text}\0`);
      return promise;
    },
    fail: (error) => {
      waiting?.reject(error);
      waiting = null;
    },
  };
}

/** Starts the stages; they load their dictionaries while the first text waits. Rejects with `program-missing`. */
export async function openApertiumPipe(direction: Direction, clock: Clock): Promise<ApertiumPipe> {
  const { command, isParted } = commandOf(await readMode(direction));
  const child = spawn('/bin/sh', ['-c', command], {
    // A group of its own: stages are ended together.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
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
  const channels: Channel[] = [];
  const die = (what: string): void => {
    isAlive = false;
    const said = complaint.trim() === '' ? '' : ` (${complaint.trim().replaceAll(/\s+/g, ' ')})`;
    const error = new SubcamError('engine-unavailable', `Apertium's ${direction.mode} ${what}${said}.`, { retryable: true });
    for (const channel of channels) channel.fail(error);
  };
  const [, , , toFirst, fromFirst] = child.stdio as unknown as [unknown, unknown, unknown, Writable, Readable];
  const stages = openChannel(stdin, stdout, die);
  channels.push(stages);
  const first = isParted ? openChannel(toFirst, fromFirst, die) : null;
  if (first !== null) channels.push(first);
  stderr.on('data', (data: Buffer) => {
    complaint = (complaint + data.toString('utf8')).slice(-MAX_COMPLAINT);
  });
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
    toFirst.destroy();
    signalGroup('SIGTERM');
    if (await goneInTime()) return;
    signalGroup('SIGKILL');
    await exited;
  };

  const ended = (): SubcamError => new SubcamError('engine-unavailable', `Apertium's ${direction.mode} has ended.`, { retryable: true });

  return {
    pid,
    get isAlive() {
      return isAlive;
    },
    analyse: async (stream) => {
      if (!isAlive) throw ended();
      return first === null ? null : first.ask(stream);
    },
    translate: async (analysis) => {
      if (!isAlive) throw ended();
      return stages.ask(analysis);
    },
    close: async () => {
      die('was closed');
      stdin.end();
      toFirst.end();
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
