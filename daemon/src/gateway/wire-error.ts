// Anything thrown -> what the offender is told: a code, what to do, and nothing of the inside.
import { SubcamError, toSubcamError } from '@subcam/shared';
import type { Answer, WireError } from '@subcam/shared/wire';
import type * as z from 'zod/mini';

/** Of a failed parse: where and what, never the value. */
function describeIssue(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? 'the message' : issue.path.map(String).join('.');
  return `${place} is not as the protocol has it (${issue?.code ?? 'unknown'})`;
}

/** An input of a client through its schema. Throws `bad-request`, naming the event and the first thing that is wrong. */
export function parseInput<T>(schema: z.ZodMiniType<T>, input: unknown, name: string): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new SubcamError('bad-request', `In ${name}: ${describeIssue(parsed.error)}.`, { cause: parsed.error });
}

/** `internal` failures keep their details to the log. */
export function toWireError(thrown: unknown): WireError {
  const { code, message, retryable } = toSubcamError(thrown);
  if (code === 'internal') return { code, message: 'The daemon failed; its log says more.', retryable };
  return { code, message, retryable };
}

/** Calls what a client gave as the acknowledgement of its request; it may have given none, or nonsense. */
export function reply<T>(answer: unknown, value: Answer<T>): void {
  if (typeof answer === 'function') (answer as (value: Answer<T>) => void)(value);
}
