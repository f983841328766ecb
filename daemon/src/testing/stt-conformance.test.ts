import { describe, expect, it } from 'vitest';
import { SubcamError, type Stt, type SttRequest, type SttResult } from '@subcam/shared';
import { atTwoSpeeds } from '../transcribe/index.ts';
import { STT_CHECKS, testSttConformance, type SttSubject } from './stt-conformance.ts';

/** Hears "hello there" in anything that is not silence. */
function soundStt(): Stt {
  const closed = new AbortController();
  return {
    info: { name: 'sound', model: 'test' },
    transcribe: async (request, signal) => {
      const stop = AbortSignal.any([signal, closed.signal]);
      const isLoud = request.samples.some((sample) => sample !== 0);
      await new Promise((resolve) => setImmediate(resolve));
      if (closed.signal.aborted) throw new SubcamError('engine-unavailable', 'Closed.', { retryable: true });
      if (stop.aborted) throw new SubcamError('aborted', 'Given up.');
      return { text: isLoud ? 'hello there' : '', language: 'en', confidence: 0.5, engine: { name: 'sound', model: 'test' } };
    },
    close: () => {
      closed.abort();
      return Promise.resolve();
    },
  };
}

const subjectOf = (stt: Stt): SttSubject => ({ stt, speech: new Float32Array(16_000).fill(0.1), words: ['hello'] });

/** A sound recogniser with its answers, or its way of asking, changed. */
function brokenStt(change: (request: SttRequest, ask: (request: SttRequest) => Promise<SttResult>) => Promise<SttResult>): Stt {
  const inner = soundStt();
  return { ...inner, transcribe: (request, signal) => change(request, (asked) => inner.transcribe(asked, signal)) };
}

async function failedChecks(open: () => Stt): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const check of STT_CHECKS) {
    await check.run(subjectOf(open())).catch(() => failed.push(check.name));
  }
  return failed;
}

describe('a sound recogniser', () => {
  testSttConformance(() => Promise.resolve(subjectOf(soundStt())));
});

describe('two sound recognisers as one, at two speeds', () => {
  testSttConformance(() => Promise.resolve(subjectOf(atTwoSpeeds(soundStt(), soundStt()))));
});

describe('the suite finds a recogniser that', () => {
  const broken: readonly (readonly [string, () => Stt, string])[] = [
    [
      'leaves its engine for partials open',
      () => ({ ...soundStt(), partials: soundStt() }),
      'is unavailable once closed, and so is what it had in hand',
    ],
    ['has no name', () => ({ ...soundStt(), info: { name: '', model: '' } }), 'says who it is'],
    [
      'says of a reading that another engine gave it',
      () => brokenStt(async (request, ask) => ({ ...(await ask(request)), engine: { name: 'other', model: 'test' } })),
      'says of each reading which engine gave it',
    ],
    [
      'does not hear partials',
      () => brokenStt(async (request, ask) => (request.purpose === 'partial' ? { ...(await ask(request)), text: '' } : ask(request))),
      'hears what was said, for a partial as for a final',
    ],
    [
      'takes English for a language that nobody speaks here',
      () => brokenStt(async (request, ask) => ({ ...(await ask(request)), ...(request.language === 'auto' ? { language: 'ru' } : {}) })),
      'hears what was said where it is to tell the language, and which one that is',
    ],
    [
      'says that it heard another language than the one that it read',
      () => brokenStt(async (request, ask) => ({ ...(await ask(request)), heardLanguage: { language: 'ru', probability: 0.9 } })),
      'hears what was said where it is to tell the language, and which one that is',
    ],
    [
      'is surer than sure of the language',
      () => brokenStt(async (request, ask) => ({ ...(await ask(request)), heardLanguage: { language: 'en', probability: 1.1 } })),
      'hears what was said where it is to tell the language, and which one that is',
    ],
    [
      'writes the prompt before what was said',
      () => brokenStt(async (request, ask) => ({ ...(await ask(request)), text: `${request.prompt ?? ''} ${(await ask(request)).text}` })),
      'writes nothing of the prompt that was not said',
    ],
    [
      'writes the prompt when nobody speaks',
      () => brokenStt(async (request, ask) => ({ ...(await ask(request)), text: (await ask(request)).text || (request.prompt ?? '') })),
      'writes nothing of the prompt that was not said',
    ],
    [
      'leaves space around its text',
      () => brokenStt(async (request, ask) => ({ ...(await ask(request)), text: ` ${(await ask(request)).text} ` })),
      'hears what was said, for a partial as for a final',
    ],
    [
      'is surer than sure',
      () => brokenStt(async (request, ask) => ({ ...(await ask(request)), confidence: 1.5 })),
      'gives a confidence between 0 and 1, or null',
    ],
    [
      'thanks for watching',
      () => brokenStt(async (request, ask) => ({ ...(await ask(request)), text: (await ask(request)).text || 'Thanks for watching!' })),
      'invents nothing when nobody speaks',
    ],
    [
      'remembers what it read before',
      () => {
        let count = 0;
        return brokenStt(async (request, ask) => ({ ...(await ask(request)), text: `hello ${(count += 1)}` }));
      },
      'reads the same sound the same way again',
    ],
    [
      "takes the caller's samples away",
      () =>
        brokenStt(async (request, ask) => {
          const result = await ask(request);
          structuredClone(request.samples.buffer, { transfer: [request.samples.buffer as ArrayBuffer] });
          return result;
        }),
      "leaves the caller's samples as they were, for another try",
    ],
    [
      'mixes up who asked what',
      () => {
        let last: SttRequest | null = null;
        return brokenStt(async (request, ask) => {
          last = request;
          await Promise.resolve();
          return ask(last);
        });
      },
      'gives overlapping requests each its own answer',
    ],
    [
      'can not be stopped',
      () => {
        const inner = soundStt();
        return { ...inner, transcribe: (request) => inner.transcribe(request, new AbortController().signal) };
      },
      'gives a request up when its signal fires, and only that one',
    ],
    [
      "throws the signal's reason as it is",
      () => {
        const inner = soundStt();
        return {
          ...inner,
          transcribe: async (request, signal) => {
            const result = await inner.transcribe(request, new AbortController().signal);
            signal.throwIfAborted();
            return result;
          },
        };
      },
      'gives a request up when its signal fires, and only that one',
    ],
    [
      'goes on after it was closed',
      () => ({ ...soundStt(), close: () => Promise.resolve() }),
      'is unavailable once closed, and so is what it had in hand',
    ],
  ];

  it.each(broken)('%s', async (_defect, open, check) => {
    expect(await failedChecks(open)).toContain(check);
  });

  it('nothing in a sound one', async () => {
    expect(await failedChecks(soundStt)).toEqual([]);
  });
});
