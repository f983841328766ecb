// A folder with a folder for each language -> recordings of people, each with what is said in it.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isLanguageCode, SubcamError, type LanguageCode } from '@subcam/shared';
import { readText } from '../read-text.ts';
import { spreadOver } from './prompt-texts.ts';

export interface Utterance {
  /** Absolute. */
  readonly file: string;
  readonly text: string;
}

export interface SpokenLanguage {
  readonly language: LanguageCode;
  /** Who speaks, for people. */
  readonly voice: string;
  readonly utterances: readonly Utterance[];
}

/** What ffmpeg may read; what is none is told by it. */
const SOUND = /\.(?:wav|flac|mp3|ogg|opus|m4a|g722)$/iu;

/** Who speaks, in one line; may be left out. */
export const VOICE_FILE = 'voice.txt';

/** `file` and what is said in it, tabs between, under a header; in place of a text beside each sound. */
const TRANSCRIPTS_FILE = 'transcripts.tsv';

function bad(message: string): SubcamError {
  return new SubcamError('configuration', message);
}

async function entriesOf(folder: string) {
  return readdir(folder, { withFileTypes: true }).catch((error: unknown): never => {
    throw new SubcamError('configuration', `The folder ${folder} can't be read: --dir takes a folder with a folder for each language.`, {
      cause: error,
    });
  });
}

const isText = (text: string | null | undefined): text is string => text !== undefined && text !== null && text.trim() !== '';

/** Names of sounds and what is said in them. Columns beside `file` and `text` are left aside. */
export function parseTranscripts(text: string, name: string): ReadonlyMap<string, string> {
  const [header = '', ...lines] = text.split(/\r?\n/u);
  const columns = header.split('\t').map((column) => column.trim());
  const [fileAt, textAt] = [columns.indexOf('file'), columns.indexOf('text')];
  if (fileAt < 0 || textAt < 0) throw bad(`${name} begins with a header that has the columns file and text, with tabs between.`);
  const said = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const cells = line.split('\t');
    const [file, words] = [cells[fileAt]?.trim(), cells[textAt]];
    if (!isText(file) || !isText(words)) throw bad(`Line ${index + 2} of ${name} takes a file and what is said in it, with a tab between.`);
    said.set(file, words.trim());
  }
  return said;
}

async function optionalText(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw bad(`${file} can't be read.`);
  });
}

async function languageIn(folder: string, limit: number | null): Promise<SpokenLanguage> {
  const language = path.basename(folder);
  if (!isLanguageCode(language)) throw bad(`The folders in --dir are called as their language, es or pt-BR; ${folder} is not.`);
  const names = (await entriesOf(folder)).filter((entry) => entry.isFile() && SOUND.test(entry.name)).map(({ name }) => name);
  if (names.length === 0) throw bad(`There are no recordings (WAV, FLAC, MP3, Ogg, …) in ${folder}.`);
  const table = await optionalText(path.join(folder, TRANSCRIPTS_FILE));
  const said = table === null ? null : parseTranscripts(table, path.join(folder, TRANSCRIPTS_FILE));
  const utterances: Utterance[] = [];
  for (const name of spreadOver(names.toSorted(), limit ?? names.length)) {
    const beside = path.join(folder, `${path.parse(name).name}.txt`);
    const text = said === null ? await readText(beside, bad) : said.get(name);
    if (!isText(text)) throw bad(`What is said in ${path.join(folder, name)} is not told: write it into ${beside} or ${TRANSCRIPTS_FILE}.`);
    utterances.push({ file: path.join(folder, name), text: text.trim() });
  }
  const voice = await optionalText(path.join(folder, VOICE_FILE));
  return { language, voice: isText(voice) ? voice.trim() : `recordings in ${folder}`, utterances };
}

/** In the order of the languages' codes. `limit`: so many of each, from the whole length of the folder; null: all. Rejects with `configuration`, which says what is missing. */
export async function readRecordedSet(dir: string, limit: number | null): Promise<readonly SpokenLanguage[]> {
  const folders = (await entriesOf(dir)).filter((entry) => entry.isDirectory()).map(({ name }) => path.join(dir, name));
  if (folders.length === 0) throw bad(`There is no folder of a language (es, pt-BR) in ${dir}: --dir takes a folder with one for each.`);
  return Promise.all(folders.toSorted().map((folder) => languageIn(folder, limit)));
}
