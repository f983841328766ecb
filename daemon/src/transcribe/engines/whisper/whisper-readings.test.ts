// What whisper.cpp is asked for, one after the other, until there are words: with readings that a test scripts.
import { describe, expect, it } from 'vitest';
import type { SttRequest } from '@subcam/shared';
import { randomNumbers } from '@subcam/shared/testing';
import type { WhisperReading } from './whisper-reader.ts';
import { openReadings, type ReadingsDeps } from './whisper-readings.ts';

const SECOND = 16_000;
const forever = new AbortController().signal;
const random = randomNumbers(3);
const sound = Float32Array.from({ length: 4 * SECOND }, () => random() - 0.5);

type Asked = Parameters<ReadingsDeps['run']>[0];

/** `heard`: the language of every part, or of one after the other, the last of them for all that follow. Each request is answered when `answer` is called, in their order, or at once. */
function openRig({ heard = 'en', atOnce = true }: { readonly heard?: string | readonly string[]; readonly atOnce?: boolean } = {}) {
  const asked: string[] = [];
  const toHear = [heard].flat();
  const nextHeard = (): string => (toHear.length > 1 ? toHear.shift() : toHear[0]) ?? 'en';
  const waiting: (() => void)[] = [];
  const run: ReadingsDeps['run'] = ({ samples, language }: Asked) => {
    asked.push(`${language ?? 'which'} ${samples.length / SECOND}`);
    const reading: WhisperReading = language === null ? { text: '', language: nextHeard() } : { text: 'We begin now.', language };
    if (atOnce) return Promise.resolve(reading);
    return new Promise((resolve) => waiting.push(() => resolve(reading)));
  };
  const readings = openReadings({
    model: { isMultilingual: true, shape: { vocabularySize: 51_865 } as ReadingsDeps['model']['shape'] },
    run,
    log: { info: () => undefined },
  });
  const inOne = { samples: sound, language: 'auto', languages: [{ language: 'en', probability: 1 }] } as const;
  return {
    asked,
    answer: () => waiting.shift()?.(),
    prepare: (samples = sound, over: Partial<Parameters<typeof readings.prepare>[0]> = {}) =>
      readings.prepare({ ...inOne, samples, ...over }, forever),
    read: (request: SttRequest) => readings.read(request, forever),
    final: (signal = forever) => readings.read({ ...inOne, purpose: 'final' }, signal),
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('where one language alone may be spoken', () => {
  it('the language of a final is told from its first seconds, and then it is read', async () => {
    const rig = openRig();
    expect(await rig.final()).toMatchObject({ text: 'We begin now.', language: 'en' });
    expect(rig.asked).toEqual(['which 2', 'en 4']);
  });

  it('they are heard while it still grows, once, so that the final is read at once', async () => {
    const rig = openRig();
    rig.prepare(sound.subarray(0, 1.9 * SECOND));
    expect(rig.asked).toEqual([]);
    for (const seconds of [2, 2.3, 3]) {
      rig.prepare(sound.subarray(0, seconds * SECOND));
      await turn();
    }
    expect(rig.asked).toEqual(['which 2']);
    await rig.final();
    expect(rig.asked).toEqual(['which 2', 'en 4']);
  });

  it('a final waits for what is being heard of it, and hears nothing twice', async () => {
    const rig = openRig({ atOnce: false });
    rig.prepare();
    rig.prepare();
    const final = rig.final();
    await turn();
    expect(rig.asked).toEqual(['which 2']);
    rig.answer();
    await turn();
    expect(rig.asked).toEqual(['which 2', 'en 4']);
    rig.answer();
    expect(await final).toMatchObject({ text: 'We begin now.' });
  });

  it('a final that is given up meanwhile does not wait for it', async () => {
    const rig = openRig({ atOnce: false });
    rig.prepare();
    const stop = new AbortController();
    const final = rig.final(stop.signal);
    stop.abort();
    await expect(final).rejects.toMatchObject({ code: 'aborted' });
  });

  it('speech in another one is still read as nothing, also where that was heard ahead', async () => {
    const rig = openRig({ heard: 'ru' });
    rig.prepare();
    await turn();
    expect(await rig.final()).toMatchObject({ text: '', language: 'ru' });
    expect(rig.asked.filter((one) => !one.startsWith('which'))).toEqual([]);
  });
});

it('a few words that are heard once, as a language of which Whisper knows little, are in the one that may be spoken', async () => {
  const few = {
    samples: sound.subarray(0, 0.7 * SECOND),
    language: 'auto',
    languages: [{ language: 'en', probability: 1 }],
    purpose: 'final',
  } as const;
  expect(await openRig({ heard: 'cy' }).read(few)).toMatchObject({ text: 'We begin now.', heardLanguage: { language: 'en' } });
  expect(await openRig({ heard: 'ru' }).read(few)).toMatchObject({ text: 'We begin now.', heardLanguage: { language: 'ru' } });
});

describe('a few words', () => {
  const read = (heard: readonly string[], seconds: number, allowed: readonly string[] = ['en']) => {
    const languages = allowed.map((language) => ({ language, probability: 1 / allowed.length }));
    return openRig({ heard }).read({ samples: sound.subarray(0, seconds * SECOND), language: 'auto', languages, purpose: 'final' });
  };

  it('that several hearings take for another language than may be spoken are not read', async () => {
    expect(await read(['ru'], 1.3)).toMatchObject({ text: '', language: 'ru' });
    expect(await read(['ru'], 1.7, ['en', 'es'])).toMatchObject({ text: '', language: 'ru' });
  });

  it('are read where the hearings differ, where another language is close to what may be spoken, and where they are so few that they are heard once', async () => {
    expect(await read(['ru', 'en', 'en'], 1.3)).toMatchObject({ text: 'We begin now.', language: 'en' });
    expect(await read(['ru', 'zh', 'ar'], 1.3)).toMatchObject({ text: 'We begin now.', language: 'en' });
    expect(await read(['pt'], 1.3, ['es'])).toMatchObject({ text: 'We begin now.', language: 'es' });
    expect(await read(['ru'], 1.1)).toMatchObject({ text: 'We begin now.', language: 'en' });
  });
});

it('nothing is heard ahead where several languages may be spoken, where any may be, and where the language is given', () => {
  const rig = openRig();
  const both = ['en', 'es'].map((language) => ({ language, probability: 0.5 }));
  rig.prepare(sound, { languages: both });
  rig.prepare(sound, { languages: [] });
  rig.prepare(sound, { language: 'en' });
  expect(rig.asked).toEqual([]);
});
