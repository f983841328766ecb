// Settled lines as they come -> what Tesseract reads in them, and how much of it is right.
import { setTimeout as sleep } from 'node:timers/promises';
import { SubcamError } from '@subcam/shared';
import { characterAccuracy, countCharacters, type CharacterCount } from './character-accuracy.ts';
import { readLine, type OcrLanguage } from './read-line.ts';
import type { SettledLine } from './settled-lines.ts';

/** Languages of lines that can be read, by their code. */
const OCR_LANGUAGES: Readonly<Record<string, OcrLanguage>> = { en: 'eng', es: 'spa' };

/** How often new lines are looked for. */
const LOOK_INTERVAL_MS = 100;

export interface LineRead {
  readonly language: string;
  readonly meant: string;
  readonly read: string;
  readonly count: CharacterCount;
}

export interface ReadingLimits {
  /** Of text that is meant, in each language. */
  readonly minCharacters: number;
  /** Longest wait for that much text. */
  readonly limitMs: number;
}

/** Fewest characters of text in any of the languages. */
function fewest(lines: readonly SettledLine[]): number {
  const counts = Object.keys(OCR_LANGUAGES).map((code) =>
    lines.filter(({ language }) => language === code).reduce((sum, { text }) => sum + text.length, 0),
  );
  return Math.min(...counts);
}

/**
 * Reads the lines of `lines`, which grows meanwhile, one at a time, so that the chain that they come from loses little of the processor.
 * Resolves when there is enough text of each language and all of it is read. Throws `timeout`, and what `readLine` does.
 */
export async function readAsTheyCome(
  lines: readonly SettledLine[],
  { minCharacters, limitMs }: ReadingLimits,
): Promise<readonly LineRead[]> {
  const read: LineRead[] = [];
  const endMs = performance.now() + limitMs;
  for (;;) {
    const line = lines[read.length];
    if (line === undefined) {
      const characters = fewest(lines);
      if (characters > minCharacters) return read;
      if (performance.now() > endMs)
        throw new SubcamError('timeout', `Only ${characters} characters of a language settled within ${limitMs / 1_000} s.`);
      await sleep(LOOK_INTERVAL_MS);
      continue;
    }
    const language = OCR_LANGUAGES[line.language];
    if (language === undefined) throw new SubcamError('internal', `A line in "${line.language}" cannot be read.`);
    const text = await readLine(line.picture, language);
    read.push({ language: line.language, meant: line.text, read: text, count: countCharacters(line.text, text) });
  }
}

export interface ReadingVerdict {
  readonly language: string;
  /** Share of characters read right, 0–1. */
  readonly accuracy: number;
  readonly description: string;
  /** Lines with a fault: `meant -> read`. */
  readonly wrong: readonly string[];
}

/** One for each language. */
export function readingVerdicts(read: readonly LineRead[]): readonly ReadingVerdict[] {
  return Object.keys(OCR_LANGUAGES).map((language) => {
    const own = read.filter((line) => line.language === language);
    const counts = own.map(({ count }) => count);
    const accuracy = characterAccuracy(counts);
    const characters = counts.reduce((sum, count) => sum + count.characters, 0);
    return {
      language,
      accuracy,
      description: `${language}: ${(100 * accuracy).toFixed(2)} % of ${characters} characters in ${own.length} lines`,
      wrong: own.filter(({ count }) => count.edits > 0).map(({ meant, read: text }) => `${meant} -> ${text}`),
    };
  });
}
