// The bench of languages as a program: in its short form, and refused before anything is started.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '@subcam/daemon';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runBench } from '../testing/run-bench.ts';
import type { LanguagesReport } from './languages-report.ts';
import { languagesWish, type LanguagesFlags } from './languages-wish.ts';
import { measureLanguages } from './measure-languages.ts';

const TEXT = 'Good morning everybody, and welcome to the meeting of this week.';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'subcam-bench-languages-'));
});

afterEach(() => rm(dir, { recursive: true }));

it('says in which language a real daemon reads recordings, how right, and that it finds no words where nobody speaks', async () => {
  await mkdir(path.join(dir, 'en'));
  const flite = (await findProgram('flite')) ?? 'flite';
  await promisify(execFile)(flite, ['-voice', 'slt', '-t', TEXT, '-o', path.join(dir, 'en', 'morning.wav')]);
  await writeFile(path.join(dir, 'en', 'morning.txt'), TEXT);
  const { code, stdout, stderr, left } = await runBench('languages', ['--quick', '--json', '--dir', dir]);
  expect(code, stderr).toBe(0);
  expect(left).toBe(0);
  const report = JSON.parse(stdout) as LanguagesReport;
  expect(Object.keys(report)).toEqual(['bench', 'engine', 'model', 'languages', 'alternating', 'wordless']);
  expect(report).toMatchObject({
    bench: 'languages',
    engine: 'whisper',
    model: 'base',
    languages: { en: { voice: `recordings in ${path.join(dir, 'en')}`, utterances: 1, over2s: 1, languageRight: 1, heardAs: {} } },
    alternating: null,
    wordless: { words: 0 },
  });
  // A sentence of which nothing was heard would have all words wrong.
  expect(report.languages['en']?.wer).toBeLessThan(0.3);
  expect(report.wordless.minutes).toBeGreaterThan(0);
  expect(stderr).toContain('en: language right in 1 of 1');
});

it('says what is wrong with recordings, engine or languages before any daemon is started', async () => {
  await mkdir(path.join(dir, 'en'));
  await writeFile(path.join(dir, 'en', 'a.wav'), '');
  const refused = (flags: LanguagesFlags) => {
    const wish = languagesWish({ dir, ...flags }, { minutes: null, isQuick: true });
    return expect(measureLanguages(wish, () => undefined, new AbortController().signal)).rejects;
  };
  await refused({}).toMatchObject({ code: 'configuration', message: expect.stringContaining("a.txt can't be read") });
  await writeFile(path.join(dir, 'en', 'a.txt'), 'Yes.');
  await refused({ engine: 'ear-trumpet' }).toMatchObject({ message: expect.stringMatching(/^--engine must be moonshine, whisper/) });
  await refused({ alternate: 'en,es' }).toMatchObject({ message: expect.stringContaining('the recordings, which are in en; not "en,es"') });
});
