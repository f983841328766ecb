// Results of a stream: every segment counts, drafts give way, and what comes twice is said once.
import { describe, expect, it } from 'vitest';
import { collectResults, streamResult } from './stream-results.ts';

const collect = (...results: readonly object[]) => collectResults(results.map((result) => streamResult.parse(result)));
const textsOf = (...results: readonly object[]): readonly string[] => collect(...results).segments.map(({ text }) => text.trim());

describe('results of a stream', () => {
  it('all count, whether they end with punctuation or not', () => {
    const results = [
      { text: 'We meet', is_final: false, absolute_start_time: 10 },
      { text: 'at noon.', is_final: true, absolute_start_time: 11 },
      { text: 'Bring the', is_final: false, is_forced: true, absolute_start_time: 12 },
    ];
    expect(textsOf(...results)).toEqual(['We meet', 'at noon.', 'Bring the']);
  });

  it('have a draft only until another result comes', () => {
    const draft = { text: 'We eat at', is_draft: true };
    expect(textsOf(draft, { text: 'We meet at', is_draft: true }, { text: 'We meet at noon.', is_draft: false })).toEqual([
      'We meet at noon.',
    ]);
    expect(textsOf({ text: 'Good morning.', is_draft: false }, draft)).toEqual(['Good morning.', 'We eat at']);
  });

  it('about the same stretch of sound replace each other', () => {
    const early = { text: 'We eat', absolute_start_time: '2026-01-01T00:00:01Z', updated_at: 1 };
    expect(
      textsOf(early, { text: 'at noon.', absolute_start_time: '2026-01-01T00:00:02Z' }, { ...early, text: 'We meet', updated_at: 2 }),
    ).toEqual(['We meet', 'at noon.']);
  });

  it('may have their text in segments, as a whole, or in two parts', () => {
    expect(
      textsOf({
        text: 'noon.',
        segments: [
          { text: ' We meet', start: 0, end: 1 },
          { text: ' at noon.', start: 1, end: 2 },
        ],
      }),
    ).toEqual(['We meet', 'at noon.']);
    expect(textsOf({ text: ' We meet. ', segments: [] })).toEqual(['We meet.']);
    expect(textsOf({ text: '', stable_text: 'We meet ', unstable_text: 'at noon' })).toEqual(['We meet at noon']);
    expect(textsOf({ text: '' }, { text: '  ', segments: [{ text: ' ' }] })).toEqual([]);
  });

  it('that bring all segments each time have each once', () => {
    const [one, two] = [
      { text: 'No.', start: 0, end: 1 },
      { text: 'No.', start: 1, end: 2 },
    ];
    expect(textsOf({ text: 'No.', segments: [one] }, { text: 'No. No.', segments: [one, two] })).toEqual(['No.', 'No.']);
    expect(textsOf({ text: 'No.', segments: [{ text: 'No.' }] }, { text: 'No.', segments: [{ text: 'No.' }] })).toEqual(['No.', 'No.']);
  });

  it('say how sure they are, the language, and what read them, under either name', () => {
    expect(
      collect(
        { text: 'Olá,', confidence: 0.5, language: 'en' },
        { text: 'mundo.', confidence_score: 0.7, detected_language: 'pt', model_used: 'base', device_used: 'npu' },
      ),
    ).toMatchObject({ confidence: 0.6, language: { language: 'pt', probability: null }, running: { model: 'base', device: 'npu' } });
    expect(collect()).toEqual({ text: '', language: null, confidence: null, segments: [], running: { model: null, device: null } });
  });

  it('without any text are none', () => {
    for (const other of [{}, { is_final: true }, { text: 7 }, 'text', null]) expect(streamResult.safeParse(other).success).toBe(false);
  });
});
