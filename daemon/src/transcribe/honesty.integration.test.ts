// Real detector and recogniser: no words for sound in which nobody speaks, none for what is no English, and all that somebody says in English.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stt, VadFactory } from '@subcam/shared';
import { randomNumbers, WORDLESS_SOUNDS } from '@subcam/shared/testing';
import { openLocalStt, openLocalVad } from '../testing/local-engines.ts';
import { join, pause, speak } from '../testing/spoken-text.ts';
import { hearFile } from './testing/hear-file.ts';

let vadFactory: VadFactory;
let stt: Stt;
beforeAll(async () => {
  vadFactory = await openLocalVad();
  stt = await openLocalStt();
});
afterAll(() => stt.close());

const hear = (sound: Int16Array) => hearFile(sound, { vadFactory, stt });

const quietly = (sound: Int16Array): Int16Array => join([pause(500), sound, pause(800)]);

const times = (sound: Int16Array, gain: number): Int16Array => sound.map((sample) => Math.round(sample * gain));

const mixed = (sound: Int16Array, other: Int16Array): Int16Array => sound.map((sample, at) => sample + (other[at % other.length] ?? 0));

describe('sound in which nobody speaks', () => {
  const SECONDS = 20;
  const kinds = [...new Set(WORDLESS_SOUNDS.map(({ kind }) => kind))];

  // The bench `honesty` has all of each kind, and ten minutes of it.
  it.each(kinds)('comes to no words: %s', async (kind) => {
    const last = WORDLESS_SOUNDS.findLast((sound) => sound.kind === kind);
    const { texts } = await hear(last?.make(SECONDS, 11) ?? new Int16Array(0));
    expect(texts).toEqual([]);
  });
});

describe('somebody who speaks English', () => {
  const SENTENCE = 'Please send the report to the office in the north before the end of the month.';

  it.each([
    ['Yes.', 1],
    ['No.', 1],
    ['Thank you very much.', 1],
    ['Twenty five people came.', 1],
    [SENTENCE, 0.01],
  ])('is read: %s, as loud as %f', async (text, gain) => {
    const { texts, omitted } = await hear(quietly(times(await speak(text), gain)));
    expect(
      texts
        .join(' ')
        .toLowerCase()
        .replaceAll(/[^a-z ]/gu, ''),
    ).toContain(text.split(' ').at(-1)?.toLowerCase().replace('.', ''));
    expect(omitted).toEqual([]);
  });

  it('is read over music, and in noise', async () => {
    const speech = quietly(await speak(SENTENCE, 'rms'));
    const music = WORDLESS_SOUNDS.find(({ kind }) => kind === 'music')?.make(speech.length / 16_000, 5) ?? speech;
    const random = randomNumbers(9);
    const noise = speech.map(() => Math.round(1500 * (random() - 0.5)));
    for (const other of [times(music, 0.3), noise]) {
      const { texts, omitted } = await hear(mixed(speech, other));
      expect(texts.join(' ')).toMatch(/end of the month/u);
      expect(omitted).toEqual([]);
    }
  });
});

describe('speech that is no English', () => {
  // English from its end to its beginning: the sounds of a voice, and no word.
  it.each([
    'The people who live near the river would like to know when the bridge opens.',
    'Nobody has travelled since the spring because of the weather.',
  ])('is told as speech in another language: the reverse of %s', async (text) => {
    const { texts, omitted } = await hear(quietly((await speak(text)).toReversed()));
    expect(texts).toEqual([]);
    expect(omitted).toEqual(['another-language']);
  });
});
