// Terms that are kept in a file: which of them count for a translation, changes that are whole or not there, and what is refused.
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GlossaryChange } from '@subcam/shared/http';
import { openGlossary, parsePair, pairText, type Glossary } from './index.ts';

let folder: string;
let file: string;
let glossary: Glossary;
let limits: { maxTerms: number; maxTermLength: number };

const open = (): Promise<Glossary> => openGlossary({ file, limits: () => limits });
const put = (pair: string, source: string, over: { readonly target?: string; readonly caseSensitive?: boolean } = {}) =>
  glossary.change({ put: [{ pair, source, ...over }] });
const targets = (source: string, target: string): Readonly<Record<string, string | null>> =>
  Object.fromEntries(
    glossary
      .termsFor(source, target)
      .toReversed()
      .map((term) => [term.source, term.target]),
  );

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-glossary-'));
  file = path.join(folder, 'data', 'glossary.json');
  limits = { maxTerms: 5, maxTermLength: 20 };
  glossary = await open();
});

afterEach(() => rm(folder, { recursive: true }));

describe('a glossary', () => {
  it('counts at once, is there again after a restart, and is for its owner alone', async () => {
    expect(glossary.termsFor('en', 'pt')).toEqual([]);
    expect(await put('en-pt', ' daily  standup ', { target: 'reunião diária' })).toMatchObject({
      added: 1,
      replaced: 0,
      removed: 0,
      terms: 1,
    });
    const term = { source: 'daily standup', target: 'reunião diária', caseSensitive: false };
    expect(glossary.termsFor('en', 'pt')).toEqual([term]);
    expect((await open()).termsFor('en', 'pt')).toEqual([term]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('has another version for each content, and the same list of terms until it changes', async () => {
    const empty = glossary.version();
    await put('en-pt', 'one', { target: 'um' });
    const one = glossary.version();
    const terms = glossary.termsFor('en', 'pt');
    expect(glossary.termsFor('en', 'pt')).toBe(terms);
    await put('en-pt', 'two', { target: 'dois' });
    expect(new Set([empty, one, glossary.version()]).size).toBe(3);
    expect(glossary.termsFor('en', 'pt')).not.toBe(terms);
    await glossary.change({ remove: [{ pair: 'en-pt', source: 'two' }] });
    expect(glossary.version()).toBe(one);
  });

  it('has the closest pair first', async () => {
    limits.maxTerms = 20;
    for (const pair of ['all', '*-pt', 'en-*', 'en-pt', 'en-pt-BR', 'en-pt-PT', 'de-pt']) await put(pair, 'x', { target: pair });
    const inOrder = (source: string, target: string) => glossary.termsFor(source, target).map((term) => term.target);
    expect(inOrder('en', 'pt')).toEqual(['en-pt', 'en-pt-BR', 'en-pt-PT', 'en-*', '*-pt', 'all']);
    expect(inOrder('en-GB', 'pt-BR')).toEqual(['en-pt-BR', 'en-pt', 'en-*', '*-pt', 'all']);
    expect(inOrder('fr', 'es')).toEqual(['all']);
  });

  it('replaces a term by the same term, whatever its letters, unless these are meant', async () => {
    await put('en-pt', 'Plan', { target: 'plano' });
    expect(await put('en-pt', 'plan', { target: 'planta' })).toMatchObject({ added: 0, replaced: 1, terms: 1 });
    expect(await put('en-pt', 'PLAN', { target: 'PLANO', caseSensitive: true })).toMatchObject({ added: 1, terms: 2 });
    expect(await put('en-es', 'plan', { target: 'plan' })).toMatchObject({ added: 1, terms: 3 });
    expect(targets('en', 'pt')).toEqual({ PLAN: 'PLANO', plan: 'planta' });
  });

  it('removes a term in either writing, all of a pair, or everything for what comes instead', async () => {
    for (const [pair, source] of [
      ['en-pt', 'one'],
      ['en-pt', 'two'],
      ['en-es', 'one'],
    ] as const)
      await put(pair, source);
    expect(await glossary.change({ remove: [{ pair: 'en-pt', source: 'ONE ' }] })).toMatchObject({ removed: 1, terms: 2 });
    expect(await glossary.change({ remove: [{ pair: 'en-es', source: null }] })).toMatchObject({ removed: 1, terms: 1 });
    const replaced = { replaceAll: true, put: [{ pair: 'all', source: 'three' }] };
    expect(await glossary.change(replaced)).toMatchObject({ added: 1, removed: 1, terms: 1 });
  });

  it('takes away as many terms as it may have as quickly as it takes them in', async () => {
    limits = { maxTerms: 5_000, maxTermLength: 20 };
    const rows = Array.from({ length: 5_000 }, (_, index) => ({ pair: 'en-pt', source: `term ${index}` }));
    const time = async (change: GlossaryChange): Promise<number> => {
      const before = performance.now();
      await glossary.change(change);
      return performance.now() - before;
    };
    const putMs = await time({ put: rows });
    expect(await time({ remove: rows })).toBeLessThan(1_000 + 20 * putMs);
    expect(glossary.rows()).toEqual([]);
  });

  it.each<[GlossaryChange, RegExp]>([
    [{ put: [{ pair: 'en', source: 'x' }] }, /"en" is no pair of languages: it is written as en-pt/],
    [{ put: [{ pair: 'english-pt', source: 'x' }] }, /no pair/],
    [{ put: [{ pair: 'pt-pt-BR', source: 'x' }] }, /one language twice/],
    [{ put: [{ pair: 'en-pt', source: '  ' }] }, /The term is empty/],
    [{ put: [{ pair: 'en-pt', source: '...' }] }, /no letter, figure or symbol/],
    [{ put: [{ pair: 'en-pt', source: 'x'.repeat(21) }] }, /has 21 characters, and at most 20.*limits\.maxGlossaryTermLength/],
    [{ put: [{ pair: 'en-pt', source: 'x', target: 'y'.repeat(21) }] }, /The translation .* 21 characters/],
    [{ put: [{ pair: 'en-pt', source: 'a\nb' }] }, /line break/],
    [{ put: [{ pair: 'en-pt', source: 'a\u202Eb' }] }, /control character/],
    [{ put: [{ pair: 'en-pt', source: 'a', target: '\uD800' }] }, /half a character/],
    [{ remove: [{ pair: 'en-pt', source: 'nothing' }] }, /no term "nothing" for en-pt: "subcam glossary list"/],
    [{ remove: [{ pair: 'en-es', source: 'there' }] }, /no term "there" for en-es: it is there for en-pt/],
    [{ remove: [{ pair: 'en-es', source: null }] }, /no term for en-es/],
    [
      { put: Array.from({ length: 5 }, (_, index) => ({ pair: 'en-pt', source: `s${index}` })) },
      /at most 5 terms.*would have 7.*limits\.maxGlossaryTerms/,
    ],
  ])('refuses %j as a whole', async (change, message) => {
    await put('en-pt', 'there', { target: 'lá' });
    const before = await readFile(file, 'utf8');
    const whole = { ...change, put: [{ pair: 'en-pt', source: 'good', target: 'bom' }, ...(change.put ?? [])] };
    await expect(glossary.change(whole)).rejects.toMatchObject({ code: 'bad-request', message: expect.stringMatching(message) as string });
    expect(await readFile(file, 'utf8')).toBe(before);
    expect(targets('en', 'pt')).toEqual({ there: 'lá' });
  });

  it('may be made smaller where a limit was lowered below what it has', async () => {
    for (const source of ['one', 'two', 'three']) await put('en-pt', source);
    limits.maxTerms = 1;
    await expect(put('en-pt', 'four')).rejects.toMatchObject({ code: 'bad-request' });
    expect(await put('en-pt', 'two', { target: 'dois' })).toMatchObject({ replaced: 1, terms: 3 });
    expect(await glossary.change({ remove: [{ pair: 'en-pt', source: 'one' }] })).toMatchObject({ terms: 2 });
  });

  it('makes changes that come together one after the other, and keeps what another program has written', async () => {
    const other = await open();
    await other.change({ put: [{ pair: 'en-pt', source: 'other' }] });
    await Promise.all(['one', 'two', 'three'].map((source) => put('en-pt', source)));
    expect(glossary.rows().map(({ source }) => source)).toEqual(['other', 'one', 'two', 'three']);
  });

  it.each(['{', '{"version":2,"terms":[]}', '{"version":1,"terms":[{"pair":"en-pt"}]}'])(
    'whose file is %s is refused, and told by name, not by its words',
    async (text) => {
      await put('en-pt', 'there');
      await writeFile(file, text);
      await expect(open()).rejects.toMatchObject({ code: 'configuration', message: expect.stringContaining(file) as string });
      await expect(put('en-pt', 'more')).rejects.toMatchObject({ code: 'configuration' });
      expect(await readFile(file, 'utf8')).toBe(text);
    },
  );
});

describe('a pair', () => {
  it.each([
    ['en-pt', 'en-pt'],
    ['en-pt-BR', 'en-pt-BR'],
    ['zh-Hans-en', 'zh-Hans-en'],
    ['*-pt', '*-pt'],
    ['en-*', 'en-*'],
    [' all ', '*-*'],
    ['*', '*-*'],
    ['fil-en', 'fil-en'],
  ])('%s is %s', (text, pair) => {
    expect(pairText(parsePair(text))).toBe(pair);
  });
});
