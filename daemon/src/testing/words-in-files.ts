// A folder -> which of some words are in one of its files, in any encoding that a database or a log might use.
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** Whatever the case of their letters. `files`: how many were looked at. */
export async function wordsInFiles(
  folder: string,
  words: readonly string[],
): Promise<{ readonly files: number; readonly found: readonly string[] }> {
  const found = new Set<string>();
  let files = 0;
  for (const name of await readdir(folder, { recursive: true })) {
    const place = path.join(folder, name);
    if (!(await stat(place)).isFile()) continue;
    files += 1;
    const bytes = await readFile(place);
    const texts = [bytes.toString('utf8'), bytes.toString('utf16le'), bytes.subarray(1).toString('utf16le')];
    for (const word of words) if (texts.some((text) => text.toLowerCase().includes(word.toLowerCase()))) found.add(word);
  }
  return { files, found: [...found] };
}
