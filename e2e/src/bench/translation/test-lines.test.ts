// What is translated, and what it is compared with: from files of others, or the sentences that come with the bench.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MEETING_SENTENCES } from './meeting-sentences.ts';
import { parsePair, readTestLines } from './test-lines.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-lines-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const at = path.join(folder, name);
  await writeFile(at, content);
  return at;
}

const read = (source: string, reference: string, limit: number | null = null) =>
  readTestLines({ pair: 'en-pt', files: { source, reference }, limit });

describe('the lines of the bench of translation', () => {
  it('are those of two files, whatever their line ends', async () => {
    const source = await file('a.en', '\uFEFFOne house.\r\nTwo dogs.\r\n\r\n');
    const reference = await file('a.pt', 'Uma casa.\nDois cães.');
    expect(await read(source, reference)).toMatchObject({ sources: ['One house.', 'Two dogs.'], references: ['Uma casa.', 'Dois cães.'] });
    expect(await read(source, reference, 1)).toMatchObject({ sources: ['One house.'], references: ['Uma casa.'] });
    expect(await read(source, reference, 9)).toMatchObject({ sources: ['One house.', 'Two dogs.'] });
  });

  it('come with it in three languages, in whichever direction', async () => {
    expect(MEETING_SENTENCES.length).toBe(40);
    const { sources, references } = await readTestLines({ pair: 'es-pt-BR', files: null, limit: null });
    expect([sources[1], references[1]]).toEqual([MEETING_SENTENCES[1]?.es, MEETING_SENTENCES[1]?.pt]);
    for (const text of MEETING_SENTENCES.flatMap((sentence) => Object.values(sentence))) expect(text).toMatch(/^\S.*\S$/);
    await expect(readTestLines({ pair: 'en-de', files: null, limit: null })).rejects.toThrow('name --source and --reference');
  });

  it('are refused with the file and the line that is wrong', async () => {
    const two = await file('two.en', 'One.\nTwo.\n');
    await expect(read(two, await file('gap.pt', 'Um.\n\nTrês.\n'))).rejects.toThrow(/Line 2 of .*gap\.pt is empty/);
    await expect(read(two, await file('one.pt', 'Um.\n'))).rejects.toThrow(/two\.en has 2 lines and .*one\.pt 1:/);
    await expect(read(two, await file('none.pt', ''))).rejects.toThrow(/none\.pt is empty/);
    await expect(read(two, await file('bytes.pt', Buffer.from([0x55, 0xff, 0x0a])))).rejects.toThrow(/bytes\.pt is not text in UTF-8/);
    await expect(read(path.join(folder, 'nowhere.en'), two)).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringMatching(/nowhere\.en can't be read.*--help/) as string,
    });
  });
});

describe('a pair of languages', () => {
  it.each([
    ['en-pt', 'en', 'pt'],
    ['en-GB-pt-BR', 'en-GB', 'pt-BR'],
    ['pt-BR-en', 'pt-BR', 'en'],
  ])('%s is from %s into %s', (pair, sourceLanguage, targetLanguage) => {
    expect(parsePair(pair)).toEqual({ sourceLanguage, targetLanguage });
  });

  it.each(['', 'en', '-', 'en-', 'EN-PT', 'en_pt', 'en-pt-', 'auto detect'])('is not %j', (pair) => {
    expect(() => parsePair(pair)).toThrow('--pair takes two languages');
  });
});
