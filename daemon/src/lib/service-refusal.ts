// What a service says when it refuses -> our error: too busy or broken now, or refused for good, in the service's own words.
import { SubcamError } from '@subcam/shared';
import * as z from 'zod';
import { oneLine } from './one-line.ts';
import { withoutTexts } from './sent-texts.ts';

/** The cause of an `engine-failed` when a service refused a request for good: the same request would be refused again. */
export class ServiceRefusal extends Error {
  readonly status: number;
  /** What the service said of it; empty where it said nothing that can be read. */
  readonly said: string;

  constructor(status: number, said = '') {
    super(`HTTP ${status}`);
    this.name = 'ServiceRefusal';
    this.status = status;
    this.said = said;
  }
}

/** The cause of an `engine-unavailable` when a service answered that it can't now. */
export class ServiceTrouble extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.name = 'ServiceTrouble';
    this.status = status;
  }
}

/** Of what a service says about its refusal, this much is repeated. */
const MAX_REASON_LENGTH = 200;

/** So much of it is looked at: a secret that begins in what is repeated ends in here. */
const MAX_SAID_LENGTH = 10_000;

/** Of a list of problems, so many are repeated. */
const MAX_PROBLEMS = 3;

/** One of the problems that FastAPI finds in a request: where, and what. */
const problemSchema = z
  .object({ loc: z.array(z.union([z.string(), z.number()])).nullish(), msg: z.string() })
  .transform(({ loc, msg }) => (loc == null || loc.length === 0 ? msg : `${loc.join('.')}: ${msg}`));

const textSchema = z.string().refine((text) => text.trim() !== '');

/** What went wrong, as a text or in an object. */
const reasonSchema = z.union([
  textSchema,
  z.object({ message: textSchema }).transform(({ message }) => message),
  z.object({ error: textSchema }).transform(({ error }) => error),
  z
    .array(problemSchema)
    .min(1)
    .transform((problems) => problems.slice(0, MAX_PROBLEMS).join('; ')),
]);

/** The forms in which services say what went wrong: the contract's, OpenAI's, FastAPI's (a text, or a list of problems), vLLM's. */
const errorSchema = z.union([
  z.object({ error: reasonSchema }).transform(({ error }) => error),
  z.object({ detail: reasonSchema }).transform(({ detail }) => detail),
  z.object({ object: z.literal('error'), message: textSchema }).transform(({ message }) => message),
]);

/** What a service says of an error, without the secrets and the texts that it was sent; null where it says none. */
export function saidError(json: unknown, secrets: readonly string[], texts: readonly string[] = []): string | null {
  const said = errorSchema.safeParse(json);
  return said.success ? saidBriefly(withoutTexts(said.data, texts), secrets) : null;
}

/** Some services quote the key that they refuse. */
export function saidBriefly(text: string, secrets: readonly string[]): string {
  // In an address a secret may stand as it is sent in one.
  const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]);
  // Marks between its letters don't hide one.
  const safe = forms.reduce((told, secret) => told.replaceAll(secret, '•••'), oneLine(text, MAX_SAID_LENGTH));
  return oneLine(safe, MAX_REASON_LENGTH);
}

/** What to do about a status, where the status alone tells it. */
const MENDS: Readonly<Record<number, string>> = {
  401: ' Is its key right?',
  403: ' May its key do this?',
  413: ' Does it take so much sound or text at a time?',
};

export interface Refused {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  /** What the service said of it; null: nothing that can be read. */
  readonly said: string | null;
  /** In messages, after "the". */
  readonly title: string;
  readonly origin: string;
  /** How long it asks to be left alone, ms. */
  readonly restMs: number;
  /** What is never repeated of what the service says; `said` is without it already. */
  readonly secrets: readonly string[];
}

/** What a status that isn't success means. */
export function refusalOf({ status, statusText, headers, said, title, origin, restMs, secrets }: Refused): SubcamError {
  const movedTo = status >= 300 && status < 400 ? `moved to ${headers.get('location') ?? 'nowhere'}; set that as its address` : statusText;
  const reason = said ?? saidBriefly(movedTo, secrets);
  // 501: it has nothing that could do this, now or later.
  const retryable = status === 408 || status === 429 || (status >= 500 && status !== 501);
  const why = `(HTTP ${status}${reason === '' ? '' : `: ${reason}`}).`;
  if (!retryable) {
    const cause = new ServiceRefusal(status, said ?? '');
    return new SubcamError('engine-failed', `The ${title} at ${origin} refused ${why}${MENDS[status] ?? ''}`, { cause });
  }
  const again = restMs === 0 ? '' : ` It is asked again in ${Math.ceil(restMs / 1000)} s, as it wishes.`;
  const message = `The ${title} at ${origin} is busy, starting or broken ${why}${again}`;
  return new SubcamError('engine-unavailable', message, { retryable: true, retryAfterMs: restMs, cause: new ServiceTrouble(status) });
}

export function serviceBusy(message: string, retryAfter: number): SubcamError {
  return new SubcamError('engine-unavailable', message, { retryable: true, retryAfterMs: retryAfter });
}
