// Folders of recordings with what is said in them.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRecordedSet } from './recorded-set.ts';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'subcam-recorded-'));
});

afterEach(() => rm(dir, { recursive: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(dir, name)), { recursive: true });
    await writeFile(path.join(dir, name), text);
  }
}

const refused = (limit: number | null = null) => expect(readRecordedSet(dir, limit)).rejects;

describe('a folder with a folder for each language', () => {
  it('has recordings with a text beside each, and says who speaks', async () => {
    await write({
      'es/b.wav': '',
      'es/b.txt': ' Hola. \n',
      'es/a.g722': '',
      'es/a.txt': 'Sí.',
      'es/voice.txt': 'a person\n',
      'de/x.flac': '',
    });
    await write({ 'de/x.txt': 'Ja.' });
    const [german, spanish] = await readRecordedSet(dir, null);
    expect(german).toMatchObject({ language: 'de', voice: `recordings in ${path.join(dir, 'de')}`, utterances: [{ text: 'Ja.' }] });
    expect(spanish).toEqual({
      language: 'es',
      voice: 'a person',
      utterances: [
        { file: path.join(dir, 'es', 'a.g722'), text: 'Sí.' },
        { file: path.join(dir, 'es', 'b.wav'), text: 'Hola.' },
      ],
    });
  });

  it('may have the texts in a table', async () => {
    await write({ 'pt-BR/a.wav': '', 'pt-BR/transcripts.tsv': 'file\tsecs\ttext\r\na.wav\t2.1\tBom dia.\r\n\r\n' });
    expect(await readRecordedSet(dir, null)).toMatchObject([{ language: 'pt-BR', utterances: [{ text: 'Bom dia.' }] }]);
  });

  it('gives so many of each, from its beginning to its end', async () => {
    await write(
      Object.fromEntries('a b c d e f'.split(' ').flatMap((name) => [[`fr/${name}.wav`, ''] as const, [`fr/${name}.txt`, name] as const])),
    );
    const [french] = await readRecordedSet(dir, 3);
    expect(french?.utterances.map(({ text }) => text)).toEqual(['a', 'c', 'e']);
  });

  it('is refused with what it lacks', async () => {
    await refused().toMatchObject({ code: 'configuration', message: expect.stringContaining('no folder of a language') });
    await write({ 'es/a.wav': '' });
    await refused().toMatchObject({ code: 'configuration', message: expect.stringContaining("a.txt can't be read") });
    await write({ 'es/a.txt': ' \n' });
    await refused().toMatchObject({ message: expect.stringContaining('is not told') });
    await write({ 'es/transcripts.tsv': 'name\twords\na.wav\tHola.' });
    await refused().toMatchObject({ message: expect.stringContaining('columns file and text') });
    await write({ 'es/transcripts.tsv': 'file\ttext\na.wav' });
    await refused().toMatchObject({ message: expect.stringContaining('Line 2 of') });
    await write({ 'es/transcripts.tsv': 'file\ttext\nb.wav\tHola.' });
    await refused().toMatchObject({ message: expect.stringContaining('is not told') });
    await write({ 'Spanish/a.wav': '' });
    await refused().toMatchObject({ message: expect.stringContaining('called as their language') });
    await expect(readRecordedSet(path.join(dir, 'none'), null)).rejects.toMatchObject({ code: 'configuration' });
  });

  it('is refused where a language has no recordings', async () => {
    await write({ 'es/a.txt': 'Hola.' });
    await refused().toMatchObject({ message: expect.stringContaining('no recordings') });
  });
});
