// Terms of a glossary and names of people are in the translation, whatever the engine does to them.
import { describe, expect, it } from 'vitest';
import type { GlossaryTerm, TranslateRequest, TranslatorDescription } from '@subcam/shared';
import { createFakeTranslator } from '../../testing/fake-translator.ts';
import { fencedTranslator } from './fenced-translator.ts';

const TERMS: readonly GlossaryTerm[] = [
  { source: 'sprint review', target: 'revisão da sprint', caseSensitive: false },
  { source: 'backlog', target: 'lista de pendências', caseSensitive: false },
  { source: 'Night Owl', target: null, caseSensitive: false },
  { source: 'example.com', target: 'o nosso site', caseSensitive: false },
  { source: 'example', target: 'exemplo', caseSensitive: false },
];
const forever = new AbortController().signal;

function set(answer: (text: string) => string, way: TranslatorDescription['terms'] | null = 'inline') {
  const engine = createFakeTranslator({ answer: ({ text }) => answer(text) });
  const translator = fencedTranslator(engine, { fence: ['codes', 'addresses'], ...(way === null ? {} : { terms: way }) });
  const translate = async (text: string, over: Partial<TranslateRequest> = {}): Promise<string> => {
    const request = { text, sourceLanguage: 'en', targetLanguage: 'pt', purpose: 'final', terms: TERMS, names: ['Rose Parker'], ...over };
    return (await translator.translate(request as TranslateRequest, forever)).text;
  };
  return { engine, translate, given: () => engine.asked.map(({ text }) => text) };
}

/** An engine that translates a few words, and what it does not know not at all. */
const knows =
  (words: Readonly<Record<string, string>>) =>
  (text: string): string =>
    text.replaceAll(/[\p{L}]+/gu, (word) => words[word] ?? word);

describe('an engine that leaves foreign words where they stand', () => {
  it('is given what the translation is to have, written as a name, and asked once', async () => {
    const { translate, given } = set(knows({ The: 'A', is: 'é', now: 'agora' }));
    expect(await translate('The sprint review is now.')).toBe('A revisão da sprint é agora.');
    expect(given()).toEqual(['The Revisão Da Sprint is now.']);
  });

  it('gets a word that it loses again behind a placeholder, and that one alone', async () => {
    const { translate, given } = set(knows({ Pendências: 'x', Night: 'Noite', Owl: 'Coruja', and: 'e' }));
    expect(await translate('backlog and sprint review')).toBe('lista de pendências e revisão da sprint');
    expect(given()).toEqual(['Lista De Pendências and Revisão Da Sprint', 'xqbb and Revisão Da Sprint']);
  });

  it('that loses the placeholder too translates the text in pieces around the word', async () => {
    const { translate, given } = set((text) =>
      knows({ Open: 'Abra', first: 'primeiro', Parker: 'Salgueiro' })(text.replaceAll(/xq\p{L}*|Night Owl/giu, 'coisa')),
    );
    expect(await translate('Open Night Owl first, please.')).toBe('Abra Night Owl primeiro, please.');
    expect(given()).toEqual(['Open Night Owl first, please.', 'Open Xqbb first, please.', 'Open', 'first, please']);
  });

  it('that keeps one word when it loses the other, and the other way about, gets both behind placeholders', async () => {
    const { translate, given } = set((text) =>
      text.includes('xq') ? text.replace('Revisão Da Sprint', 'revista') : text.replace('Lista De Pendências', 'atrasos'),
    );
    expect(await translate('backlog and sprint review')).toBe('lista de pendências and revisão da sprint');
    expect(given()).toEqual(['Lista De Pendências and Revisão Da Sprint', 'xqbb and Revisão Da Sprint', 'xqbb and xqbc']);
  });

  it('gives pieces no capital and no full stop that it puts because it takes them for sentences', async () => {
    const { translate } = set((text) => {
      const damaged = text.replaceAll(/xq\p{L}*|Night Owl/giu, 'coisa');
      return `${damaged.charAt(0).toUpperCase()}${damaged.slice(1)}.`;
    });
    expect(await translate('We open Night Owl at nine (sharp), don’t we?')).toBe('We open Night Owl at nine (sharp), don’t we?');
  });

  it('does not see what it would change anyway, and what is lost of that is lost no term', async () => {
    const { translate, given } = set((text) => text.replaceAll(/xq\p{L}*/giu, 'coisa'));
    expect(await translate('The backlog of ABC-123')).toBe('The lista de pendências of ABC-123');
    expect(given()[0]).toBe('The Lista De Pendências of Xqbb');
  });

  it('keeps names of people who are in the meeting, and no word that only looks like one', async () => {
    const { translate, given } = set(knows({ Rose: 'Rosa', rose: 'rosa', a: 'uma', has: 'tem' }));
    expect(await translate('Rose has a rose.')).toBe('Rose tem uma rosa.');
    expect(given()).toEqual(['Rose has a rose.', 'Xqbb has a rose.']);
    expect(await translate('Rose has a rose.', { names: [] })).toBe('Rosa tem uma rosa.');
  });

  it('must have a word as often as it was said', async () => {
    const { translate, given } = set((text) => text);
    expect(await translate('backlog, backlog')).toBe('lista de pendências, lista de pendências');
    expect(given()).toHaveLength(1);
    const loses = set((text) => text.replace('Lista De Pendências, ', ''));
    expect(await loses.translate('backlog, backlog')).toBe('lista de pendências, lista de pendências');
    expect(loses.given()).toEqual(['Lista De Pendências, Lista De Pendências', 'xqbb, xqbc']);
  });
});

