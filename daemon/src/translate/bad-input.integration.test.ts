// What nobody should send, to each translator as it is installed here and to the ways through all of them: an answer or a refusal that says why,
// and never what somebody else asked for.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SubcamError, systemClock, type TranslateResult, type Translator, type TranslatorDescription } from '@subcam/shared';
import { engineContext } from '../testing/local-engines.ts';
import { json, startScriptedService, type ScriptedService } from '../testing/scripted-service.ts';
import { TRANSLATOR_ENGINES } from './engines/index.ts';
import { fencedTranslator } from './fence/fenced-translator.ts';
import { plainTextTranslator } from './plain-text-translator.ts';
import { createRoutedTranslator } from './routes/routed-translator.ts';

const context = engineContext();
const forever = new AbortController().signal;

interface Subject {
  readonly targetLanguage: string;
  readonly open: (service: ScriptedService) => Promise<Translator>;
  /** How it refuses a pair that it has not. */
  readonly refusal: { readonly code: string; readonly message: RegExp };
}

function engine(name: string): TranslatorDescription {
  const found = TRANSLATOR_ENGINES.find((description) => description.name === name);
  if (found === undefined) throw new Error(`There is no engine ${name}.`);
  return found;
}

const bergamot = engine('bergamot');
const apertium = engine('apertium');
const translationService = engine('translation-service');

const opened = async (description: TranslatorDescription, settings: object = {}): Promise<Translator> =>
  plainTextTranslator(fencedTranslator(await description.open(description.settings.parse(settings), context), description));

const openService = (service: ScriptedService): Promise<Translator> => opened(translationService, { url: service.url });

const SUBJECTS: Readonly<Record<string, Subject>> = {
  Bergamot: {
    targetLanguage: 'pt',
    open: () => opened(bergamot),
    refusal: { code: 'bad-request', message: /"subcam models pull en-ja" fetches one\. It has: en-pt/u },
  },
  Apertium: {
    targetLanguage: 'es',
    open: () => opened(apertium),
    refusal: { code: 'bad-request', message: /apt-cache search .* It has: .*eng-spa/u },
  },
  // What it has, it says itself.
  'a translation service': { targetLanguage: 'es', open: openService, refusal: { code: 'engine-failed', message: /there is: es, pt/u } },
  'a chain of all': {
    targetLanguage: 'es',
    refusal: { code: 'bad-request', message: /Nothing translates en to ja here; there is: en-pt, .*en-es/u },
    open: async (service) => {
      const [one, two, three] = await Promise.all([opened(bergamot), opened(apertium), openService(service)]);
      const settings = bergamot.settings.parse({});
      return createRoutedTranslator({
        members: () => [
          { translator: one, pairs: () => bergamot.pairs(settings, context) },
          { translator: two, pairs: () => apertium.pairs(apertium.settings.parse({}), context) },
          { translator: three, pairs: () => [{ sourceLanguage: 'en', targetLanguage: 'es' }] },
        ],
        measured: [],
        budgetMs: () => 5_000,
        clock: systemClock,
        onChange: () => undefined,
      });
    },
  },
};

/** In which there is something to translate. */
const WITH_WORDS: readonly (readonly [what: string, text: string])[] = [
  ['NULs', 'The house\0 is\0\0 red.\0'],
  ['control characters', 'The\u0001 house\u0007 is\u001B[31m red\u0085.'],
  ['directional marks', '\u202EThe house\u202C is \u2066red\u2069.\u200F'],
  ['emoji', 'The house 🏠 is red 👩‍👩‍👧 🇵🇹.'],
  ['halves of surrogate pairs', 'The house \uD83D is \uDE00 red.\uD83D'],
  ['several scripts', 'The house Дом 家 بيت घर is red.'],
  ['markup', '<b>The house</b> &amp; <script>alert("1")</script> {{is}} [red](http://x.y) \\n $1 `ls`.'],
  ['marks of Apertium', '^The/house<n><sg>$ [<is>] @red *house #red \\[].[].'],
  ['words of the target language', 'La casa cerca del río es roja.'],
  ['one letter', 'a'],
  ['digits', '2 4 8'],
  ['marks above marks', `The ho${'\u0301\u0327\u0489'.repeat(40)}use is red.`],
];

/** In which there is nothing to translate: what is left of it may come back. */
const WITHOUT_WORDS: readonly (readonly [what: string, text: string])[] = [
  ['nothing', ''],
  ['spaces', ' \t\n\u00A0\u2003\u3000 '],
  ['NULs alone', '\0\0'],
  ['control characters alone', '\u0001\u0007\u009F'],
  ['directional marks alone', '\u200E\u202E\u2066\u2069'],
  ['joiners alone', '\u200D\u200B\uFEFF\u2060'],
  ['half a surrogate pair alone', '\uD83D'],
  ['emoji alone', '👍🎉🇪🇸'],
  ['punctuation alone', '… ?! — « » ¿'],
];

