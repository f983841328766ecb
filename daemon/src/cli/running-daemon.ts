// Flags and settings -> the daemon that already runs, and its token: for the commands that need one.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ArgsDef } from 'citty';
import { SubcamError } from '@subcam/shared';
import { loadConfig } from '../config/index.ts';
import type { DaemonConfig } from '../config/index.ts';
import { daemonAnswers } from './client.ts';
import type { DaemonAddress } from './client.ts';
import type { Terminal } from './terminal.ts';

export const ADDRESS_ARGS = {
  daemon: { type: 'string', description: 'Address of a running daemon (default http://127.0.0.1:3000)', valueHint: 'URL' },
  'token-file': { type: 'string', description: 'File that holds its token (default: the one that "subcam up" made)', valueHint: 'FILE' },
} as const satisfies ArgsDef;

export interface AddressFlags {
  readonly daemon: string | undefined;
  readonly 'token-file': string | undefined;
}

export interface RunningDaemon extends DaemonAddress {
  readonly tokenFile: string;
}

/**
 * The running daemon; null when none answers there. `config`: where to look when no flag says it; default: the settings of the environment.
 * Rejects with `configuration`, or `unauthorized` when its token can't be read.
 */
export async function findDaemon(
  flags: AddressFlags,
  terminal: Terminal,
  config?: Pick<DaemonConfig, 'port' | 'tokenFile'>,
): Promise<RunningDaemon | null> {
  const { port, tokenFile: ownTokenFile } = config ?? (await loadConfig(terminal.env));
  const url = flags.daemon ?? `http://127.0.0.1:${port}`;
  if (!URL.canParse(url) || new URL(url).protocol !== 'http:') {
    throw new SubcamError('configuration', `--daemon takes an address such as http://127.0.0.1:3000, not "${url}".`);
  }
  const origin = new URL(url).origin;
  if (!(await daemonAnswers(origin))) return null;
  const tokenFile = path.resolve(flags['token-file'] ?? ownTokenFile);
  return { url: origin, token: await readToken(tokenFile), tokenFile };
}

/** As `findDaemon`, for the commands that can't do without: rejects with `network` when none answers. */
export async function requireDaemon(flags: AddressFlags, terminal: Terminal): Promise<RunningDaemon> {
  const found = await findDaemon(flags, terminal);
  if (found !== null) return found;
  const url = flags.daemon ?? `http://127.0.0.1:${(await loadConfig(terminal.env)).port}`;
  throw new SubcamError('network', `No daemon answers at ${url}: start it with "subcam up".`);
}

async function readToken(tokenFile: string): Promise<string> {
  try {
    return (await readFile(tokenFile, 'utf8')).trim();
  } catch (error) {
    throw new SubcamError(
      'unauthorized',
      `The daemon's token ${tokenFile} can't be read: name it with --token-file, or set SUBCAM_HOME as it was for "subcam up".`,
      {
        cause: error,
      },
    );
  }
}
