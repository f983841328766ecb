// Events of a chat completion, as servers send them: when an answer is over, and what is an error in one.
import { describe, expect, it } from 'vitest';
import { readChat } from './chat-answer.ts';

const piece = (content: string, finish: string | null = null): string =>
  JSON.stringify({ choices: [{ delta: { content }, finish_reason: finish }] });

/** The events, and then nothing more for ever. */
async function* then(...events: readonly string[]): AsyncGenerator<string> {
  yield* events;
  await new Promise(() => undefined);
}

const read = (events: AsyncIterable<string>): Promise<string> =>
  readChat(events, { who: 'The server', maxLength: 1_000, saidIn: (json) => (json as { message?: string }).message ?? null });

describe('the answer of a model', () => {
  it.each([
    ['the model is done', [piece('La '), piece('casa'), piece('', 'stop')]],
    ['it is done with its last word', [piece('La '), piece('casa', 'stop')]],
    ['the stream says that it is done', [piece('La casa'), '[DONE]']],
  ])('is there as soon as %s; what may come after that is not waited for', async (_, events) => {
    expect(await read(then(...events))).toBe('La casa');
  });

  it('is not over where no reason is given, in whichever way none is', async () => {
    expect(await read(then(piece('La ', ''), piece('casa', 'stop')))).toBe('La casa');
  });

  it.each<[object, object]>([
    [
      { object: 'error', message: 'out of memory', type: 'InternalServerError', code: 500 },
      { code: 'engine-unavailable', retryable: true, message: 'The server failed in the middle of its answer (out of memory).' },
    ],
    [
      { object: 'error', message: 'too long', type: 'BadRequestError', param: null, code: 400 },
      { code: 'engine-failed', retryable: false, message: 'The server failed in the middle of its answer (too long).' },
    ],
    [{ object: 'error' }, { code: 'engine-unavailable', message: 'The server failed in the middle of its answer (without a reason).' }],
  ])('is none where vLLM says in the stream that there is an error: %j', async (error, failure) => {
    await expect(read(then(piece('La '), JSON.stringify(error)))).rejects.toMatchObject(failure);
  });
});
