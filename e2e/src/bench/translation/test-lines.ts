// Files with a sentence a line, or the sentences that come with the bench -> what is translated, and what it is compared with.
import { baseLanguage, isLanguageCode, sameLanguage, SubcamError, type LanguagePair } from '@subcam/shared';
import { readText } from '../read-text.ts';
import { MEETING_SENTENCES } from './meeting-sentences.ts';

export interface TestLines extends LanguagePair {
  /** As many as references, none of them empty. */
  readonly sources: readonly string[];
  readonly references: readonly string[];
  /** What was read, for people. */
  readonly title: string;
}

export interface TestLinesWish {
  /** `en-pt`, or with regions `en-GB-pt-BR`. */
  readonly pair: string;
  /** Both or none. */
  readonly files: { readonly source: string; readonly reference: string } | null;
  /** The first so many; null: all. */
  readonly limit: number | null;
}

function bad(message: string, cause?: unknown): SubcamError {
  return new SubcamError('configuration', `${message} See \`pnpm bench translation --help\`.`, cause === undefined ? {} : { cause });
}

/** Throws `configuration` for what is no pair of two languages. */
export function parsePair(text: string): LanguagePair {
  const parts = text.split('-');
  // The target is what begins with the second part that is a language: two or three small letters.
  const second = parts.findIndex((part, index) => index > 0 && /^[a-z]{2,3}$/.test(part));
  const [sourceLanguage, targetLanguage] = [parts.slice(0, second).join('-'), parts.slice(second).join('-')];
  if (second < 0 || !isLanguageCode(sourceLanguage) || !isLanguageCode(targetLanguage))
    throw bad(`--pair takes two languages such as en-pt, not "${text}".`);
  if (sameLanguage(sourceLanguage, targetLanguage)) throw bad(`--pair takes two different languages, not "${text}".`);
  return { sourceLanguage, targetLanguage };
}

async function linesOf(file: string): Promise<readonly string[]> {
  const text = await readText(file, bad);
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  while (lines.at(-1) === '') lines.pop();
  const empty = lines.indexOf('');
  if (lines.length === 0) throw bad(`${file} is empty.`);
  if (empty >= 0) throw bad(`Line ${empty + 1} of ${file} is empty: it takes a sentence in every line.`);
  return lines;
}

function meetingSentences({ sourceLanguage, targetLanguage }: LanguagePair): Pick<TestLines, 'sources' | 'references' | 'title'> {
  const of = (language: string): readonly string[] => {
    const base = baseLanguage(language);
    if (base !== 'en' && base !== 'pt' && base !== 'es')
      throw bad(
        `The sentences that come with it are in en, pt and es: for ${sourceLanguage} to ${targetLanguage} name --source and --reference.`,
      );
    return MEETING_SENTENCES.map((sentence) => sentence[base]);
  };
  return { sources: of(sourceLanguage), references: of(targetLanguage), title: `${MEETING_SENTENCES.length} meeting sentences` };
}

/** Throws `configuration`, naming the file, for one that can't be read, that has an empty line, or of which there are more lines than of the other. */
export async function readTestLines({ pair: name, files, limit }: TestLinesWish): Promise<TestLines> {
  const pair = parsePair(name);
  const all =
    files === null
      ? meetingSentences(pair)
      : { sources: await linesOf(files.source), references: await linesOf(files.reference), title: files.source };
  const { sources, references } = all;
  if (sources.length !== references.length)
    throw bad(`${files?.source} has ${sources.length} lines and ${files?.reference} ${references.length}: each line needs its reference.`);
  const most = limit ?? sources.length;
  return { ...pair, ...all, sources: sources.slice(0, most), references: references.slice(0, most) };
}
