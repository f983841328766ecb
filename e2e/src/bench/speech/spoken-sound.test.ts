import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ, SubcamError } from '@subcam/shared';
import { checkLengths, parseWordTimes, readSpokenSound } from './spoken-sound.ts';

const HEADER = 'start_s\tend_s\tword';

describe('times of words', () => {
  it('are read in seconds, by the names of their columns, whatever ends a line', () => {
    expect(parseWordTimes(`${HEADER}\n0.5\t0.75\tand\n0.8\t1\tso\n`, 'a.tsv')).toEqual([
      { text: 'and', startMs: 500, endMs: 750 },
      { text: 'so', startMs: 800, endMs: 1_000 },
    ]);
    expect(parseWordTimes('\uFEFFspeaker\tword\tend_s\tstart_s\r\nAnna\tand\t0.75\t0.5\r\n', 'a.tsv')).toEqual([
      { text: 'and', startMs: 500, endMs: 750 },
    ]);
  });

  it.each([
    ['', 'The first line of a.tsv has to name the columns start_s, end_s, word'],
    ['0.5\t0.75\tand', 'it is "0.5\t0.75\tand"'],
    [HEADER, 'a.tsv has no words under its header'],
    [`${HEADER}\n0.5\tand`, 'Line 2 of a.tsv takes the seconds'],
    [`${HEADER}\n\t0.5\tand`, 'Line 2 of a.tsv takes the seconds'],
    [`${HEADER}\n-1\t0.5\tand`, 'Line 2 of a.tsv takes the seconds'],
    [`${HEADER}\n0.5\t0.5\tand`, 'Line 2 of a.tsv takes the seconds'],
    [`${HEADER}\n0.5\tInfinityy\tand`, 'Line 2 of a.tsv takes the seconds'],
    [`${HEADER}\n0.5\t1\tand\n0.4\t1\tso`, 'Line 3 of a.tsv begins before the word above it'],
    [`${HEADER}\n0.5\t1\t–`, 'Line 2 of a.tsv has no word with letters or digits'],
  ])('are refused in %j, with the line and what is wrong', (text, why) => {
    expect(() => parseWordTimes(text, 'a.tsv')).toThrow(SubcamError);
    expect(() => parseWordTimes(text, 'a.tsv')).toThrow(why);
  });

  it('are not taken for those of a recording that is shorter', () => {
    const files = { audio: 'a.wav', words: 'a.tsv' };
    const words = [{ text: 'and', startMs: 500, endMs: 1_050 }];
    expect(() => checkLengths({ samples: new Int16Array(16_000), words }, files)).not.toThrow();
    expect(() => checkLengths({ samples: new Int16Array(8_000), words }, files)).toThrow(
      'a.tsv has a word until 1.05 s, but a.wav is 0.50 s long',
    );
  });
});

describe('a recording with the times of its words', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'subcam-spoken-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** With the shortest header that there is. */
  async function wav(samples: readonly number[]): Promise<string> {
    const [bytes, fields] = [2 * samples.length, Buffer.alloc(28)];
    fields.writeUInt32LE(16, 0);
    fields.writeUInt16LE(1, 4);
    fields.writeUInt16LE(1, 6);
    fields.writeUInt32LE(SAMPLE_RATE_HZ, 8);
    fields.writeUInt32LE(2 * SAMPLE_RATE_HZ, 12);
    fields.writeUInt16LE(2, 16);
    fields.writeUInt16LE(16, 18);
    fields.write('data', 20, 'latin1');
    fields.writeUInt32LE(bytes, 24);
    const riff = Buffer.from('RIFF....WAVEfmt ', 'latin1');
    riff.writeUInt32LE(36 + bytes, 4);
    const file = path.join(folder, 'a.wav');
    await writeFile(file, Buffer.concat([riff, fields, Buffer.from(Int16Array.from(samples).buffer)]));
    return file;
  }

  it('is read sample by sample', async () => {
    const words = path.join(folder, 'a.tsv');
    await writeFile(words, `${HEADER}\n0\t0.05\tand\n`);
    const samples = Array.from({ length: 800 }, (_, index) => (index % 2 === 0 ? -1 : 1) * (32_767 - index));
    const sound = await readSpokenSound({ audio: await wav(samples), words });
    expect([...sound.samples]).toEqual(samples);
    expect(sound.words).toEqual([{ text: 'and', startMs: 0, endMs: 50 }]);
  });

  it('is refused where a file is missing or is something else', async () => {
    const words = path.join(folder, 'b.tsv');
    await writeFile(words, `${HEADER}\n0\t0.2\tand\n`);
    const audio = await wav([0, 1, 2]);
    const refusal = (given: { audio: string; words: string }): Promise<unknown> => readSpokenSound(given);
    await expect(refusal({ audio, words: path.join(folder, 'none.tsv') })).rejects.toThrow("none.tsv can't be read");
    await expect(refusal({ audio, words: audio })).rejects.toThrow(/a\.wav is not text in UTF-8|The first line of/);
    await expect(refusal({ audio: path.join(folder, 'none.wav'), words })).rejects.toMatchObject({ code: 'configuration' });
    await expect(refusal({ audio: words, words })).rejects.toMatchObject({ code: 'configuration' });
    await expect(refusal({ audio, words })).rejects.toThrow('do they belong together?');
  });
});
