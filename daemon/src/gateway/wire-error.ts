// Anything thrown -> what the offender is told: a code, what to do, and nothing of the inside.
import { SubcamError, toSubcamError } from '@subcam/shared';
import type { Answer, WireError } from '@subcam/shared/wire';
import type * as z from 'zod/mini';

/** What a value has to be, by the first thing that is wrong with it; nothing of the value itself. */
function expectationOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `a value of type ${issue.expected}`;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_format':
      return issue.pattern === undefined ? `in the form ${issue.format}` : `in the form ${issue.pattern}`;
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      break;
  }
  return 'as the protocol has it';
}

/** Of a bound: on a length, not on a value. */
function unitOf(origin: string): string {
  return origin === 'string' || origin === 'array' ? ' long' : '';
}

/** Of a failed parse: where, and what has to be there. */
function describeIssue(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? 'it' : issue.path.map(String).join('.');
  return `${place} has to be ${issue === undefined ? 'as the protocol has it' : expectationOf(issue)}`;
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
