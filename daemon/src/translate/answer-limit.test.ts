// Translations that are longer than their text can be are refused before anything looks at them.
import { describe, expect, it } from 'vitest';
import { createFakeTranslator } from '../testing/fake-translator.ts';
import { withAnswerLimit } from './answer-limit.ts';

const forever = new AbortController().signal;

function translate(text: string, answer: string, maxGrowth = 10) {
  const translator = withAnswerLimit(createFakeTranslator({ answer: () => answer }), () => ({ maxGrowth }));
  return translator.translate({ text, sourceLanguage: 'en', targetLanguage: 'es', purpose: 'final' }, forever);
}

describe('an answer of a translator', () => {
  it('is taken as it is up to the limit for its text', async () => {
    expect((await translate('12345', 'a'.repeat(550))).text).toHaveLength(550);
    expect((await translate('12345', 'a'.repeat(600), 20)).text).toHaveLength(600);
  });

  it('is refused beyond it, with a message that says what to look at', async () => {
    await expect(translate('12345', 'a'.repeat(551))).rejects.toMatchObject({
      code: 'engine-failed',
      retryable: false,
      message: expect.stringContaining('551 characters to a text of 5, and at most 550'),
    });
  });
});
