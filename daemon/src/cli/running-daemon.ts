// Flags and settings -> the daemon that already runs, and its token: for the commands that need one.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import type { ArgsDef } from 'citty';
import { SubcamError, toSubcamError } from '@subcam/shared';
import { canonicalDaemonUrl, checkIdentity } from '@subcam/shared/http';
import { loadConfig } from '../config/index.ts';
import type { DaemonConfig } from '../config/index.ts';
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

/** Who is at the address of a daemon. */
export type AtAddress =
  /** The daemon whose token the file holds: it has proved that it knows it. */
  | { readonly status: 'ours'; readonly daemon: RunningDaemon }
  /** Nobody listens there. */
  | { readonly status: 'none'; readonly url: string }
  /** A program that does not know the token: another one, or a daemon with other data. `reason` says so. */
  | { readonly status: 'other'; readonly url: string; readonly reason: SubcamError };

/**
 * Looks who is there, without telling anybody anything secret. `config`: where to look when no flag says it; default: the settings of the
 * environment. Rejects with `configuration`, or `unauthorized` when somebody is there and the token can't be read.
 */
export async function lookForDaemon(
  flags: AddressFlags,
  terminal: Pick<Terminal, 'env'>,
  config?: Pick<DaemonConfig, 'port' | 'tokenFile'>,
): Promise<AtAddress> {
  const { port, tokenFile: ownTokenFile } = config ?? (await loadConfig(terminal.env));
  const given = flags.daemon ?? `http://127.0.0.1:${port}`;
  if (!['http:', 'https:'].includes(URL.parse(given)?.protocol ?? '')) {
    throw new SubcamError('configuration', `--daemon takes an address such as http://127.0.0.1:3000, not "${given}".`);
  }
  const url = canonicalDaemonUrl(given);
  if (!(await somebodyListens(url))) return { status: 'none', url };
  const tokenFile = path.resolve(flags['token-file'] ?? ownTokenFile);
  const isOwn = flags.daemon === undefined && flags['token-file'] === undefined;
  const token = await readToken(tokenFile, isOwn);
  if (token === null) return { status: 'other', url, reason: taken(url, 'no daemon has run with this data directory yet') };
  try {
    await checkIdentity({ url, token });
    return { status: 'ours', daemon: { url, token, tokenFile } };
  } catch (error) {
    return { status: 'other', url, reason: toSubcamError(error) };
  }
}

/** As `lookForDaemon`, for the commands that can't do without: rejects with `network` or `unauthorized` where it is not there. */
export async function requireDaemon(flags: AddressFlags, terminal: Terminal): Promise<RunningDaemon> {
  const found = await lookForDaemon(flags, terminal);
  if (found.status === 'ours') return found.daemon;
  if (found.status === 'other') throw found.reason;
  throw new SubcamError('network', `No daemon answers at ${found.url}: start it with "subcam up".`);
}

/**
 * The daemon that `--daemon` names; without it the one on the port of the settings, if it proves to know the token of the same data directory:
 * a daemon with other data has other settings, and another glossary. null where none runs. Rejects as `lookForDaemon` does, and with `network` or
 * `unauthorized` where a flag names a daemon that is not there or is another's.
 */
export async function daemonWithData(
  args: AddressFlags,
  where: { readonly config: { readonly port: number; readonly tokenFile: string }; readonly terminal: Terminal },
): Promise<RunningDaemon | null> {
  const found = await lookForDaemon(args, where.terminal, where.config);
  if (found.status === 'ours') return found.daemon;
  if (args.daemon === undefined && (found.status === 'none' || args['token-file'] === undefined)) return null;
  if (found.status === 'other') throw found.reason;
  throw new SubcamError('network', `No daemon answers at ${args.daemon}: start it with "subcam up".`);
}

function taken(url: string, why: string): SubcamError {
  return new SubcamError(
    'network',
    `The port of ${url} is taken by another program (${why}). Stop that program, or start the daemon on another port with "subcam up --port".`,
  );
}

async function somebodyListens(url: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url);
  const socket = connect({
    host: hostname.replaceAll(/[[\]]/g, ''),
    port: Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port),
  });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    // Refused: nobody does.
    return false;
  } finally {
    socket.destroy();
  }
}

/** null where there is none and there need not be one: the daemon makes it at its first start. */
async function readToken(tokenFile: string, mayBeMissing: boolean): Promise<string | null> {
  try {
    return (await readFile(tokenFile, 'utf8')).trim();
  } catch (error) {
    if (mayBeMissing && error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new SubcamError(
      'unauthorized',
      `The daemon's token ${tokenFile} can't be read: name it with --token-file, or set SUBCAM_HOME as it was for "subcam up".`,
      {
        cause: error,
      },
    );
  }
}
