// A reading with a cut audio context, and the sound that it is of -> whether Whisper has gone astray in it. Pure.
import { SAMPLE_RATE_HZ, scriptOf, type LanguageCode } from '@subcam/shared';
import { isInAnotherScript } from '../../another-language.ts';
import { couldBeSaid } from '../../speech-rate.ts';
import { wordsOf } from '../../words.ts';

/** Why a reading is not believed: it says the same again, says nothing, says more than anybody could, or hardly anything. */
export type Astray = 'repeats' | 'empty' | 'too-much' | 'too-little' | 'script';

/** Whoever speaks for so long says more than a letter in this time: the slowest speech that was measured has five. */
const LONG_SAMPLES = 3 * SAMPLE_RATE_HZ;
const SAMPLES_PER_LETTER = 0.5 * SAMPLE_RATE_HZ;

/** A phrase of so many words that is said twice in a row; people repeat shorter ones. */
const LEAST_REPEATED_WORDS = 3;
/** A shorter one that comes so often. */
const MOST_REPEATS = 4;

const LETTER = /\p{L}/gu;

export interface ReadText {
  readonly text: string;
  readonly language: LanguageCode;
  /** 16 kHz. */
  readonly samples: number;
}

/** null: it is believed. */
export function whyAstray({ text, language, samples }: ReadText): Astray | null {
  const letters = text.match(LETTER) ?? [];
  if (letters.length === 0 && !/\p{N}/u.test(text)) return 'empty';
  if (isInAnotherScript(text, language)) return 'script';
  if (!couldBeSaid(text, samples)) return 'too-much';
  if (repeatsItself(wordsOf(text).map(({ key }) => key))) return 'repeats';
  if (samples >= LONG_SAMPLES && letters.length < samples / SAMPLES_PER_LETTER) return 'too-little';
  return null;
}

/** `words`: as they are compared. */
function repeatsItself(words: readonly string[]): boolean {
  for (let length = 1; length <= words.length / 2; length += 1) {
    const needed = length >= LEAST_REPEATED_WORDS ? 2 : MOST_REPEATS;
    let same = 0;
    for (let at = 0; at + length < words.length; at += 1) {
      same = words[at] === words[at + length] ? same + 1 : 0;
      if (same >= length * (needed - 1)) return true;
    }
  }
  return false;
}

/** Whether a second reading has the words of one that broke off, in their order. */
export function goesOnFrom(text: string, again: string): boolean {
  return ` ${keysOf(again).join(' ')} `.includes(` ${keysOf(text).join(' ')} `);
}

/** So many words in a row that stand in the prompt as they are: where Whisper hears little, it says what it was told. */
const LEAST_ECHOED_WORDS = 3;

/** Whether a reading says nothing but a stretch of its prompt. */
export function echoesPrompt(text: string, prompt: string): boolean {
  const said = keysOf(text);
  return said.length >= LEAST_ECHOED_WORDS && ` ${keysOf(prompt).join(' ')} `.includes(` ${said.join(' ')} `);
}

function keysOf(text: string): readonly string[] {
  return wordsOf(text)
    .map(({ key }) => key)
    .filter((key) => key !== '');
}

const LATIN_LETTER = /\p{Script=Latin}/gu;

/** Whether a reading in a language of another script is mostly in Latin letters. */
export function isInLatinInstead(text: string, language: LanguageCode): boolean {
  const script = scriptOf(language);
  if (script === null || script === 'Latn') return false;
  return (text.match(LATIN_LETTER)?.length ?? 0) > (text.match(LETTER)?.length ?? 0) / 2;
}
