import { describe, expect, it } from 'vitest';
import type { SessionEvent, Transcript } from '@subcam/shared';
import { sampleCue } from '@subcam/shared/testing';
import { languageReports, type LanguageReportInput, type SpokenUtterance } from './language-report.ts';

type Final = Extract<SessionEvent, { type: 'final' }>;

const base = { sessionId: 's' };
const attribution = { participantId: 'p', displayName: 'Ann', speakerLabel: 'SPEAKER_00', confidence: 1 };

/** Heard from `from` to `to`, in s; sample 0 was captured at 0 ms. */
function heard([from, to]: readonly [number, number], language: string, text: string): Final {
  const transcript: Transcript = {
    captureId: 'cap',
    firstSample: from * 16_000,
    status: 'final',
    endSample: to * 16_000,
    speechEndSample: to * 16_000,
    revision: 1,
    text,
    stableLength: text.length,
    language,
    confidence: null,
    engine: { name: 'whisper', model: 'base' },
  };
  return { ...base, type: 'final', atMs: to * 1000 + 400, transcript, attribution, speechEndAtMs: to * 1000 };
}

function said([from, to]: readonly [number, number], language: string | null, text: string): SpokenUtterance {
  return { language, startedAtMs: from * 1000, endedAtMs: to * 1000, isWhole: true, text, words: [] };
}

const input: LanguageReportInput = {
  languages: { sourceLanguage: 'en', targetLanguages: ['es'], twoWay: true },
  utterances: [
    said([1, 3], 'en', 'Good morning everyone'),
    said([4, 6], 'es', 'Buenos días a todos'),
    said([7, 9], 'en', 'Let us begin'),
    said([10, 12], 'es', 'Muy bien'),
  ],
  finals: [
    heard([0.8, 3], 'en', 'Good morning everyone.'),
    heard([3.8, 6], 'es', 'Buenos días a todo.'),
    heard([6.8, 9], 'en', 'Let us begin.'),
    heard([9.8, 12], 'es', 'Muy bien.'),
  ],
  translations: [],
  updates: [],
  reports: [],
  sightings: [],
  recordingEndedAtMs: 20_000,
};

const figures = (changes: Partial<LanguageReportInput>) =>
  languageReports({ ...input, ...changes }).map(({ language, utterances, heardInIt, referenceWords, wer }) => ({
    language,
    utterances,
    heardInIt,
    referenceWords,
    wer,
  }));

describe("the report's figures of each language", () => {
  it('hold the words that were said in it against what was heard at that time', () => {
    expect(figures({})).toEqual([
      { language: 'en', utterances: 2, heardInIt: 2, referenceWords: 6, wer: 0 },
      { language: 'es', utterances: 2, heardInIt: 2, referenceWords: 6, wer: 0.1667 },
    ]);
  });

  it('count an utterance that was heard in another language as wrong, in direction and in words', () => {
    const finals = [...input.finals.slice(0, 3), heard([9.8, 12], 'en', 'We be in.')];
    expect(figures({ finals })[1]).toEqual({ language: 'es', utterances: 2, heardInIt: 1, referenceWords: 6, wer: 0.6667 });
  });

  it('count an utterance of which nothing was heard as wrong', () => {
    expect(figures({ finals: input.finals.slice(0, 3) })[1]).toMatchObject({ utterances: 2, heardInIt: 1, wer: 0.5 });
  });

  it('count one final over two utterances as right for the one whose language it has', () => {
    const finals = [heard([0.8, 6], 'en', 'Good morning everyone. Good morning.'), ...input.finals.slice(2)];
    expect(figures({ finals }).map(({ heardInIt }) => heardInIt)).toEqual([2, 1]);
  });

  it('count an utterance that was heard in two parts as right only if both have its language', () => {
    const parts = (language: string) => [heard([3.8, 5], 'es', 'Buenos días'), heard([5.2, 6], language, 'a todos')];
    const inParts = (language: string) => [...input.finals.slice(0, 1), ...parts(language), ...input.finals.slice(2)];
    expect(figures({ finals: inParts('es') })[1]).toMatchObject({ heardInIt: 2, wer: 0 });
    expect(figures({ finals: inParts('en') })[1]).toMatchObject({ heardInIt: 1 });
  });

  it('hold words that nobody said against the one who spoke nearest to them', () => {
    expect(figures({ finals: [...input.finals, heard([12.5, 13], 'es', 'Gracias.')] })[1]).toMatchObject({ wer: 0.3333 });
  });

  it('leave an utterance out that the recording cut off, with what was heard of it', () => {
    const [first, second, third, last] = input.utterances;
    if (first === undefined || second === undefined || third === undefined || last === undefined)
      throw new Error('Four utterances are there.');
    const utterances = [first, second, { ...third, isWhole: false }, { ...last, isWhole: false }];
    expect(figures({ utterances })).toEqual([
      { language: 'en', utterances: 1, heardInIt: 1, referenceWords: 3, wer: 0 },
      { language: 'es', utterances: 1, heardInIt: 1, referenceWords: 4, wer: 0.25 },
    ]);
  });

  it('say nothing of words and directions where nobody knows what was spoken when', () => {
    const utterances = input.utterances.map((utterance) => ({ ...utterance, language: null }));
    for (const unknown of [utterances, []]) {
      expect(figures({ utterances: unknown })).toEqual(
        ['en', 'es'].map((language) => ({ language, utterances: 0, heardInIt: 0, referenceWords: 0, wer: null })),
      );
    }
  });

  it('have the latencies of each direction apart, without finals that the end of the recording cut off', () => {
    const translation = (of: Final, language: string, afterMs: number): Extract<SessionEvent, { type: 'translation' }> => ({
      ...base,
      type: 'translation',
      atMs: of.atMs + afterMs,
      translation: {
        captureId: 'cap',
        firstSample: of.transcript.firstSample,
        status: 'final',
        revision: 1,
        sourceLanguage: language,
        targetLanguage: language === 'en' ? 'es' : 'en',
        text: '…',
        stableLength: 1,
        confidence: null,
        engine: { name: 'apertium', model: '' },
      },
    });
    const [first, second, , last] = input.finals;
    if (first === undefined || second === undefined || last === undefined) throw new Error('Four finals are there.');
    const translations = [translation(first, 'en', 30), translation(second, 'es', 50), translation(last, 'es', 70)];
    const reports = languageReports({ ...input, translations, recordingEndedAtMs: 12_000 });
    expect(reports.map(({ finalToTranslation }) => finalToTranslation)).toEqual([
      { n: 1, p50: 30, p95: 30 },
      { n: 2, p50: 50, p95: 70 },
    ]);
    expect(reports.map(({ speechEndToFinal }) => speechEndToFinal.n)).toEqual([2, 1]);
  });

  it('call a direction seen by its own cues alone', () => {
    const cue = { ...sampleCue({ cueId: 'cap:64000' }), sourceLanguage: 'es' };
    const sighting = { decodedAtMs: 6500, cueId: 'cap:64000', revision: 1, status: 'final', correlation: 0.9 } as const;
    const seen = (changes: { readonly seen: boolean; readonly hasTranslation: boolean }) =>
      languageReports({
        ...input,
        updates: [{ type: 'upsert', emittedAtMs: 6400, cue }],
        sightings: [{ ...sighting, ...changes }],
      }).map((report) => report.seen);
    expect(seen({ seen: true, hasTranslation: true })).toEqual([false, true]);
    expect(seen({ seen: false, hasTranslation: true })).toEqual([false, false]);
    expect(seen({ seen: true, hasTranslation: false })).toEqual([false, false]);
  });
});
