// Answers that are longer than their sound can be are refused before anything looks at them.
import { describe, expect, it } from 'vitest';
import type { SttResult } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { scriptedStt } from '../testing/fake-stt.ts';
import { withAnswerLimit } from './answer-limit.ts';

const request = { samples: new Float32Array(32_000), language: 'en', purpose: 'final' } as const;
const forever = new AbortController().signal;

function ask(answer: Partial<SttResult>, maxCharactersPerSecond = 100): Promise<SttResult> {
  const stt = scriptedStt(createVirtualClock(), () => ({}));
  const answering = {
    ...stt,
    transcribe: () => Promise.resolve({ text: '', language: 'en', confidence: null, engine: stt.info, ...answer }),
  };
  return withAnswerLimit(answering, () => ({ maxCharactersPerSecond })).transcribe(request, forever);
}

const piece = (text: string) => ({ text, noSpeechProbability: null, averageLogProbability: null, compressionRatio: null });

describe('an answer of a recogniser', () => {
  it('is taken as it is up to the limit for its sound', async () => {
    const text = 'a'.repeat(1_000 + 2 * 100);
    expect((await ask({ text })).text).toBe(text);
    expect((await ask({ text: 'a'.repeat(1_000 + 2 * 300) }, 300)).text).toHaveLength(1_600);
  });

  it('is refused beyond it, in its pieces too, with a message that says what to look at', async () => {
    for (const answer of [{ text: 'a'.repeat(1_201) }, { text: '', pieces: [piece('a'.repeat(700)), piece('a'.repeat(501))] }]) {
      await expect(ask(answer)).rejects.toMatchObject({
        code: 'engine-failed',
        retryable: false,
        message: expect.stringContaining('1201 characters to 2.0 s of sound, and at most 1200'),
      });
    }
  });

  it('is of the language that was asked for when it names none that could be one', async () => {
    expect((await ask({ language: 'x'.repeat(36) })).language).toBe('en');
    expect((await ask({ language: 'zh-Hant-TW' })).language).toBe('zh-Hant-TW');
  });
});
