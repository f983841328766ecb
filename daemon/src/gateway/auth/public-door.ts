// Settings of the server -> the door for other machines, or a refusal: what is said never leaves this machine unencrypted.
import { readFile } from 'node:fs/promises';
import { BlockList, isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import { SubcamError, toSubcamError } from '@subcam/shared';

export interface ServerOptions {
  /** Beside 127.0.0.1; null: none. */
  readonly address: string | null;
  readonly port: number;
  readonly urls: readonly string[];
  readonly tls: { readonly cert: string | null; readonly key: string | null };
  readonly trustedProxies: readonly string[];
}

export interface PublicDoor {
  /** Where to listen beside 127.0.0.1; null: nowhere, a proxy of this machine comes to the daemon's own port. */
  readonly address: string | null;
  readonly port: number;
  /** PEM; null: a trusted proxy has the certificate. */
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null;
  /** Origins by which others reach the daemon; the first is the one that links have. */
  readonly urls: readonly string[];
  /** Whether a connection from this address is one of a trusted proxy. */
  readonly isTrusted: (remoteAddress: string | undefined) => boolean;
}

/** For a daemon that is there for this machine alone. */
export const NO_PUBLIC_DOOR: PublicDoor = { address: null, port: 0, tls: null, urls: [], isTrusted: () => false };

const ALL_ADDRESSES: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

function refusal(message: string, cause?: unknown): SubcamError {
  return new SubcamError('configuration', message, { cause });
}

/** Rejects with `configuration` for what would be open to others without TLS, or can't be reached. */
export async function readPublicDoor({ address, port, urls, tls, trustedProxies }: ServerOptions): Promise<PublicDoor> {
  const certificate = await readCertificate(tls);
  if (address !== null && certificate === null && trustedProxies.length === 0) {
    throw refusal(
      `On ${address} everybody on the way could read what is said: set server.tls.cert and server.tls.key to a certificate of your own, or ` +
        'server.trustedProxies to the address of a proxy that has one. Without server.address the daemon is there for this machine alone.',
    );
  }
  if (address === null && certificate !== null) {
    throw refusal('There is a certificate, and no address for it: set server.address, such as 0.0.0.0, or leave server.tls out.');
  }
  if (trustedProxies.length > 0 && urls.length === 0) {
    throw refusal('A proxy passes on what it is asked for by name: set server.urls to its address, such as https://subcam.example.');
  }
  if (address !== null && ALL_ADDRESSES.has(address) && urls.length === 0) {
    throw refusal(`By which name others reach ${address} has to be said: set server.urls, such as https://subcam.example:${port}.`);
  }
  const named = urls.map((url) => new URL(url).origin);
  const own = address === null || named.length > 0 ? [] : [`https://${isIP(address) === 6 ? `[${address}]` : address}:${port}`];
  return {
    address,
    port,
    tls: certificate,
    urls: [...named, ...own.map((url) => new URL(url).origin)],
    isTrusted: trustOf(trustedProxies),
  };
}

async function readCertificate({ cert, key }: ServerOptions['tls']): Promise<PublicDoor['tls']> {
  if (cert === null && key === null) return null;
  if (cert === null || key === null)
    throw refusal('A certificate and its key belong together: set both server.tls.cert and server.tls.key.');
  const read = async (name: string, file: string): Promise<Buffer> =>
    readFile(file).catch((error: unknown) => {
      throw refusal(`The file of ${name}, ${file}, can't be read: name another, or mend its rights.`, error);
    });
  const pair = { cert: await read('server.tls.cert', cert), key: await read('server.tls.key', key) };
  try {
    createSecureContext(pair);
  } catch (error) {
    throw refusal(
      'server.tls.cert and server.tls.key are no certificate in PEM and its key: name the files of one pair.',
      toSubcamError(error),
    );
  }
  return pair;
}

function trustOf(networks: readonly string[]): PublicDoor['isTrusted'] {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', length] = network.split('/');
    const kind = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (length === undefined) list.addAddress(address, kind);
    else list.addSubnet(address, Number(length), kind);
  }
  return (remoteAddress) => {
    if (remoteAddress === undefined || networks.length === 0) return false;
    return list.check(remoteAddress, isIP(remoteAddress) === 6 ? 'ipv6' : 'ipv4');
  };
}
