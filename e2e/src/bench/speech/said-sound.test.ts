import { describe, expect, it } from 'vitest';
import { msToSamples } from '@subcam/shared';
import { beginningOf, PAUSE_AFTER_MS, saidSound } from './said-sound.ts';

/** 4 s; every sample says where it is. */
const samples = Int16Array.from({ length: msToSamples(4_000) }, (_, index) => 1 + (index % 30_000));
const words = [
  { text: 'one', startMs: 200, endMs: 500 },
  { text: 'two', startMs: 550, endMs: 900 },
  { text: 'three', startMs: 2_000, endMs: 2_400 },
  { text: 'four', startMs: 3_000, endMs: 3_600 },
];
const sound = { samples, words, title: 'a test' };

const first = { stream: 0, streams: 1, minutes: null };

describe('what a session says', () => {
  it('is the recording between a pause and a pause', () => {
    const said = saidSound(sound, first);
    expect(said.sampleCount).toBe(msToSamples(500 + 4_000 + PAUSE_AFTER_MS));
    expect(said.words.map(({ text, startMs, endMs }) => [text, startMs, endMs])).toEqual([
      ['one', 700, 1_000],
      ['two', 1_050, 1_400],
      ['three', 2_500, 2_900],
      ['four', 3_500, 4_100],
    ]);
    expect([...said.read(0, 320)]).toEqual(Array.from({ length: 320 }, () => 0));
    expect(said.read(msToSamples(500 + 2_000), 1)[0]).toBe(samples[msToSamples(2_000)]);
    expect(said.read(msToSamples(500 + 4_000), 1)[0]).toBe(0);
    expect(said.read(said.sampleCount - 10, 320)).toHaveLength(10);
    expect(said.read(said.sampleCount, 320)).toHaveLength(0);
  });

  it('begins 70 ms later each time that it is said', () => {
    const [once, again] = [saidSound(sound, first), saidSound(sound, { ...first, time: 2 })];
    expect(again.words.map(({ startMs }) => startMs)).toEqual(once.words.map(({ startMs }) => startMs + 140));
    expect(again.read(msToSamples(140), once.sampleCount)).toEqual(once.read(0, once.sampleCount));
  });

  it('goes on, with its pauses, in whole rounds until it is as long as it shall be', () => {
    const said = saidSound(sound, { ...first, minutes: 0.2 });
    expect(said.words.map(({ text }) => text)).toEqual([
      'one',
      'two',
      'three',
      'four',
      'one',
      'two',
      'three',
      'four',
      'one',
      'two',
      'three',
      'four',
    ]);
    expect(said.words[4]?.startMs).toBe(500 + 4_000 + PAUSE_AFTER_MS + 200);
    expect(said.sampleCount).toBe(msToSamples(500 + 3 * (4_000 + PAUSE_AFTER_MS)));
    expect(said.read(msToSamples(500 + 5_500 + 2_000), 1)[0]).toBe(samples[msToSamples(2_000)]);
  });

  it('begins at another pause for each of several, says all words once, and has every word where its sound is', () => {
    const all = [0, 1, 2].map((stream) => saidSound(sound, { stream, streams: 3, minutes: null }));
    expect(all.map((said) => said.words.map(({ text }) => text).join(' '))).toEqual([
      'one two three four',
      'three four one two',
      'four one two three',
    ]);
    for (const said of all) {
      for (const { text, startMs, endMs } of said.words) {
        const inRecording = words.find((word) => word.text === text);
        expect(endMs - startMs).toBeCloseTo((inRecording?.endMs ?? 0) - (inRecording?.startMs ?? 0));
        expect(said.read(msToSamples(startMs), 1)[0]).toBe(samples[msToSamples(inRecording?.startMs ?? 0)]);
      }
      const lastMs = said.words.at(-1)?.endMs ?? 0;
      expect(said.sampleCount - msToSamples(lastMs)).toBeGreaterThanOrEqual(msToSamples(PAUSE_AFTER_MS));
      expect([...said.read(said.sampleCount - 100, 100)]).toEqual(Array.from({ length: 100 }, () => 0));
    }
    // Between `one` and `two` there is no pause.
    expect(saidSound(sound, { stream: 1, streams: 10, minutes: null }).words[0]?.text).toBe('one');
    expect(new Set(all.map((said) => said.words[0]?.startMs)).size).toBe(3);
  });
});

describe('the beginning of a recording', () => {
  it('ends in the pause before the first word that is too late, and has one word at least', () => {
    expect(beginningOf(sound, 1_000)).toMatchObject({ words: words.slice(0, 2) });
    expect(beginningOf(sound, 1_000).samples).toHaveLength(msToSamples(1_450));
    expect(beginningOf(sound, 100).words).toEqual(words.slice(0, 1));
    expect(beginningOf(sound, 4_000)).toBe(sound);
  });
});
