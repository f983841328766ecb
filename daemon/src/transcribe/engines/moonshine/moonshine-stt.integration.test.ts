import { beforeAll, describe, expect, it } from 'vitest';
import { defaultModelsDir } from '../../../models/index.ts';
import { speak, toFloat } from '../../../testing/spoken-text.ts';
import { testSttConformance } from '../../../testing/stt-conformance.ts';
import { moonshinePaths } from './moonshine-model.ts';
import { createMoonshineStt } from './moonshine-stt.ts';

const PATHS = moonshinePaths(defaultModelsDir(process.env));

const forever = new AbortController().signal;

describe('Moonshine', () => {
  let speech: Float32Array;

  beforeAll(async () => {
    speech = toFloat(await speak('Good morning everybody, the meeting begins at noon.'));
  });

  describe('as a recogniser', () => {
    testSttConformance(async () => ({
      stt: await createMoonshineStt({ paths: PATHS, workers: 1, idleMs: 60_000 }),
      speech,
      words: ['good morning', 'everybody', 'meeting', 'noon'],
    }));
  });

  it('hears nothing in noise', async () => {
    const stt = await createMoonshineStt({ paths: PATHS, workers: 1, idleMs: 60_000 });
    const noise = Float32Array.from({ length: 32_000 }, (_, index) => 0.05 * Math.sin(index * index));
    try {
      expect((await stt.transcribe({ samples: noise, language: 'en', purpose: 'final' }, forever)).text).toBe('');
    } finally {
      await stt.close();
    }
  });

  it('is closed in the middle of readings, at any time, without harm to the process', async () => {
    for (const afterMs of [0, 30, 60, 120, 240]) {
      const stt = await createMoonshineStt({ paths: PATHS, workers: 2, idleMs: 60_000 });
      const readings = [1, 2, 3].map(() => stt.transcribe({ samples: speech, language: 'en', purpose: 'final' }, forever));
      const ends = Promise.allSettled(readings);
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await stt.close();
      for (const end of await ends) if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'engine-unavailable' });
    }
  });

  it('says that it reads English alone', async () => {
    const stt = await createMoonshineStt({ paths: PATHS, workers: 1, idleMs: 60_000 });
    const ask = (language: string) => stt.transcribe({ samples: speech, language, purpose: 'final' }, forever);
    try {
      await expect(ask('de')).rejects.toMatchObject({ code: 'engine-failed', message: expect.stringContaining('English') });
      for (const language of ['auto', 'en-GB'])
        expect(await ask(language)).toMatchObject({ language: 'en', text: expect.stringContaining('noon') });
    } finally {
      await stt.close();
    }
  });

  it.each(['encoder', 'decoder', 'tokens'] as const)('is not to be had without its files: %s', async (file) => {
    const paths = { ...PATHS, [file]: `${PATHS[file]}.missing` };
    await expect(createMoonshineStt({ paths, workers: 1, idleMs: 60_000 })).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining('.missing'),
    });
  });
});
