// Any Translator -> whether it keeps what the port promises: one suite for every adapter.
import { afterAll, expect, it } from 'vitest';
import { SubcamError, type LanguageCode, type Translator } from '@subcam/shared';

export interface TranslatorSubject {
  /** Open. A check leaves it open, and with nothing to do, unless it says that it closes it. */
  readonly translator: Translator;
  readonly sourceLanguage: LanguageCode;
  readonly targetLanguage: LanguageCode;
  /** Three different texts, each with a word, in lower case, that its translation must have. */
  readonly texts: readonly (readonly [text: string, word: string])[];
}

export interface TranslatorCheck {
  readonly name: string;
  readonly run: (subject: TranslatorSubject) => Promise<void>;
  /** It closes the translator, which nobody can use after it. */
  readonly closes?: true;
}

const forever = new AbortController().signal;

/** Signs that formats, markups and pipes have a meaning for. */
const HOSTILE_TEXTS = [
  String.raw`[brackets] {braces} ^caret$ @at <tag> a/b back\slash \[ \] .[] [][`,
  'NUL \0 in it, a tab\t, two\nlines\r\n\r\nand a bell \u0007.',
  '*star* #hash ~tilde %percent "quotes" \'more\' `ticks` & && | ; $(no) $1 $2',
  'Emoji 👩‍👩‍👧 and 𝒻𝒶𝓃𝒸𝓎 letters, ¿qué?, « » – — … 日本語.',
];

function ask({ translator, sourceLanguage, targetLanguage }: TranslatorSubject, text: string, signal = forever) {
  return translator.translate({ text, sourceLanguage, targetLanguage, purpose: 'final' }, signal);
}

function firstText({ texts: [first] }: TranslatorSubject): string {
  if (first === undefined) throw new Error('The suite needs texts.');
  return first[0];
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'an answer',
    (error: unknown) => error,
  );
}

function expectCode(failure: unknown, code: string): void {
  expect(failure).toBeInstanceOf(SubcamError);
  expect(failure).toMatchObject({ code });
}