describe('an engine of rules', () => {
  it('is given placeholders from the start, side by side where no space divides them', async () => {
    const { translate, given } = set((text) => text, null);
    const terms = ['東京', '大阪'].map((source): GlossaryTerm => ({ source, target: `<${source}>`, caseSensitive: false }));
    const translation = await translate('東京大阪は', { terms, sourceLanguage: 'ja' });
    expect(given()).toEqual(['xqbb xqbcは']);
    expect(translation).toBe('<東京> <大阪>は');
  });
});

describe('an engine that honours terms itself', () => {
  it('is given the text as it is, with the terms that stand in it and no others', async () => {
    const { engine, translate } = set((text) => text, 'native');
    await translate('The backlog of ABC-123');
    expect(engine.asked[0]).toMatchObject({ text: 'The backlog of Xqbb', terms: [TERMS[1]] });
    await translate('Nothing of it');
    expect(engine.asked[1]).not.toHaveProperty('terms');
  });

  it.each(['inline', null] as const)('is the only one that is given terms: not one that is %s', async (way) => {
    const { engine, translate } = set((text) => text, way);
    await translate('The backlog');
    expect(engine.asked[0]).not.toHaveProperty('terms');
  });
});

describe('a term in a translation', () => {
  it.each([
    ['Backlog first.', 'Lista de pendências first.'],
    ['Yes. backlog first.', 'Yes. Lista de pendências first.'],
    ['“Backlog first”, he said.', '“Lista de pendências first”, he said.'],
    ['The Backlog first.', 'The lista de pendências first.'],
    ['backlog first', 'lista de pendências first'],
    ['THE BACKLOG FIRST', 'THE LISTA DE PENDÊNCIAS FIRST'],
    ['The NIGHT owl of night owls', 'The NIGHT owl of night owls'],
    ['See https://example.com/backlog and example.com', 'See https://example.com/backlog and o nosso site'],
  ])('has its capitals where it stands, and is no part of an address: "%s"', async (text, translation) => {
    for (const way of ['inline', null] as const) expect(await set((given) => given, way).translate(text)).toBe(translation);
  });

  it('has the capital of the sentence that it begins after the engine has moved it, and none elsewhere, whatever the engine does to it', async () => {
    const moves = set((text) => text.replace(/^See the (.*) now\.$/u, '$1 agora.'));
    expect(await moves.translate('See the backlog now.')).toBe('Lista de pendências agora.');
    const lowers = set((text) => text.toLowerCase());
    expect(await lowers.translate('The backlog of Rose.')).toBe('the lista de pendências of Rose.');
  });

  it('keeps a capital within it, and none at its beginning, where a name is written so', async () => {
    const terms: readonly GlossaryTerm[] = [{ source: 'cam', target: 'iCam', caseSensitive: false }];
    expect(await set((text) => text).translate('Cam is on.', { terms })).toBe('iCam is on.');
  });
});

describe('names of people in the meeting', () => {
  it('are taken apart once for each list of them, not for each text', async () => {
    let readings = 0;
    const names = new Proxy(['Rose Parker', 'Sales Room'], {
      get: (list, key) => {
        if (key === Symbol.iterator) readings += 1;
        return Reflect.get(list, key) as unknown;
      },
    });
    const { translate } = set((text) => text);
    await translate('Rose, are you there?', { names });
    const afterFirst = readings;
    for (let time = 0; time < 5; time += 1) await translate(`Rose, are you there? ${time}`, { names });
    expect(afterFirst).toBeGreaterThan(0);
    expect(readings).toBe(afterFirst);
  });
});
