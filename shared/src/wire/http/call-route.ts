// A route's definition and what it needs -> its answer, parsed; every failure as a SubcamError. The token goes to its own daemon alone.
import * as z from 'zod/mini';
import { systemClock, type Clock } from '../../clock/clock.ts';
import { withinTime } from '../../clock/time-limit.ts';
import { ERROR_CODES, SubcamError } from '../../errors/subcam-error.ts';
import { addressOfUrl, identityProof, identityRoute } from './identity.ts';
import { randomNonce } from './keyed-hash.ts';
import type { ResponseOf, RouteDefinition, RouteInput } from './route.ts';
import { tokenIdOf } from './tokens.ts';

export interface CallOptions {
  /** `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Absent for what is public. Sent only after what answers has proved that it knows it. */
  readonly token?: string;
  /** Until the whole answer is there, and before that until the proof is. Default: 5 s. */
  readonly deadlineMs?: number;
  /** Default: the platform's `fetch`. */
  readonly request?: typeof fetch;
  readonly clock?: Clock;
}

const DEADLINE_MS = 5_000;

interface Given {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** Path and query of a request, each part encoded. */
export function routePath(route: RouteDefinition, { params = {}, query = {} }: Given): string {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_braces, name: string) => encodeURIComponent(String(params[name])));
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return given.length === 0 ? path : `${path}?${search}`;
}

/**
 * The JSON answer of a route. Rejects with the daemon's own error; where a refusal carries none, with what its status says:
 * `unauthorized`, `rate-limited`, `internal`. Rejects with `network` when nobody answers (retryable) or what answers is not the daemon.
 * With a token it rejects first as `checkIdentity` does.
 */
export async function callRoute<const Route extends RouteDefinition>(
  options: CallOptions,
  route: Route,
  input: RouteInput<Route>,
): Promise<ResponseOf<Route>> {
  const { url, token, deadlineMs = DEADLINE_MS, request = fetch, clock = systemClock } = options;
  if (token !== undefined) await checkIdentity({ ...options, token });
  const given = input as Given;
  const nobody = (cause?: unknown): SubcamError =>
    new SubcamError('network', `The daemon at ${url} can't be reached: start it with \`subcam up\`.`, { retryable: true, cause });
  const ask = async (signal: AbortSignal): Promise<{ readonly status: number; readonly ok: boolean; readonly json: unknown }> => {
    const response = await request(`${new URL(url).origin}${routePath(route, given)}`, {
      method: route.method,
      headers: {
        accept: 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
      credentials: 'omit',
      signal,
    }).catch((thrown: unknown) => {
      throw nobody(thrown);
    });
    // What is no JSON is not of the daemon, whatever it is.
    return { status: response.status, ok: response.ok, json: await response.json().catch(() => null) };
  };
  const { status, ok, json } = await withinTime(deadlineMs, ask, { clock, late: nobody });
  if (!ok) throw refusalOf(status, json, url);
  const answer = route.response?.safeParse(json);
  if (answer?.success === true) return answer.data as ResponseOf<Route>;
  throw notTheDaemon(url);
}

export interface KnownDaemon extends CallOptions {
  readonly token: string;
}

/**
 * Resolves when the daemon of this token answers at the address: to be asked before each connection over which the token is sent. Rejects,
 * with nothing secret sent, with `network` (retryable) when nobody answers or another program does, and with `unauthorized` when what
 * answers proves to know another token.
 */
export async function checkIdentity({ token, ...options }: KnownDaemon): Promise<void> {
  const { url } = options;
  const nonce = randomNonce();
  const id = tokenIdOf(token);
  const query = id === null ? { nonce } : { nonce, token: id };
  const { proof } = await callRoute(options, identityRoute, { query }).catch((error: unknown) => {
    // Nobody answers, or too late: the error says so already.
    if (error instanceof SubcamError && error.code === 'network' && error.retryable) throw error;
    throw new SubcamError(
      'network',
      `The port of ${url} is taken by another program, or by a daemon of another version: it was told no secret. Stop that program, or start ` +
        'the daemon on another port with `subcam up --port`.',
      { retryable: true, cause: error },
    );
  });
  if (proof === (await identityProof({ token, nonce, address: addressOfUrl(url) }))) return;
  throw new SubcamError(
    'unauthorized',
    `What answers at ${url} does not know this token, so the token was not sent: it is a daemon with another data directory, or another ` +
      'program. Stop it, or use the address of your own daemon; if the token was revoked or the daemon has a new one, pair again.',
  );
}

/** Of other versions of the daemon too: an error is known by its code. */
const refusal = z.object({
  error: z.object({ code: z.enum(ERROR_CODES), message: z.optional(z.string()), retryable: z.optional(z.boolean()) }),
});

function refusalOf(status: number, json: unknown, url: string): SubcamError {
  const told = refusal.safeParse(json);
  if (told.success) {
    const { code, message = `The daemon refuses the request (${code}).`, retryable = false } = told.data.error;
    return new SubcamError(code, message, { retryable });
  }
  if (status === 401) {
    return new SubcamError('unauthorized', `The daemon at ${url} refuses this token: is its data directory another one?`);
  }
  if (status === 429) return new SubcamError('rate-limited', 'Too many attempts: wait a minute and try again.', { retryable: true });
  if (status >= 500) return new SubcamError('internal', `The daemon failed (${status}): look at its log.`, { retryable: true });
  return notTheDaemon(url);
}

function notTheDaemon(url: string): SubcamError {
  return new SubcamError('network', `What answers at ${url} is not a Subcam daemon of this version: check the address and the version.`);
}
