// Finding programs: on the PATH, by an explicit choice, and never something that can't be run.
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findChromium, findProgram, findTesseractLanguage } from './programs.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subcam-programs-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(name: string, mode = 0o755): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, '#!/bin/sh\n');
  await chmod(path, mode);
  return path;
}

test('a program is found on the PATH, in the order of its folders', async () => {
  const path = await program('ffmpeg');
  expect(await findProgram('ffmpeg', { PATH: `/nonexistent::${folder}` })).toBe(path);
  expect(await findProgram('ffmpeg', { PATH: '/nonexistent' })).toBeNull();
  expect(await findProgram('ffmpeg', {})).toBeNull();
});

test('a folder, or a file that may not be executed, is no program', async () => {
  await mkdir(join(folder, 'flite'));
  await program('apertium', 0o644);
  expect(await findProgram('flite', { PATH: folder })).toBeNull();
  expect(await findProgram('apertium', { PATH: folder })).toBeNull();
});

test('the system’s Chromium is preferred to an installed Chrome', async () => {
  const chrome = await program('google-chrome');
  expect(await findChromium({ PATH: folder })).toBe(chrome);
  const chromium = await program('chromium');
  expect(await findChromium({ PATH: folder })).toBe(chromium);
});

test('a browser that was chosen by hand is never replaced by another', async () => {
  await program('chromium');
  const own = await program('my-browser');
  expect(await findChromium({ PATH: folder, SUBCAM_CHROMIUM: own })).toBe(own);
  expect(await findChromium({ PATH: folder, SUBCAM_CHROMIUM: '/nonexistent/browser' })).toBeNull();
});

test('what Tesseract knows of a language is found where it was told to look, and nowhere else then', async () => {
  const spanish = join(folder, 'spa.traineddata');
  await writeFile(spanish, '');
  expect(await findTesseractLanguage('spa', { TESSDATA_PREFIX: folder })).toBe(spanish);
  expect(await findTesseractLanguage('eng', { TESSDATA_PREFIX: folder })).toBeNull();
});
