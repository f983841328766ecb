// What the bench of honesty says of what was heard.
import { expect, test } from 'vitest';
import { honestySummary, spokenFigures, wordlessFigures } from './honesty-report.ts';

const final = (text: string, seconds: number) => ({ text, seconds });
const omission = (reason: 'another-language' | 'noise' | 'loop', seconds: number) => ({ reason, seconds });

test('every word in sound without words counts, and every reason', () => {
  const heard = {
    finals: [final("It's, um, so.", 1), final('…', 1), final('4 o’clock', 2)],
    omissions: [omission('noise', 1), omission('noise', 2)],
  };
  const figures = wordlessFigures(heard, { kind: 'hum', variant: '50 Hz', minutes: 10 });
  expect(figures).toMatchObject({ kind: 'hum', variant: '50 Hz', minutes: 10, words: 5, omissions: { noise: 2, loop: 0 } });
});

test('speech is refused as another language or as noise, and for no other reason', () => {
  const figures = spokenFigures('es', [
    { finals: [final('So we agreed', 2)], omissions: [omission('another-language', 5)] },
    { finals: [final('No', 1)], omissions: [omission('noise', 2), omission('loop', 9)] },
  ]);
  expect(figures).toEqual({
    name: 'es',
    files: 2,
    segments: 4,
    shownSeconds: 3,
    refused: 2,
    refusedSeconds: 7,
    refusedShare: 0.7,
  });
  expect(spokenFigures('nothing', []).refusedShare).toBeNull();
});

test('the summary has a line for each kind and each folder', () => {
  const wordless = [wordlessFigures({ finals: [], omissions: [] }, { kind: 'hum', variant: '50 Hz', minutes: 10 })];
  const english = spokenFigures('English', [{ finals: [final('Yes', 1)], omissions: [] }]);
  const summary = honestySummary({ bench: 'honesty', engine: 'Moonshine', wordless, wordsInvented: 0, english, foreign: [] });
  expect(summary.trim().split('\n')).toHaveLength(3);
  expect(summary).toContain('English: 1 files, 0 of 1 segments refused');
});
