// When a reading is none of the language that the engine reads: by how sure the engine was, for how long and how clearly somebody spoke.
import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ, type SttPiece } from '@subcam/shared';
import { randomNumbers } from '@subcam/shared/testing';
import { ANOTHER_LANGUAGE_BELOW, isSureOfWords, meanLogProbability, slower, whyNotRead } from './another-language.ts';

const SECOND = SAMPLE_RATE_HZ;

const piece = (text: string, averageLogProbability: number | null): SttPiece => ({
  text,
  averageLogProbability,
  noSpeechProbability: null,
  compressionRatio: null,
});

/** A buzz of 120 Hz: all voice. */
const voice = (seconds: number): Float32Array =>
  Float32Array.from({ length: seconds * SECOND }, (_, at) => 0.2 * Math.sin((2 * Math.PI * 120 * at) / SECOND));

const random = randomNumbers(3);
const noise = (seconds: number): Float32Array => Float32Array.from({ length: seconds * SECOND }, () => 0.2 * (2 * random() - 1));
const noisy = (seconds: number): Float32Array => voice(seconds).map((value) => value + 0.24 * (2 * random() - 1));

/** A voice that is cut off at less than a third of its height. */
const cutOff = (seconds: number): Float32Array => voice(seconds).map((value) => Math.max(-0.06, Math.min(0.06, value)));

interface Case {
  readonly text?: string;
  readonly sureness: number | null;
  readonly seconds: number;
  readonly sound?: (seconds: number) => Float32Array;
  readonly below?: number;
  readonly language?: string;
}

function why({
  text = 'the first time I saw a little bit of it',
  sureness,
  seconds,
  sound = voice,
  below = ANOTHER_LANGUAGE_BELOW,
  language = 'en',
}: Case) {
  const pieces = [piece(text, sureness)];
  return whyNotRead({ text, pieces, sound: sound(seconds), speechSamples: seconds * SECOND, language, below });
}

describe('a reading by an engine of one language', () => {
  it.each<[string, Case, ReturnType<typeof why>]>([
    ['of which the engine is sure is of its language', { sureness: -0.2, seconds: 5 }, null],
    ['of five seconds of which it is unsure is not', { sureness: -0.8, seconds: 5 }, 'another-language'],
    ['of a second may be as unsure', { sureness: -0.8, seconds: 1 }, null],
    ['of a second of which it is very unsure is not', { sureness: -1.3, seconds: 1 }, 'another-language'],
    ['of two seconds may be unsure by half of that', { sureness: -0.74, seconds: 2 }, null],
    ['without signs of the engine is believed', { sureness: null, seconds: 5 }, null],
    ['in noise may be unsure', { sureness: -0.8, seconds: 5, sound: noisy }, null],
    ['in noise of which it is very unsure is not', { sureness: -1.3, seconds: 5, sound: noisy }, 'another-language'],
    ['of sound without a voice of which it is very unsure is a reading of noise', { sureness: -1.3, seconds: 5, sound: noise }, 'noise'],
    ['of sound that is cut off at its loudest has to be surer', { sureness: -0.35, seconds: 5, sound: cutOff }, 'clipped'],
    ['of such sound is not spared for being short', { sureness: -0.35, seconds: 1, sound: cutOff }, 'clipped'],
    ['of such sound of which the engine is sure is of its language', { sureness: -0.25, seconds: 5, sound: cutOff }, null],
    ['of such sound is as the engine wrote it where the setting is −10', { sureness: -3, seconds: 5, sound: cutOff, below: -10 }, null],
    ['of a whisper may be unsure', { sureness: -0.9, seconds: 5, sound: noise }, null],
    ['in letters of another script is not', { text: 'بدن يكا ببت ليكا', sureness: -0.1, seconds: 5 }, 'another-language'],
    ['with a name in another script is', { text: 'ask 田中 about it tomorrow', sureness: -0.1, seconds: 5 }, null],
    ['of so few letters of another script is', { text: 'да', sureness: -0.1, seconds: 5 }, null],
    ['with accents is', { text: 'the café in Zürich', sureness: -0.1, seconds: 5 }, null],
    ['of digits alone is', { text: '5, 5, 5, 0', sureness: -0.1, seconds: 5 }, null],
    ['is as the engine wrote it where the setting is −10', { sureness: -3, seconds: 5, below: -10 }, null],
    ['is doubted sooner where the setting is nearer to zero', { sureness: -0.4, seconds: 5, below: -0.2 }, 'another-language'],
    [
      'in a language of which nothing is known is believed',
      { text: 'بدن يكا ببت ليكا', sureness: null, seconds: 5, language: 'auto' },
      null,
    ],
    ['without words needs no reason', { text: '', sureness: -3, seconds: 5 }, null],
  ])('%s', (_name, given, reason) => {
    expect(why(given)).toBe(reason);
  });
});

describe('how sure an engine is of several pieces', () => {
  it('is the mean over their letters', () => {
    expect(meanLogProbability([piece('abcdef', -0.3), piece('ab', -1.1)])).toBeCloseTo(-0.5, 6);
  });

  it('is told of those of which the engine told', () => {
    expect(meanLogProbability([piece('abcdef', -0.3), piece('a long one without a sign', null)])).toBeCloseTo(-0.3, 6);
    expect(meanLogProbability([piece('abc', null)])).toBeNull();
    expect(meanLogProbability([])).toBeNull();
    expect(meanLogProbability(undefined)).toBeNull();
  });
});

describe('the second opinion', () => {
  const sure = (text: string, sureness: number): boolean =>
    isSureOfWords({ text, pieces: [piece(text, sureness)], speechSamples: 5 * SECOND, language: 'en', below: ANOTHER_LANGUAGE_BELOW });

  it('is for words of which the engine is sure', () => {
    expect(sure('press one to send it', -0.4)).toBe(true);
    expect(sure('press one to send it', -0.9)).toBe(false);
    expect(sure('', -0.1)).toBe(false);
    expect(sure('بدن يكا ببت ليكا', -0.1)).toBe(false);
  });

  it('is of the same sound, 8 % slower', () => {
    const [sound, slow] = [voice(1), slower(voice(1))];
    expect(slow.length).toBe(Math.floor(SECOND / 0.92));
    for (const at of [0, 46, 4600, 9200]) expect(slow[at / 0.92]).toBeCloseTo(sound[at] ?? 0, 5);
  });
});
