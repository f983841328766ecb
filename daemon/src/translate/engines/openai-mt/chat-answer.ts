// The events of a chat completion -> the words that the model wrote, stopped where they are longer than any translation.
import { SubcamError } from '@subcam/shared';
import * as z from 'zod';
import { UnfitAnswer } from '../../model-answers/unfit-answer.ts';

const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }).nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .max(16),
});

/** OpenAI's form, and vLLM's. */
const errorSchema = z.union([
  z.object({ error: z.unknown().refine((error) => error !== null && error !== undefined) }),
  z.object({ object: z.literal('error') }),
]);
const code = z.coerce.number().int();
const codeSchema = z.union([
  z.object({ error: z.object({ code }) }).transform(({ error }) => error.code),
  z.object({ object: z.literal('error'), code }).transform((error) => error.code),
]);

export interface ChatReading {
  /** In messages: `The OpenAI-compatible server at http://…`. */
  readonly who: string;
  /** UTF-16 units; what comes after them is not read. */
  readonly maxLength: number;
  /** What an event says of an error, without what is secret; null: nothing. */
  readonly saidIn: (json: unknown) => string | null;
}

/**
 * Resolves as soon as the server says that the model is done. Rejects with
 * - `engine-unavailable` (retryable) for an error in the stream, and for one that ends before its end;
 * - `engine-failed` for an error that names a fault of the request, for what is no chat completion, and, with an `UnfitAnswer` as its cause, for an answer that is too long or that the server cuts off;
 * - `bad-request` for a text that the server's filter keeps back, or the model itself.
 */
export async function readChat(events: AsyncIterable<string>, { who, maxLength, saidIn }: ChatReading): Promise<string> {
  let content = '';
  for await (const data of events) {
    if (data.trim() === '[DONE]') return content;
    const json = parse(data, who);
    if (errorSchema.safeParse(json).success) throw errorIn(json, who, saidIn(json));
    const chunk = chunkSchema.safeParse(json);
    if (!chunk.success) throw noChat(who, chunk.error);
    let isOver = false;
    for (const { delta, message, finish_reason: finish } of chunk.data.choices) {
      content += delta?.content ?? message?.content ?? '';
      if (finish === 'length') throw unfit(`${who} cut its answer off at max_tokens: does the model think aloud?`, 'was cut off');
      const isKeptBack = finish === 'content_filter' || typeof (delta?.refusal ?? message?.refusal) === 'string';
      if (isKeptBack) throw new SubcamError('bad-request', `${who} keeps the translation of this text back (its content filter).`);
      isOver ||= (finish ?? '') !== '';
    }
    if (content.length > maxLength) throw unfit(`${who} answered with more than a translation has.`, 'is too long for a translation');
    if (isOver) return content;
  }
  throw new SubcamError('engine-unavailable', `${who} ended its answer in the middle.`, { retryable: true });
}

function unfit(message: string, reason: string): SubcamError {
  return new SubcamError('engine-failed', message, { cause: new UnfitAnswer(reason) });
}

function parse(data: string, who: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch (error) {
    throw noChat(who, error);
  }
}

function noChat(who: string, cause: unknown): SubcamError {
  return new SubcamError('engine-failed', `${who} answered with something else than its contract says: check its address.`, { cause });
}

/** An error that comes after the request was taken is of the server, unless it names another code. */
function errorIn(json: unknown, who: string, said: string | null): SubcamError {
  const named = codeSchema.safeParse(json);
  const status = named.success ? named.data : 500;
  const isForGood = status >= 400 && status < 500 && status !== 408 && status !== 429;
  const message = `${who} failed in the middle of its answer (${said ?? 'without a reason'}).`;
  return new SubcamError(isForGood ? 'engine-failed' : 'engine-unavailable', message, { retryable: !isForGood });
}
