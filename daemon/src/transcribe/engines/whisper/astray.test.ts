// Which readings with a cut audio context are not believed.
import { describe, expect, it } from 'vitest';
import { echoesPrompt, goesOnFrom, isInLatinInstead, whyAstray } from './astray.ts';

const SECOND = 16_000;
const why = (text: string, seconds: number, language = 'en') => whyAstray({ text, language, samples: seconds * SECOND });

describe('a reading', () => {
  it.each([
    ['And so my fellow Americans, ask not what your country can do for you.', 8, 'en'],
    ['Yes.', 0.8, 'en'],
    ['No, no, no.', 1.5, 'en'],
    ['It is what it is, and it was what it was.', 3, 'en'],
    ['one two one two', 2, 'en'],
    ['Привет, как дела?', 2, 'ru'],
    ['今日はとても暑いですね。', 3, 'ja'],
    ['42', 1, 'en'],
  ])('that somebody could have said is believed: %s', (text, seconds, language) => {
    expect(why(text, seconds, language)).toBeNull();
  });

  it('that says a phrase again right after it is not, nor one that says a word four times', () => {
    expect(why('A thin stripe runs down the middle. A thin stripe runs down the middle.', 4)).toBe('repeats');
    expect(why('We went to the house and then, and then, and then, and then', 6)).toBe('repeats');
    expect(why('so so so so', 3)).toBe('repeats');
    expect(why('A thin stripe runs down. The middle, a thin stripe runs down', 4)).toBeNull();
  });

  it('without a letter is not, nor one with more words than the sound has room for, or hardly any', () => {
    expect(why('', 2)).toBe('empty');
    expect(why('...', 2)).toBe('empty');
    expect(why('and then we went home to see what the others had been doing all day long', 1)).toBe('too-much');
    expect(why('You', 8)).toBe('too-little');
    expect(why('You', 2)).toBeNull();
  });

  it('in letters that its language is not written in is not', () => {
    expect(why('Привет, как дела?', 2, 'en')).toBe('script');
    expect(why('OK, Привет', 2, 'ru')).toBeNull();
  });
});

describe('a reading that says what stands in its prompt', () => {
  const prompt = 'Anna Schmidt, Budget Review, Kubernetes, Grafana.';
  it('is an echo from three words on, in their order', () => {
    expect(echoesPrompt('Anna Schmidt, budget review', prompt)).toBe(true);
    expect(echoesPrompt('Kubernetes, Grafana', prompt)).toBe(false);
    expect(echoesPrompt('Grafana Kubernetes Anna', prompt)).toBe(false);
    expect(echoesPrompt('Anna Schmidt did the budget review', prompt)).toBe(false);
    expect(echoesPrompt('', prompt)).toBe(false);
  });
});

it('a second reading goes on from one that broke off where it has its words in a row', () => {
  expect(goesOnFrom('And so,', 'and so my fellow Americans')).toBe(true);
  expect(goesOnFrom('Oh', 'very proud and')).toBe(false);
  expect(goesOnFrom('And so', 'So and so')).toBe(true);
  expect(goesOnFrom('And so', 'And then so')).toBe(false);
});

describe('a reading in a language of another script', () => {
  it('is of another language where it is in Latin letters', () => {
    expect(isInLatinInstead('Marke el asterisco para annular.', 'hi')).toBe(true);
    expect(isInLatinInstead('यह बैठक नौ बजे शुरू होगी, Zoom पर।', 'hi')).toBe(false);
    expect(isInLatinInstead('Marque el asterisco.', 'es')).toBe(false);
    expect(isInLatinInstead('Marque el asterisco.', 'xx')).toBe(false);
    expect(isInLatinInstead('', 'ru')).toBe(false);
  });
});
