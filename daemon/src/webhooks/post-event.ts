// A signed event -> its receiver, once: only to an address that may be asked, without following it elsewhere, within its time.
import { lookup as lookUp } from 'node:dns/promises';
import { request as requestPlain, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestTls } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { SubcamError } from '@subcam/shared';
import { targetKind } from './target-address.ts';

export interface Posted {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The addresses of a name, as they are at this instant. */
export type Resolve = (hostname: string) => Promise<readonly Address[]>;

interface Address {
  readonly address: string;
  readonly family: number;
}

export interface PostDeps {
  /** Addresses and networks beside those of the internet. */
  readonly allowed: readonly string[];
  /** Default: that of the operating system. */
  readonly resolve?: Resolve | undefined;
}

export type PostEvent = (posted: Posted, deps: PostDeps, signal: AbortSignal) => Promise<void>;

const resolveName: Resolve = (hostname) => lookUp(hostname, { all: true });

/** Throws `configuration` for an address to which nothing may be sent; the message does not repeat it. */
function checkAddress({ protocol }: URL, address: string, allowed: readonly string[]): void {
  const kind = targetKind(address, allowed);
  if (kind === 'refused') {
    throw new SubcamError(
      'configuration',
      'It is at a private, loopback, link-local or otherwise special address: to allow that, name the address in webhooks.allowedTargets.',
    );
  }
  if (kind === 'public' && protocol !== 'https:') {
    throw new SubcamError(
      'configuration',
      'It is asked without TLS, which is allowed for addresses in webhooks.allowedTargets alone: use https.',
    );
  }
}

/** Throws `configuration` for a text that names no receiver, or one at an address that is known to be none to which anything may be sent. */
export function parseTarget(text: string, allowed: readonly string[]): URL {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.hostname === '')
    throw new SubcamError('configuration', 'The address of a webhook is one such as https://receiver.example/subcam.');
  if (url.username !== '' || url.password !== '')
    throw new SubcamError('configuration', 'The address of a webhook has no name and password in it: what is sent is signed.');
  const host = url.hostname.replaceAll(/[[\]]/g, '');
  if (isIP(host) !== 0) checkAddress(url, host, allowed);
  url.hash = '';
  return url;
}

/**
 * Resolves when the receiver has answered 2xx. Rejects with `configuration` where its address is none to which anything may be sent: looked at where the
 * connection is made, each time, so that a name that leads elsewhere meanwhile gains nothing. Rejects with `network` for any other answer, and without one.
 * Nothing of what it answers is read.
 */
export const postEvent: PostEvent = async ({ url, headers, body }, { allowed, resolve = resolveName }, signal) => {
  parseTarget(url.href, allowed);
  const checked = async (hostname: string): Promise<readonly Address[]> => {
    const found = await resolve(hostname);
    for (const { address } of found) checkAddress(url, address, allowed);
    if (found.length === 0) throw new SubcamError('network', 'Its name has no address.');
    return found;
  };
  const find = callbackify(checked);
  // Called by the connection for a name; the addresses that it is given here are those that it connects to.
  const lookup: LookupFunction = (hostname, options, done) => {
    find(hostname, (error, found) => {
      const [first] = found ?? [];
      if (first === undefined) done(error, '');
      else if (options.all === true) done(null, [...found]);
      else done(null, first.address, first.family);
    });
  };
  const length = Buffer.byteLength(body);
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'content-length': length, 'user-agent': 'Subcam-Webhooks' },
    // A connection of its own: what was looked at is what is used.
    agent: false,
    lookup,
    signal,
  };
  const status = await statusOf(url, options, body);
  if (status >= 200 && status < 300) return;
  if (status >= 300 && status < 400)
    throw new SubcamError('network', `It answered ${status}, a redirect, which is not followed: give the webhook the address itself.`);
  throw new SubcamError('network', `It answered ${status}.`);
};

async function statusOf(url: URL, options: RequestOptions, body: string): Promise<number> {
  const request = url.protocol === 'https:' ? requestTls : requestPlain;
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url, options).on('response', resolve).on('error', reject).end(body);
    });
    // An error after the answer has begun is nobody's concern any more.
    answer.on('error', () => undefined);
    answer.destroy();
    return answer.statusCode ?? 0;
  } catch (thrown) {
    if (thrown instanceof SubcamError) throw thrown;
    const code = thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? ` (${thrown.code})` : '';
    throw new SubcamError('network', `It could not be reached${code}.`, { cause: thrown });
  }
}
