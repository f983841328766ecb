// Host, Origin and token of a request -> let in, or a typed refusal.
import { createHash, timingSafeEqual } from 'node:crypto';
import { SubcamError } from '@subcam/shared';
import type { RouteScope } from '@subcam/shared/http';
import { EXTENSION_ORIGIN } from '@subcam/shared/wire';

/** Names of this machine for itself. Anything else that resolves to loopback is another site's name (DNS rebinding). */
const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

interface Headers {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
}

/**
 * Throws `forbidden-host` or `forbidden-origin`. An absent Origin passes (command lines, servers): the token decides. Of pages, the
 * extension's and the daemon's own pass: the latter are of exactly the name and port to which the request came.
 */
export function checkOrigin(headers: Headers): void {
  const host = (headers.host ?? '').toLowerCase();
  if (!LOOPBACK_NAMES.has(host.replace(/:\d+$/, ''))) {
    throw new SubcamError('forbidden-host', 'This daemon answers on loopback alone: address it as 127.0.0.1 or localhost.');
  }
  // The literal `null` (sandboxed frames, files, redirects) is as foreign as any other.
  if (headers.origin !== undefined && headers.origin !== EXTENSION_ORIGIN && headers.origin !== `http://${host}`) {
    throw new SubcamError('forbidden-origin', 'From a browser only the Subcam extension and this daemon’s own pages may ask.');
  }
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

/** Throws `unauthorized`. */
export function checkToken(given: string | null, expected: string): void {
  if (given !== null && isToken(given, expected)) return;
  throw new SubcamError(
    'unauthorized',
    'The token is missing or wrong: pair with `subcam pair`, or read it from the token file of the daemon.',
  );
}

/** Throws `unauthorized` unless the token allows the scope. */
export type Authorise = (token: string | null, scope: RouteScope) => void;

/** The daemon's one token allows every scope. */
export function authoriseByToken(expected: string): Authorise {
  return (given) => checkToken(given, expected);
}
