// What every Translator must do, as checks that any of them can be put through: each rejects with what it found.
import { SubcamError, type TranslateRequest, type Translator } from '@subcam/shared';
import { describe, expect, it } from 'vitest';

export interface TranslatorSubject {
  /** A fresh one for each check; the check closes it. */
  open(): Promise<Translator>;
  readonly sourceLanguage: string;
  readonly targetLanguage: string;
  /** Different sentences of the source language. */
  readonly sentences: readonly [string, string, string, ...string[]];
}

export interface TranslatorCheck {
  readonly name: string;
  run(subject: TranslatorSubject): Promise<void>;
}

/** How soon a cancelled call must reject. A hung engine takes for ever; a busy machine doesn't. */
const PROMPT_MS = 2_000;

/** Signs that mean something to some engine, a NUL, a line break, and letters outside the basic plane. */
const AWKWARD = String.raw`a\b [c] {d} ^e$ @f <g/> "h" & 50% 🙂 中文` + '\0 and\nmore';

const going = (): AbortSignal => new AbortController().signal;

function asking(subject: TranslatorSubject, text: string, purpose: TranslateRequest['purpose'] = 'final'): TranslateRequest {
  return { text, sourceLanguage: subject.sourceLanguage, targetLanguage: subject.targetLanguage, purpose };
}

async function failureOf(call: Promise<unknown>): Promise<SubcamError> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`It neither answered nor rejected within ${PROMPT_MS} ms.`)), PROMPT_MS);
  const thrown = await Promise.race([call.then(() => null), late.promise]).catch((error: unknown) => error);
  clearTimeout(timer);
  expect(thrown, 'a SubcamError').toBeInstanceOf(SubcamError);
  return thrown as SubcamError;
}

/** Runs with a fresh translator and closes it whatever happens. */
function check(name: string, run: (translator: Translator, subject: TranslatorSubject) => Promise<void>): TranslatorCheck {
  return {
    name,
    run: async (subject) => {
      const translator = await subject.open();
      try {
        await run(translator, subject);
      } finally {
        await translator.close();
      }
    },
  };
}

export const TRANSLATOR_CHECKS: readonly TranslatorCheck[] = [
  check('says what it is', async (translator) => {
    expect(translator.info.name).not.toBe('');
    expect(translator.info.model).not.toBe('');
  }),

  check('supports its languages, whatever the region, and not a language into itself', async (translator, subject) => {
    const { sourceLanguage, targetLanguage } = subject;
    expect(translator.supports(sourceLanguage, targetLanguage)).toBe(true);
    expect(translator.supports(`${sourceLanguage}-XX`, targetLanguage)).toBe(true);
    expect(translator.supports(sourceLanguage, sourceLanguage)).toBe(false);
    expect(translator.supports(sourceLanguage, `${sourceLanguage}-XX`)).toBe(false);
  }),

  check('translates: something else than what was said, trimmed, with a confidence of 0 to 1 or none', async (translator, subject) => {
    for (const sentence of subject.sentences) {
      const { text, confidence } = await translator.translate(asking(subject, sentence), going());
      expect(text).not.toBe('');
      expect(text).not.toBe(sentence);
      expect(text).toBe(text.trim());
      if (confidence !== null) {
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }
    }
  }),

  check('gives calls that overlap each its own answer', async (translator, subject) => {
    const alone = new Map<string, string>();
    for (const sentence of subject.sentences) {
      alone.set(sentence, (await translator.translate(asking(subject, sentence), going())).text);
    }
    expect(new Set(alone.values()).size).toBe(alone.size);
    const many = Array.from({ length: 5 }, () => subject.sentences).flat();
    const together = await Promise.all(
      many.map((sentence, index) => translator.translate(asking(subject, sentence, index % 2 === 0 ? 'final' : 'partial'), going())),
    );
    expect(together.map(({ text }) => text)).toEqual(many.map((sentence) => alone.get(sentence)));
  }),

  check('is not disturbed by awkward signs, and neither is the next call', async (translator, subject) => {
    const [sentence] = subject.sentences;
    const before = await translator.translate(asking(subject, sentence), going());
    const awkward = await translator.translate(asking(subject, AWKWARD), going());
    expect(awkward.text).not.toBe('');
    expect(awkward.text).not.toContain('\0');
    expect(awkward.text).toContain('🙂');
    expect(await translator.translate(asking(subject, sentence), going())).toEqual(before);
  }),

  check('has nothing to say about nothing', async (translator, subject) => {
    for (const text of ['', '  ', '\0']) {
      expect((await translator.translate(asking(subject, text), going())).text).toBe('');
    }
  }),

  check('translates a long text as a whole', async (translator, subject) => {
    const long = Array.from({ length: 30 }, (_, index) => `${subject.sentences[index % subject.sentences.length]}`).join(' ');
    const { text } = await translator.translate(asking(subject, long), going());
    expect(text.length).toBeGreaterThan(long.length / 2);
  }),

  check('refuses, for good, what it does not support', async (translator, subject) => {
    const request = { ...asking(subject, subject.sentences[0]), targetLanguage: subject.sourceLanguage };
    const error = await failureOf(translator.translate(request, going()));
    expect(error.retryable).toBe(false);
  }),

  check('rejects what was cancelled before, at once', async (translator, subject) => {
    const error = await failureOf(translator.translate(asking(subject, subject.sentences[0]), AbortSignal.abort()));
    expect(error.code).toBe('aborted');
  }),

  check('rejects what is cancelled on its way, and goes on with the rest', async (translator, subject) => {
    const [first, second] = subject.sentences;
    const stop = new AbortController();
    const cancelled = failureOf(translator.translate(asking(subject, first), stop.signal));
    const kept = translator.translate(asking(subject, second), going());
    stop.abort();
    expect((await cancelled).code).toBe('aborted');
    expect((await kept).text).toBe((await translator.translate(asking(subject, second), going())).text);
  }),

  check('answers or rejects everything when it is closed, twice if need be, and takes nothing more', async (translator, subject) => {
    const calls = subject.sentences.map((sentence) => translator.translate(asking(subject, sentence), going()));
    const closed = Promise.all([translator.close(), translator.close()]);
    for (const outcome of await Promise.allSettled(calls)) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(SubcamError);
      else expect(outcome.value.text).not.toBe('');
    }
    await closed;
    const error = await failureOf(translator.translate(asking(subject, subject.sentences[0]), going()));
    expect(error.retryable).toBe(false);
  }),
];

/** The suite: one test for each check. */
export function describeTranslator(name: string, subject: TranslatorSubject): void {
  describe(`${name} as a translator`, () => {
    for (const { name: what, run } of TRANSLATOR_CHECKS) it(what, () => run(subject));
  });
}
