// Settings -> a daemon in a process of its own, as `subcam up` starts it: killed and restarted like the real one.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import path from 'node:path';
import { SubcamError, systemClock, withinTime } from '@subcam/shared';

export interface DaemonProcessOptions {
  /** Data directory: token and database live here. */
  readonly home: string;
  /** 0 takes a free one; a restart takes the port that the first start got. */
  readonly port: number;
  /** Environment over the inherited one, e.g. the engines in use. */
  readonly env?: Readonly<Record<string, string>>;
  /** Receives the daemon's log lines (standard error). */
  readonly onLog?: (line: string) => void;
}

export interface DaemonProcess {
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly tokenFile: string;
  readonly databaseFile: string;
  readonly pid: number;
  /** Ends it in order (SIGTERM) and waits for it. */
  stop(): Promise<void>;
  /** SIGKILL: no good-byes. */
  kill(): Promise<void>;
}

/** Longest wait for a daemon to say that it listens: loading the models on a busy two-core machine takes some seconds. */
const START_LIMIT_MS = 60_000;

/** Exit code of the command line for bad input and for what is missing. */
const MEND_FIRST = 2;

/** The program `subcam` of the daemon package. */
export const subcamProgram = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@subcam/daemon/package.json')),
  'bin',
  'subcam.mjs',
);

interface Ready {
  readonly url: string;
  readonly port: number;
}

async function readReady(child: ChildProcess): Promise<Ready> {
  if (child.stdout === null) throw new SubcamError('internal', 'The daemon was started without a standard output.');
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    const parsed = JSON.parse(line) as Partial<Ready>;
    if (typeof parsed.url === 'string' && typeof parsed.port === 'number') return { url: parsed.url, port: parsed.port };
  }
  throw new SubcamError('engine-unavailable', 'The daemon ended before it listened; its log says why.');
}

/** Starts `subcam up` and resolves when it listens. Rejects with `timeout` or with the daemon's own last words. */
export async function startDaemonProcess(options: DaemonProcessOptions): Promise<DaemonProcess> {
  const child = spawn(process.execPath, [subcamProgram, 'up', '--json', '--port', String(options.port)], {
    env: { ...process.env, ...options.env, SUBCAM_HOME: options.home },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A terminal's Ctrl-C is for whoever started this one: the bot leaves first, and its sound is settled.
    detached: true,
  });
  const lastLines: string[] = [];
  const log = createInterface({ input: child.stderr });
  log.on('line', (line) => {
    lastLines.push(line);
    if (lastLines.length > 20) lastLines.shift();
    options.onLog?.(line);
  });
  // With its last words read.
  const exited = once(child, 'close');
  const late = (): SubcamError => new SubcamError('timeout', `The daemon did not listen within ${START_LIMIT_MS / 1000} s.`);
  try {
    const ready = await withinTime(START_LIMIT_MS, () => readReady(child), { clock: systemClock, late });
    const tokenFile = path.join(options.home, 'token');
    return {
      url: ready.url,
      port: ready.port,
      token: (await readFile(tokenFile, 'utf8')).trim(),
      tokenFile,
      databaseFile: path.join(options.home, 'subcam.db'),
      pid: child.pid ?? 0,
      stop: async () => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGTERM');
        await exited;
      },
      kill: async () => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGKILL');
        await exited;
      },
    };
  } catch (error) {
    if (error instanceof SubcamError && error.code === 'timeout') child.kill('SIGKILL');
    const [code] = (await exited) as [number | null];
    if (!(error instanceof SubcamError)) throw error;
    // What the person can mend first, in the daemon's own sentence.
    if (code === MEND_FIRST) throw new SubcamError('configuration', lastLines.at(-1) ?? error.message, { cause: error });
    throw new SubcamError(error.code, `${error.message}\n${lastLines.join('\n')}`, { cause: error });
  }
}
