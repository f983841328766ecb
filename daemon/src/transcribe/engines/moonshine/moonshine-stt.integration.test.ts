import type { Stt } from '@subcam/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultModelsDir } from '../../../models/index.ts';
import { speak, toFloat } from '../../../testing/spoken-text.ts';
import { testSttConformance } from '../../../testing/stt-conformance.ts';
import { moonshinePaths } from './moonshine-model.ts';
import { createMoonshineStt } from './moonshine-stt.ts';

const PATHS = moonshinePaths(defaultModelsDir(process.env));

const forever = new AbortController().signal;

const MAX_WAITING = 16;

const openMoonshine = (workers = 1): Promise<Stt> => createMoonshineStt({ paths: PATHS, workers, idleMs: 60_000, maxWaiting: MAX_WAITING });

describe('Moonshine', () => {
  let speech: Float32Array;
  /** Loads its model once for the tests that look at readings alone. */
  let stt: Stt;

  beforeAll(async () => {
    speech = toFloat(await speak('Good morning everybody, the meeting begins at noon.'));
    stt = await openMoonshine();
  });

  afterAll(() => stt.close());

  describe('as a recogniser', () => {
    testSttConformance(
      async () => ({
        stt: await openMoonshine(),
        speech,
        words: ['good morning', 'everybody', 'meeting', 'noon'],
      }),
      { isShared: true },
    );
  });

  it('hears nothing in noise', async () => {
    const noise = Float32Array.from({ length: 32_000 }, (_, index) => 0.05 * Math.sin(index * index));
    expect((await stt.transcribe({ samples: noise, language: 'en', purpose: 'final' }, forever)).text).toBe('');
  });

  it('is closed in the middle of readings, at any time, without harm to the process', async () => {
    for (const afterMs of [0, 30, 60, 120, 240]) {
      const closed = await openMoonshine(2);
      const readings = [1, 2, 3].map(() => closed.transcribe({ samples: speech, language: 'en', purpose: 'final' }, forever));
      const ends = Promise.allSettled(readings);
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await closed.close();
      for (const end of await ends) if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'engine-unavailable' });
    }
  });

  it('lets as many readings wait as it is told, half of them of one client, and refuses the next for now', async () => {
    const stop = new AbortController();
    const ask = () => stt.transcribe({ samples: speech, language: 'en', purpose: 'final', flow: ['a client', 'a session'] }, stop.signal);
    // One more than may wait is being read.
    const readings = Promise.allSettled(Array.from({ length: MAX_WAITING / 2 + 1 }, ask));
    await expect(ask()).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true });
    stop.abort();
    for (const reading of await readings) expect(reading).toMatchObject({ reason: { code: 'aborted' } });
  });

  it('says that it reads English alone', async () => {
    const ask = (language: string) => stt.transcribe({ samples: speech, language, purpose: 'final' }, forever);
    await expect(ask('de')).rejects.toMatchObject({ code: 'engine-failed', message: expect.stringContaining('English') });
    for (const language of ['auto', 'en-GB'])
      expect(await ask(language)).toMatchObject({ language: 'en', text: expect.stringContaining('noon') });
  });

  it.each(['encoder', 'decoder', 'tokens'] as const)('is not to be had without its files: %s', async (file) => {
    const paths = { ...PATHS, [file]: `${PATHS[file]}.missing` };
    await expect(createMoonshineStt({ paths, workers: 1, idleMs: 60_000, maxWaiting: MAX_WAITING })).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining('.missing'),
    });
  });
});
