// What the stages of the real Apertium are asked about names that it lacks, and of how much of its answers it is sure.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TranslateResult, Translator } from '@subcam/shared';
import { createApertiumTranslator } from './apertium-translator.ts';
import { ALL_STAND_INS } from './stand-ins.ts';

const toSpanish = (translator: Translator, text: string): Promise<TranslateResult> =>
  translator.translate({ text, sourceLanguage: 'en', targetLanguage: 'es', purpose: 'final' }, new AbortController().signal);

describe('the stages of Apertium', () => {
  let translator: Translator;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'subcam-modes-'));
  });

  afterEach(async () => {
    await translator.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A translator whose one direction, English to Spanish, is this pipeline. */
  async function translatorOf(mode: string): Promise<Translator> {
    await writeFile(path.join(folder, 'eng-spa.mode'), mode);
    return createApertiumTranslator({ modesDirs: [folder] });
  }

  it('say of all that they translate that it is sure: rules say the same words again when others follow', async () => {
    translator = createApertiumTranslator();
    const { text, sureLength } = await toSpanish(translator, 'The house is big.');
    expect(text.slice(0, sureLength)).toBe('La casa es grande.');
  });

  it('say of a text with a name that they lack the same the first time, when they have just looked it up, as the next time', async () => {
    translator = createApertiumTranslator();
    for (const text of [
      'Zoltan Danius worked with the Grafana dashboard.',
      "KwaZulu-Natal asked Mick O'Flynn.",
      'The Zebulon committee met Zoltan.',
    ]) {
      const first = (await toSpanish(translator, text)).text;
      expect((await toSpanish(translator, text)).text).toBe(first);
    }
  });

  it('are asked to look a text up once, and no second time with stand-ins for the names that they lack', async () => {
    const looked = path.join(folder, 'looked');
    translator = await translatorOf(
      `sed -u 'w ${looked}\ns/Zoltan/^Zoltan\\/*Zoltan$/g;s/Toledo/^Toledo\\/Toledo<np>$/g' | sed -u 's/\\^\\([A-Z][a-z]*\\)[^$]*\\$/\\1/g'`,
    );
    expect((await toSpanish(translator, 'Ask Zoltan.')).text).toBe('Ask Zoltan.');
    const texts = (await readFile(looked, 'utf8')).split('\0').filter((text) => text !== '');
    expect(texts.map((text) => text.replace('[].[]', ''))).toEqual(['Ask Zoltan.', ALL_STAND_INS]);
  });

  it('are asked once of a name that the first stage says to be unknown', async () => {
    const asked = path.join(folder, 'asked');
    translator = await translatorOf(`sed -u 's/Zoltan/^Zoltan\\/*Zoltan$/g' | sed -u 's/\\^Zoltan[^$]*\\$/*Zoltan/g;w ${asked}'`);
    expect((await toSpanish(translator, 'Ask Zoltan.')).text).toBe('Ask Zoltan.');
    expect((await toSpanish(translator, 'Zoltan knows.')).text).toBe('Zoltan knows.');
    const texts = (await readFile(asked, 'utf8')).split('\0').filter((text) => text !== '');
    expect(texts.map((text) => text.replace('[].[]', ''))).toEqual(['Ask Toledo.', 'Toledo knows.']);
  });

  it('are asked twice of a name that only their answer shows to be lacking, and once when it comes again', async () => {
    const asked = path.join(folder, 'asked');
    translator = await translatorOf(`sed -u 's/Zoltan/*Zoltan/g;w ${asked}'`);
    expect((await toSpanish(translator, 'Ask Zoltan.')).text).toBe('Ask Zoltan.');
    expect((await toSpanish(translator, 'Zoltan knows.')).text).toBe('Zoltan knows.');
    const texts = (await readFile(asked, 'utf8')).split('\0').filter((text) => text !== '');
    expect(texts.map((text) => text.replace('[].[]', ''))).toEqual(['Ask *Zoltan.', 'Ask Toledo.', 'Toledo knows.']);
  });
});
