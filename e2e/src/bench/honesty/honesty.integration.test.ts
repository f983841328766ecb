// The bench of honesty as a program, in its short form.
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { findProgram } from '@subcam/daemon';
import type { HonestyReport } from './honesty-report.ts';

const PROGRAM = path.join(import.meta.dirname, '..', 'main.ts');
const run = promisify(execFile);

it('finds no words where nobody speaks, and refuses nothing that somebody says in English', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'subcam-bench-honesty-'));
  try {
    const flite = (await findProgram('flite')) ?? 'flite';
    const file = path.join(folder, 'morning.wav');
    await run(flite, ['-voice', 'slt', '-t', 'Good morning everybody, and welcome to the meeting of this week.', '-o', file]);
    await copyFile(file, path.join(folder, 'again.wav'));
    const { stdout, stderr } = await run(process.execPath, [PROGRAM, 'honesty', '--quick', '--json', '--english', folder]);
    const report = JSON.parse(stdout) as HonestyReport;
    expect(Object.keys(report)).toEqual(['bench', 'engine', 'wordless', 'wordsInvented', 'english', 'foreign']);
    expect(report).toMatchObject({ bench: 'honesty', engine: 'Moonshine tiny (English)', wordsInvented: 0, foreign: [] });
    expect(report.wordless.map(({ kind }) => kind)).toEqual([
      'silence',
      'white noise',
      'hum',
      'music',
      'hold music',
      'touch tones',
      'keyboard',
    ]);
    expect(report.english).toMatchObject({ name: 'English', files: 2, segments: 2, refused: 0, refusedShare: 0 });
    expect(report.english?.shownSeconds).toBeGreaterThan(5);
    expect(stderr).toContain('English: 0 of 2 segments refused');
  } finally {
    await rm(folder, { recursive: true });
  }
});