/** What every translator must do; each check throws when it doesn't. */
export const TRANSLATOR_CHECKS: readonly TranslatorCheck[] = [
  {
    name: 'says who it is',
    run: async ({ translator }) => {
      expect(translator.info.name).toMatch(/^\S+$/u);
      expect(translator.info.model).not.toBe('');
    },
  },
  {
    name: 'supports the pair, also with regions, and no language into itself',
    run: async ({ translator, sourceLanguage, targetLanguage }) => {
      expect(translator.supports(sourceLanguage, targetLanguage)).toBe(true);
      expect(translator.supports(`${sourceLanguage}-GB`, targetLanguage)).toBe(true);
      expect(translator.supports(sourceLanguage, sourceLanguage)).toBe(false);
    },
  },
  {
    name: 'refuses a pair that it does not support, once and for all',
    run: async ({ translator, sourceLanguage }) => {
      const request = { text: 'Hello', sourceLanguage, targetLanguage: sourceLanguage, purpose: 'final' } as const;
      const failure = await failureOf(translator.translate(request, forever));
      expect(failure).toBeInstanceOf(SubcamError);
      expect(failure).toMatchObject({ retryable: false });
    },
  },
  {
    name: 'translates, a partial as well as a final',
    run: async ({ translator, sourceLanguage, targetLanguage, texts }) => {
      for (const [text, word] of texts) {
        for (const purpose of ['partial', 'final'] as const) {
          const result = await translator.translate({ text, sourceLanguage, targetLanguage, purpose }, forever);
          expect(result.text).toBe(result.text.trim());
          expect(result.text).not.toBe('');
          expect(result.text.toLowerCase()).toContain(word);
        }
      }
    },
  },
  {
    name: 'says of each translation which engine gave it',
    run: async (subject) => {
      const { engine } = await ask(subject, firstText(subject));
      expect(engine.name).toBe(subject.translator.info.name);
      // Of an engine with several models, the one that gave this translation.
      expect(subject.translator.info.model.split(', ')).toContain(engine.model);
      expect(engine.model).not.toBe('');
    },
  },
  {
    name: 'gives a confidence between 0 and 1, or null',
    run: async (subject) => {
      const { confidence } = await ask(subject, firstText(subject));
      if (confidence !== null) expect(confidence).toSatisfy((value: number) => value >= 0 && value <= 1);
    },
  },
  {
    name: 'is sure of a beginning of its translation, where it says so',
    run: async (subject) => {
      const { text, sureLength = 0 } = await ask(subject, firstText(subject));
      expect(sureLength).toSatisfy((value: number) => Number.isInteger(value) && value >= 0 && value <= text.length);
    },
  },
  {
    name: 'makes nothing of nothing',
    run: async (subject) => {
      for (const text of ['', ' ', '\n\t']) expect((await ask(subject, text)).text).toBe('');
    },
  },
  {
    name: 'translates the same text the same way again',
    run: async (subject) => {
      const before = await ask(subject, firstText(subject));
      for (const [text] of subject.texts.slice(1)) await ask(subject, text);
      expect(await ask(subject, firstText(subject))).toEqual(before);
    },
  },
  {
    name: 'gives overlapping requests each its own answer',
    run: async (subject) => {
      const asked = [...subject.texts, ...subject.texts.toReversed()];
      const results = await Promise.all(asked.map(([text]) => ask(subject, text)));
      for (const [index, [, word]] of asked.entries()) expect(results[index]?.text.toLowerCase()).toContain(word);
    },
  },
  {
    name: 'takes any signs in a text, and is not confused for the next one',
    run: async (subject) => {
      const before = (await ask(subject, firstText(subject))).text;
      for (const text of HOSTILE_TEXTS) {
        const hostile = ask(subject, text);
        const next = ask(subject, firstText(subject));
        expect((await hostile).text).not.toMatch(/^$|\0/u);
        expect((await next).text).toBe(before);
      }
    },
  },
  {
    name: 'gives a request up when its signal fires, and only that one',
    run: async (subject) => {
      const stop = new AbortController();
      const givenUp = failureOf(ask(subject, firstText(subject), stop.signal));
      const other = ask(subject, firstText(subject));
      stop.abort(new Error('enough'));
      expectCode(await givenUp, 'aborted');
      expectCode(await failureOf(ask(subject, firstText(subject), stop.signal)), 'aborted');
      expect((await other).text).not.toBe('');
      expect((await ask(subject, firstText(subject))).text).not.toBe('');
    },
  },
  {
    name: 'is unavailable once closed, and leaves nobody waiting',
    closes: true,
    run: async (subject) => {
      const inHand = subject.texts.map(([text]) =>
        ask(subject, text).then(
          (result) => result.text,
          (error: unknown) => error,
        ),
      );
      await Promise.all([subject.translator.close(), subject.translator.close()]);
      // What was at work may still be answered; what was not can be translated another time.
      for (const outcome of await Promise.all(inHand)) {
        if (typeof outcome === 'string') expect(outcome).not.toBe('');
        else expectCode(outcome, 'engine-unavailable');
      }
      expectCode(await failureOf(ask(subject, firstText(subject))), 'engine-unavailable');
    },
  },
];

export interface ConformanceOptions {
  /** Checks that leave the translator open use one together: for engines that take long to open. Default: each check has its own. */
  readonly isShared?: boolean;
}

/** Declares the suite's tests. What `open` opened for them is closed again. */
export function testTranslatorConformance(open: () => Promise<TranslatorSubject>, { isShared = false }: ConformanceOptions = {}): void {
  let shared: Promise<TranslatorSubject> | null = null;
  if (isShared) afterAll(async () => (await shared)?.translator.close());
  for (const check of TRANSLATOR_CHECKS) {
    it(check.name, async () => {
      if (isShared && check.closes !== true) {
        shared ??= open();
        await check.run(await shared);
        return;
      }
      const subject = await open();
      try {
        await check.run(subject);
      } finally {
        await subject.translator.close();
      }
    });
  }
}
