import { describe, expect, it } from 'vitest';
import type { MeetingLanguages } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { scriptedStt } from '../testing/fake-stt.ts';
import { atTwoSpeeds } from '../transcribe/index.ts';
import { sessionRecogniser } from './session-recogniser.ts';

const clock = createVirtualClock();
const finals = scriptedStt(clock, () => ({ text: 'final' }));
const quickOf = (languages?: readonly string[]) =>
  scriptedStt(clock, () => ({ text: 'quick' }), { isRepeatable: true, ...(languages === undefined ? {} : { languages }) });

const spoken = (sourceLanguage: string, other?: string): MeetingLanguages => ({
  sourceLanguage,
  targetLanguages: [other ?? 'pt'],
  ...(other === undefined ? {} : { twoWay: true }),
});

describe('an engine for partials', () => {
  it.each([
    { languages: spoken('en'), reads: ['en'], hears: 'quick', promises: true },
    { languages: spoken('en-GB'), reads: ['en'], hears: 'quick', promises: true },
    { languages: spoken('en', 'pt'), reads: ['en'], hears: 'quick', promises: false },
    { languages: spoken('auto'), reads: ['en'], hears: 'quick', promises: false },
    { languages: spoken('auto'), reads: undefined, hears: 'quick', promises: true },
    { languages: spoken('es'), reads: ['en'], hears: 'final', promises: true },
    { languages: spoken('es', 'pt'), reads: ['en'], hears: 'final', promises: true },
  ])('that reads $reads, where $languages.sourceLanguage is spoken: $hears', ({ languages, reads, hears, promises }) => {
    const { stt, showsPartials, promisesWords } = sessionRecogniser(atTwoSpeeds(finals, quickOf(reads)), languages, 'finals-engine');
    expect(stt.partials === undefined ? 'final' : 'quick').toBe(hears);
    expect({ showsPartials, promisesWords }).toEqual({ showsPartials: true, promisesWords: promises });
  });

  it('that reads nothing of what is spoken leaves partials out where that is wanted', () => {
    const { showsPartials } = sessionRecogniser(atTwoSpeeds(finals, quickOf(['en'])), spoken('es'), 'none');
    expect(showsPartials).toBe(false);
    expect(sessionRecogniser(atTwoSpeeds(finals, quickOf(['en'])), spoken('en'), 'none').showsPartials).toBe(true);
  });
});
