// postgres://… -> the machine that has what was said, where it is another one.
import { hostOf, isLoopbackUrl } from '../lib/loopback.ts';

/** Its host, with its port where that is named; null: a server, or a socket, of this machine. */
export function remoteServerOf(url: string): string | null {
  // The driver takes this one before the host of the address; one that begins with a slash is a folder with a socket.
  const named = URL.parse(url)?.searchParams.get('host') ?? null;
  if (named !== null) return named.startsWith('/') || isLoopbackUrl(`postgres://${named}`) ? null : named;
  return isLoopbackUrl(url) ? null : hostOf(url);
}
