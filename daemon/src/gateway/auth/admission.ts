// Host, Origin and token of a request -> let in, or a typed refusal.
import { createHash, timingSafeEqual } from 'node:crypto';
import { SubcamError } from '@subcam/shared';
import { addressOfUrl, allowsScope, type RouteScope } from '@subcam/shared/http';
import { EXTENSION_ORIGIN } from '@subcam/shared/wire';
import type { Grant, Tokens } from '../../tokens/index.ts';

/** Names of this machine for itself. Anything else that resolves to loopback is another site's name (DNS rebinding). */
const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** By which address the daemon was asked, where it may be asked by that. */
export interface Way {
  /** Of the daemon's own pages there: `http://127.0.0.1:3000`. */
  readonly origin: string;
  /** With which it proves itself there (ADR 15): `127.0.0.1:3000`, whatever a client says of this machine; of other names what they are. */
  readonly proofAddress: string;
}

interface Asked {
  readonly headers: { readonly host?: string | undefined; readonly origin?: string | undefined };
  /** `127.0.0.1:PORT`, on which the daemon listens; null: the connection came to another address than loopback. */
  readonly loopback: string | null;
  /** Origins of `https:` by which the connection may have come, exactly. */
  readonly urls: readonly string[];
}

/**
 * Throws `forbidden-host` or `forbidden-origin`. An absent Origin passes (command lines, servers): the token decides. Of pages, the
 * extension's and the daemon's own pass: the latter are of exactly the name and port to which the request came.
 */
export function checkOrigin({ headers, loopback, urls }: Asked): Way {
  const way = wayOf((headers.host ?? '').toLowerCase(), loopback, urls);
  // The literal `null` (sandboxed frames, files, redirects) is as foreign as any other.
  if (headers.origin !== undefined && headers.origin !== EXTENSION_ORIGIN && headers.origin !== way.origin) {
    throw new SubcamError('forbidden-origin', 'From a browser only the Subcam extension and this daemon’s own pages may ask.');
  }
  return way;
}

/** A loopback name may have any port: the Origin of a page is compared with all of it, and the proof names the daemon's own. */
function wayOf(host: string, loopback: string | null, urls: readonly string[]): Way {
  if (loopback !== null && LOOPBACK_NAMES.has(host.replace(/:\d+$/, ''))) return { origin: `http://${host}`, proofAddress: loopback };
  const asked = URL.canParse(`https://${host}`) ? new URL(`https://${host}`) : null;
  const url = asked === null ? undefined : urls.find((one) => one === asked.origin && asked.href === `${one}/`);
  if (url !== undefined) return { origin: url, proofAddress: addressOfUrl(url) };
  throw new SubcamError(
    'forbidden-host',
    'The daemon is not asked by this name: on this machine address it as 127.0.0.1 or localhost, from others as server.urls has it.',
  );
}

/** Takes the same time for every wrong token of any length. */
export function isToken(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** The token of `Authorization: Bearer TOKEN`; null without such a header. */
export function bearerToken(authorization: string | undefined): string | null {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? null;
}

/** What a caller wants to do. */
export interface Need {
  readonly scope: Exclude<RouteScope, 'public'>;
  /** Whether a token of one session may do it, which is told. Left out: it may not. */
  readonly mayOneSession?: (sessionId: string) => boolean;
}

/** What the token allows. Throws `unauthorized` without a right one, and `forbidden-scope` where it does not allow what is wanted. */
export type Authorise = (token: string | null, need: Need) => Grant;

export function authoriseBy(tokens: Pick<Tokens, 'check'>): Authorise {
  return (given, { scope, mayOneSession }) => {
    const grant = tokens.check(given);
    if (grant.sessionId !== null && mayOneSession?.(grant.sessionId) !== true) {
      throw new SubcamError('forbidden-scope', 'This token is for reading one session, and for nothing else: ask with another.');
    }
    if (scope !== 'any' && !allowsScope(grant.scopes, scope)) {
      const has = grant.scopes.join(', ');
      throw new SubcamError(
        'forbidden-scope',
        `This token allows ${has}, and what is asked needs ${scope}: make one with \`subcam tokens create --scope ${scope}\`.`,
      );
    }
    return grant;
  };
}
