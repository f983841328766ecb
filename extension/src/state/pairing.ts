// A pairing code -> the daemon's token: the one request that the popup makes by itself.
import * as z from 'zod/mini';
import { SubcamError, systemClock, withinTime, type Clock } from '@subcam/shared';
import { isDaemonUrl } from '../bus/extension-config.ts';

/** What `subcam pair` shows: two groups of four, e.g. `ABCD-2345`. */
const CODE = /^[A-Z0-9]{4}-[A-Z0-9]{4}$/;

const DEADLINE_MS = 5_000;

const paired = z.object({ token: z.string().check(z.minLength(1), z.maxLength(200)) });

/** A code as people type it (any case, spaces, no hyphen) in the form that `subcam pair` shows. Throws `pairing-code`. */
export function normalizePairingCode(typed: string): string {
  const letters = typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  const code = `${letters.slice(0, 4)}-${letters.slice(4)}`;
  if (!CODE.test(code)) throw new SubcamError('pairing-code', 'A pairing code has eight letters or digits, such as ABCD-2345.');
  return code;
}

/** A daemon's address as people type it, without anything behind the port. Throws `configuration`. */
export function normalizeDaemonUrl(typed: string): string {
  const trimmed = typed.trim();
  const address = trimmed.includes('://') ? trimmed : `http://${trimmed}`;
  if (!isDaemonUrl(address)) {
    throw new SubcamError(
      'configuration',
      'The daemon runs on this machine: its address is http://127.0.0.1 and a port, such as http://127.0.0.1:3000.',
    );
  }
  return new URL(address).origin;
}

export interface PairRequest {
  readonly daemonUrl: string;
  readonly code: string;
}

/** Exchanges the code for the token. Throws `pairing-code` when it is wrong or old, `rate-limited`, `network` when nobody answers. */
export async function pairWithDaemon(
  { daemonUrl, code }: PairRequest,
  { request = fetch, clock = systemClock }: { readonly request?: typeof fetch; readonly clock?: Clock } = {},
): Promise<string> {
  const nobody = (cause?: unknown): SubcamError =>
    new SubcamError('network', `No daemon answers at ${daemonUrl}: start it with \`subcam up\`.`, { retryable: true, cause });
  const ask = async (signal: AbortSignal): Promise<{ readonly status: number; readonly body: unknown }> => {
    const response = await request(`${daemonUrl}/api/pair`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
      credentials: 'omit',
      signal,
    }).catch((thrown: unknown) => {
      throw nobody(thrown);
    });
    return { status: response.status, body: await response.json().catch(() => null) };
  };
  const { status, body } = await withinTime(DEADLINE_MS, ask, { clock, late: nobody });
  if (status === 429) throw new SubcamError('rate-limited', 'Too many attempts: wait a minute and try again.', { retryable: true });
  if (status >= 500) throw new SubcamError('internal', `The daemon failed (${status}): look at its log.`, { retryable: true });
  if (status < 200 || status > 299)
    throw new SubcamError('pairing-code', 'The daemon does not know this code: run `subcam pair` again and type the new one.');
  const answer = paired.safeParse(body);
  if (!answer.success) throw new SubcamError('network', `What answers at ${daemonUrl} is not Subcam: check the address.`);
  return answer.data.token;
}
