// `subcam up` in a process of its own: what tests kill.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { SubcamError } from '@subcam/shared';

const PROGRAM = path.join(import.meta.dirname, '..', '..', 'bin', 'subcam.mjs');

export interface DaemonChild {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly token: string;
  /** SIGKILL, and waits until it is dead. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** Resolves when it listens. Rejects with what it last said. */
export async function startDaemonChild(
  home: string,
  { port: requestedPort = 0, env = {} }: { readonly port?: number; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<DaemonChild> {
  const child = spawn(process.execPath, [PROGRAM, 'up', '--json', '--port', String(requestedPort)], {
    env: { ...process.env, SUBCAM_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    said.push(line);
    if (said.length > 30) said.shift();
  });
  let ready: { readonly url: string; readonly port: number } | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    const { url, port } = JSON.parse(line) as { readonly url?: string; readonly port?: number };
    if (url !== undefined && port !== undefined) ready = { url, port };
    break;
  }
  if (ready === null) {
    await exited;
    throw new SubcamError('internal', `The daemon ended before it listened:\n${said.join('\n')}`);
  }
  // Whatever it prints later must not fill the pipe.
  child.stdout.resume();
  const token = (await readFile(path.join(home, 'token'), 'utf8')).trim();
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
    return child.exitCode;
  };
  return {
    ...ready,
    pid: child.pid ?? Number.NaN,
    token,
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
  };
}
