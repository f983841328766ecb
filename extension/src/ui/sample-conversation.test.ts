// The preview's conversation: what a meeting would give, at any instant, in any languages.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TILE_LIMITS } from '@subcam/shared';
import { STILL_AT_MS, SAMPLE_BEGINS_AT_MS, sampleCues } from './sample-conversation.ts';
import { OFFERED_LANGUAGES } from './offered-languages.ts';
import { SAMPLE_SENTENCES } from './sample-sentences.ts';

const cuesAt = (atMs: number, cueDurationMs = 10_000, targetLanguages: readonly string[] = ['es']) =>
  sampleCues({ atMs, sourceLanguage: 'en', targetLanguages, settings: { cueDurationMs } });

describe('sampleCues', () => {
  it('stands in the middle of a sentence, with both speakers to be seen', () => {
    const cues = cuesAt(STILL_AT_MS);
    expect(new Set(cues.map(({ speakerLabel }) => speakerLabel)).size).toBe(2);
    expect(cues.map(({ status }) => status)).toEqual(['final', 'final', 'partial']);
    expect(SAMPLE_SENTENCES['en']?.[3].startsWith(cues.at(-1)?.original.text ?? '?')).toBe(true);
  });

  it('shows that cues stay shorter or longer', () => {
    expect(cuesAt(STILL_AT_MS, TILE_LIMITS.cueDurationMs.min)).toHaveLength(1);
    expect(cuesAt(STILL_AT_MS, TILE_LIMITS.cueDurationMs.max)).toHaveLength(4);
  });

  it('has each speaker read the other’s language where both are spoken', () => {
    const cues = sampleCues({
      atMs: STILL_AT_MS,
      sourceLanguage: 'en',
      targetLanguages: ['pt'],
      twoWay: true,
      settings: { cueDurationMs: 10_000 },
    });
    const bySpeaker = new Map(cues.map((cue) => [cue.speakerLabel, [cue.sourceLanguage, ...Object.keys(cue.translations)]]));
    expect(Object.fromEntries(bySpeaker)).toEqual({ SPEAKER_00: ['en', 'pt'], SPEAKER_01: ['pt', 'en'] });
  });

  it.each([
    [
      { sourceLanguage: 'auto', spoken: ['fr', 'de'], targetLanguages: ['de', 'pt'] },
      { SPEAKER_00: ['fr', 'de', 'pt'], SPEAKER_01: ['de', 'pt'] },
    ],
    [
      { sourceLanguage: 'auto', spoken: [], targetLanguages: ['pt'] },
      { SPEAKER_00: ['en', 'pt'], SPEAKER_01: ['es', 'pt'] },
    ],
  ])('has speakers of different languages where several may be spoken, or any: %j', (languages, expected) => {
    const cues = sampleCues({ atMs: STILL_AT_MS, ...languages, settings: { cueDurationMs: 10_000 } });
    const bySpeaker = new Map(cues.map((cue) => [cue.speakerLabel, [cue.sourceLanguage, ...Object.keys(cue.translations)]]));
    expect(Object.fromEntries(bySpeaker)).toEqual(expected);
  });

  it('grows by whole words and takes nothing back, in every offered language', () => {
    for (const language of OFFERED_LANGUAGES) {
      let before = '';
      for (let atMs = 11_200; atMs <= 15_000; atMs += 100) {
        const text = cuesAt(atMs, 10_000, [language]).at(-1)?.translations[language]?.text ?? '';
        expect(text.startsWith(before)).toBe(true);
        before = text;
      }
      const sentence = SAMPLE_SENTENCES[language];
      if (sentence === undefined) expect(before).toMatch(/\p{L}/u);
      else expect(before).toBe(sentence[3]);
    }
  });

  it('is well-formed whenever, wherever and in whatever language', () => {
    const code = fc.oneof(fc.constantFrom(...OFFERED_LANGUAGES), fc.stringMatching(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$/));
    fc.assert(
      fc.property(
        fc.nat(10_000_000),
        fc.integer({ min: 5_000, max: 60_000 }),
        fc.uniqueArray(code, { maxLength: 8 }),
        (atMs, cueDurationMs, targets) => {
          const cues = cuesAt(atMs, cueDurationMs, targets);
          expect(cues.length).toBeLessThan(30);
          expect(new Set(cues.map(({ cueId }) => cueId)).size).toBe(cues.length);
          expect(cues.map(({ shownAtMs }) => shownAtMs)).toEqual(cues.map(({ shownAtMs }) => shownAtMs).toSorted((a, b) => a - b));
          for (const cue of cues) {
            expect(Object.keys(cue.translations).toSorted()).toEqual(targets.toSorted());
            expect(cue.expiresAtMs ?? Infinity).toBeGreaterThan(SAMPLE_BEGINS_AT_MS + atMs);
            for (const { text, stableLength } of [cue.original, ...Object.values(cue.translations)]) {
              expect(text).not.toBe('');
              expect(stableLength).toBeLessThanOrEqual(text.length);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
