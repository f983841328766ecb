// Any Stt -> whether it keeps what the port promises: one suite for every adapter.
import { afterAll, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ, SubcamError, type Stt } from '@subcam/shared';

export interface SttSubject {
  /** Open. A check leaves it open, and with nothing to do, unless it says that it closes it. */
  readonly stt: Stt;
  /** 1–10 s of English. */
  readonly speech: Float32Array;
  /** Words, in lower case, that must be heard in it. */
  readonly words: readonly string[];
}

export interface SttCheck {
  readonly name: string;
  readonly run: (subject: SttSubject) => Promise<void>;
  /** It closes the recogniser, which nobody can use after it. */
  readonly closes?: true;
}

const forever = new AbortController().signal;
const silence = (): Float32Array => new Float32Array(2 * SAMPLE_RATE_HZ);

/** Two equal requests must not share anything that a reading could change. */
const final = (samples: Float32Array) => ({ samples, language: 'en', purpose: 'final' }) as const;

async function failureOf(reading: Promise<unknown>): Promise<unknown> {
  return reading.then(
    () => 'an answer',
    (error: unknown) => error,
  );
}

function expectCode(failure: unknown, code: string): void {
  expect(failure).toBeInstanceOf(SubcamError);
  expect(failure).toMatchObject({ code });
}

/** In a session in which English is spoken most of the time, and Spanish. */
const inTwoLanguages = (samples: Float32Array) =>
  ({
    samples,
    language: 'auto',
    languages: [
      { language: 'en', probability: 0.75 },
      { language: 'es', probability: 0.25 },
    ],
    purpose: 'final',
  }) as const;

/** A name that is in no sound of the suite. */
const PROMPT = 'Ottoline Vasquez.';

/** What every recogniser must do; each check throws when it doesn't. */
export const STT_CHECKS: readonly SttCheck[] = [
  {
    name: 'says who it is',
    run: async ({ stt }) => {
      expect(stt.info.name).toMatch(/^\S+$/u);
      expect(stt.info.model).not.toBe('');
    },
  },
  {
    name: 'hears what was said, for a partial as for a final',
    run: async ({ stt, speech, words }) => {
      for (const purpose of ['partial', 'final'] as const) {
        const result = await stt.transcribe({ samples: speech, language: 'en', purpose }, forever);
        expect(result.text).toBe(result.text.trim());
        expect(result.language).toMatch(/^en/u);
        const heard = result.text.toLowerCase();
        for (const word of words) expect(heard).toContain(word);
      }
    },
  },
  {
    name: 'hears what was said where it is to tell the language, and which one that is',
    run: async ({ stt, speech, words }) => {
      const { text, language, heardLanguage } = await stt.transcribe(inTwoLanguages(speech), forever);
      for (const word of words) expect(text.toLowerCase()).toContain(word);
      expect(language).toMatch(/^(en\b|auto$)/u);
      if (heardLanguage === undefined) return;
      expect(heardLanguage.language).toMatch(/^en\b/u);
      if (heardLanguage.probability !== null) expect(heardLanguage.probability).toSatisfy((value: number) => value >= 0 && value <= 1);
    },
  },
  {
    name: 'writes nothing of the prompt that was not said',
    run: async ({ stt, speech, words }) => {
      const { text } = await stt.transcribe({ ...final(speech), prompt: PROMPT }, forever);
      for (const word of words) expect(text.toLowerCase()).toContain(word);
      expect(text).not.toContain('Vasquez');
      expect((await stt.transcribe({ ...final(silence()), prompt: PROMPT }, forever)).text).toBe('');
    },
  },
  {
    name: 'says of each reading which engine gave it',
    run: async ({ stt, speech }) => {
      for (const samples of [speech, silence()]) {
        const { engine } = await stt.transcribe(final(samples), forever);
        // Nothing else was asked meanwhile, so that what is known of it now is what gave this one.
        expect(engine).toEqual(stt.info);
      }
    },
  },
  {
    name: 'gives a confidence between 0 and 1, or null',
    run: async ({ stt, speech }) => {
      const { confidence } = await stt.transcribe(final(speech), forever);
      if (confidence !== null) expect(confidence).toSatisfy((value: number) => value >= 0 && value <= 1);
    },
  },
  {
    name: 'invents nothing when nobody speaks',
    run: async ({ stt }) => {
      expect((await stt.transcribe(final(silence()), forever)).text).toBe('');
    },
  },
  {
    name: 'reads the same sound the same way again',
    run: async ({ stt, speech }) => {
      const first = await stt.transcribe(final(speech.slice()), forever);
      await stt.transcribe(final(speech.slice(0, speech.length / 2)), forever);
      expect(await stt.transcribe(final(speech.slice()), forever)).toEqual(first);
    },
  },
  {
    name: "leaves the caller's samples as they were, for another try",
    run: async ({ stt, speech }) => {
      const given = speech.slice();
      await stt.transcribe(final(given), forever);
      expect(given).toEqual(speech);
    },
  },
  {
    name: 'gives overlapping requests each its own answer',
    run: async ({ stt, speech }) => {
      const alone = (await stt.transcribe(final(speech), forever)).text;
      const results = await Promise.all([speech, silence(), speech].map((samples) => stt.transcribe(final(samples), forever)));
      expect(results.map((result) => result.text)).toEqual([alone, '', alone]);
    },
  },
  {
    name: 'gives a request up when its signal fires, and only that one',
    run: async ({ stt, speech }) => {
      const stop = new AbortController();
      const givenUp = stt.transcribe(final(speech), stop.signal);
      const other = stt.transcribe(final(speech), forever);
      stop.abort(new Error('enough'));
      expectCode(await failureOf(givenUp), 'aborted');
      expectCode(await failureOf(stt.transcribe(final(speech), stop.signal)), 'aborted');
      expect((await other).text).not.toBe('');
      expect((await stt.transcribe(final(speech), forever)).text).not.toBe('');
    },
  },
  {
    name: 'is unavailable once closed, and so is what it had in hand',
    closes: true,
    run: async ({ stt, speech }) => {
      const inHand = failureOf(stt.transcribe(final(speech), forever));
      await stt.close();
      await stt.close();
      expectCode(await inHand, 'engine-unavailable');
      if (stt.partials !== undefined) expectCode(await failureOf(stt.partials.transcribe(final(speech), forever)), 'engine-unavailable');
      expectCode(await failureOf(stt.transcribe(final(speech), forever)), 'engine-unavailable');
    },
  },
];

export interface ConformanceOptions {
  /** Checks that leave the recogniser open use one together: for engines that take long to open. Default: each check has its own. */
  readonly isShared?: boolean;
}

/** Declares the suite's tests. What `open` opened for them is closed again. */
export function testSttConformance(open: () => Promise<SttSubject>, { isShared = false }: ConformanceOptions = {}): void {
  let shared: Promise<SttSubject> | null = null;
  if (isShared) afterAll(async () => (await shared)?.stt.close());
  for (const check of STT_CHECKS) {
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
        await subject.stt.close();
      }
    });
  }
}