const TOO_LONG: readonly (readonly [what: string, text: string])[] = [
  ['100,000 characters', 'The house is red. '.repeat(5_556).slice(0, 100_000)],
  ['100,000 letters without a space', 'a'.repeat(100_000)],
  ['a word and 100,000 emoji', `House ${'🏠'.repeat(100_000)}`],
];

/** No control character but what spaces are made of, and no half of a pair. */
function expectClean(text: string): void {
  expect(text.isWellFormed()).toBe(true);
  expect(text).not.toMatch(/\p{Cc}/u);
  expect(text).toBe(text.trim());
}

describe.each(Object.entries(SUBJECTS))('%s, given what nobody should send,', (_, { targetLanguage, open, refusal }) => {
  let service: ScriptedService;
  let translator: Translator;
  let plain: TranslateResult;

  const translate = (text: string, signal = forever): Promise<TranslateResult> =>
    translator.translate({ text, sourceLanguage: 'en', targetLanguage, purpose: 'final' }, signal);

  const expectStillRight = async (): Promise<void> => expect(await translate('The house near the river is red.')).toEqual(plain);

  beforeAll(async () => {
    service = await startScriptedService(({ body }) => {
      const { text, target_language: target } = JSON.parse(Buffer.from(body, 'latin1').toString('utf8')) as Record<string, string>;
      if (target === 'ja') return json({ error: 'There is no Japanese; there is: es, pt.' }, 400);
      if (text === undefined || text.length > 20_000) return json({ error: 'A text has at most 20000 characters.' }, 413);
      return json({ translated_text: `[${target}] ${text}` });
    });
    translator = await open(service);
    plain = await translate('The house near the river is red.');
  });

  afterAll(async () => {
    await translator.close();
    service.close();
  });

  it.each(WITH_WORDS)('translates a text with %s', async (_what, text) => {
    const result = await translate(text);
    expect(result.text).not.toBe('');
    expectClean(result.text);
    await expectStillRight();
  });

  it.each(WITHOUT_WORDS)('makes no words of %s', async (_what, text) => {
    const { text: answer } = await translate(text);
    expectClean(answer);
    expect(answer).not.toMatch(/\p{L}/u);
    await expectStillRight();
  });

  it.each(TOO_LONG)('refuses %s for good, and says how many there may be', async (_what, text) => {
    const failure = await translate(text).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SubcamError);
    expect(failure).toMatchObject({
      code: 'bad-request',
      retryable: false,
      message: expect.stringMatching(/at most \d+ characters/u) as string,
    });
    await expectStillRight();
  });

  it('refuses a pair that it has not, and says which there are', async () => {
    const request = { text: 'The house is red.', sourceLanguage: 'en', targetLanguage: 'ja', purpose: 'final' } as const;
    const { code, message } = refusal;
    await expect(translator.translate(request, forever)).rejects.toMatchObject({
      code,
      retryable: false,
      message: expect.stringMatching(message) as string,
    });
    await expectStillRight();
  });

  it('gives each of two who talk at once its own answers, whatever the other sends and gives up', async () => {
    const sentences = ['The house is red.', 'My dog sleeps.', 'I have three cats.', 'See you on Monday.', 'Good morning.'];
    const expected: string[] = [];
    for (const sentence of sentences) expected.push((await translate(sentence)).text);
    expect(new Set(expected).size).toBe(sentences.length);
    const right = async (): Promise<readonly string[]> =>
      (await Promise.all(sentences.map((sentence) => translate(sentence)))).map(({ text }) => text);
    const give = async (text: string, isGivenUp: boolean): Promise<void> => {
      const stop = new AbortController();
      const asked = translate(text, stop.signal);
      if (isGivenUp) stop.abort(new Error('enough'));
      const outcome = await asked.catch((error: unknown) => error);
      if (isGivenUp) expect(outcome).toMatchObject({ code: 'aborted' });
    };
    const wrong = Promise.all([
      ...WITH_WORDS.map(([, text], index) => give(text, index % 2 === 0)),
      ...[...WITHOUT_WORDS, ...TOO_LONG].map(([, text]) => give(text, false)),
    ]);
    expect((await Promise.all([right(), wrong]))[0]).toEqual(expected);
    expect(await right()).toEqual(expected);
  });
});
