// Whisper with its real weights, behind the port: what every recogniser must do, languages, and files that it must not be given.
import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomNumbers } from '@subcam/shared/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineContext } from '../../../testing/local-engines.ts';
import { speak, toFloat } from '../../../testing/spoken-text.ts';
import { testSttConformance } from '../../../testing/stt-conformance.ts';
import { whisper } from './description.ts';
import { TINY_SHAPE, tinyGgml, tokensIn } from './testing/tiny-models.ts';
import { ggmlFile, WHISPER_BASE } from './whisper-models.ts';
import { createWhisperStt, type WhisperStt } from './whisper-stt.ts';

const { modelsDir, log } = engineContext();
const FILE = ggmlFile(WHISPER_BASE.id, modelsDir);

const forever = new AbortController().signal;

const open = (options: Partial<Parameters<typeof createWhisperStt>[0]> = {}): Promise<WhisperStt> =>
  createWhisperStt({
    file: FILE,
    model: 'base',
    useGpu: false,
    workers: 1,
    threads: 2,
    idleMs: 60_000,
    timeoutMs: 60_000,
    partialShare: 0.3,
    log,
    ...options,
  });

let speech: Float32Array;

beforeAll(async () => {
  speech = toFloat(await speak('Good morning everybody, the meeting begins at noon.'));
});

describe('Whisper as a recogniser', () => {
  testSttConformance(async () => ({ stt: await open(), speech, words: ['good morning', 'everybody', 'meeting', 'noon'] }));
});

describe('Whisper', () => {
  let stt: WhisperStt;

  beforeAll(async () => {
    stt = await open();
  });

  afterAll(() => stt.close());

  it('tells the language where it is asked to, and reads in the one that is probable', async () => {
    const heardLanguage = { language: 'en', probability: expect.closeTo(0.95, 1) as number };
    const ask = (languages?: readonly { readonly language: string; readonly probability: number }[]) =>
      stt.transcribe({ samples: speech, language: 'auto', purpose: 'final', ...(languages === undefined ? {} : { languages }) }, forever);
    expect(await ask()).toMatchObject({ language: 'en', heardLanguage, text: expect.stringContaining('morning') });
    const evenly = ['es', 'en'].map((language) => ({ language, probability: 0.5 }));
    expect(await ask(evenly)).toMatchObject({ language: 'en', heardLanguage, text: expect.stringContaining('morning') });
  });

  it('reads nothing of speech that is surely in another language than the one that may be spoken, nor shows any of it before', async () => {
    const only = (language: string) => [{ language, probability: 1 }];
    const ask = (language: string, purpose: 'partial' | 'final') =>
      stt.transcribe({ samples: speech, language: 'auto', purpose, languages: only(language) }, forever);
    expect(stt.weighsLanguages).toBe(true);
    for (const purpose of ['partial', 'final'] as const) {
      expect(await ask('de', purpose)).toMatchObject({ text: '', language: 'en', heardLanguage: { language: 'en' } });
      expect(await ask('en', purpose)).toMatchObject({ text: expect.stringContaining('morning'), language: 'en' });
    }
  });

  it('hears nothing in silence, faint hum and loud noise, of whatever length', async () => {
    for (const seconds of [0.2, 1, 5]) {
      const length = seconds * 16_000;
      const hum = Float32Array.from({ length }, (_, at) => 0.0003 * Math.sin((2 * Math.PI * 50 * at) / 16_000));
      const random = randomNumbers(5);
      const noise = Float32Array.from({ length }, () => 0.2 * (random() - 0.5));
      for (const samples of [new Float32Array(length), hum, noise])
        expect(await stt.transcribe({ samples, language: 'auto', purpose: 'final' }, forever)).toMatchObject({ text: '' });
    }
  });

  it('refuses a language that there is not, and reads on', async () => {
    const ask = (language: string) => stt.transcribe({ samples: speech, language, purpose: 'final' }, forever);
    await expect(ask('tlh')).rejects.toMatchObject({ code: 'engine-failed', retryable: false, message: expect.stringContaining('tlh') });
    expect(await ask('en-GB')).toMatchObject({ language: 'en-GB', text: expect.stringContaining('noon') });
  });

  it('does not say what stands in its prompt', async () => {
    const prompt = 'Kubernetes, Grafana, Anna Schmidt, Budget Review.';
    const { text } = await stt.transcribe({ samples: speech, language: 'en', purpose: 'final', prompt }, forever);
    expect(text).toContain('noon');
    expect(text).not.toMatch(/Grafana|Schmidt|Budget/);
  });
});

it('Whisper is closed in the middle of readings, at any time, without harm to the process, and its thread is gone', async () => {
  for (const afterMs of [0, 20, 80, 200, 400]) {
    const stt = await open({ workers: 2 });
    const ends = Promise.allSettled([1, 2, 3].map(() => stt.transcribe({ samples: speech, language: 'auto', purpose: 'final' }, forever)));
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    await stt.close();
    for (const end of await ends) if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'engine-unavailable' });
  }
});

it('a reading that takes longer than it may is given up', async () => {
  const stt = await open({ timeoutMs: 30 });
  try {
    await expect(stt.transcribe({ samples: speech, language: 'en', purpose: 'final' }, forever)).rejects.toMatchObject({
      code: 'timeout',
      retryable: true,
    });
  } finally {
    await stt.close();
  }
});

describe('a file that is no model', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'subcam-whisper-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  const failure = (file: string) =>
    open({ file }).then(
      async (stt) => stt.close(),
      (error: unknown) => error,
    );

  it('is refused where it is missing, cut, or of another kind, and the process goes on', async () => {
    const cut = path.join(dir, 'cut.bin');
    await copyFile(FILE, cut);
    await truncate(cut, 100_000_000);
    const wav = path.join(dir, 'sound.bin');
    await writeFile(wav, 'RIFF');
    expect(await failure(path.join(dir, 'none.bin'))).toMatchObject({ code: 'model-missing' });
    for (const file of [cut, wav]) expect(await failure(file)).toMatchObject({ code: 'model-corrupt' });
  });

  it('is refused where one letter of what it writes is another', async () => {
    const changed = path.join(dir, 'changed.bin');
    const bytes = await readFile(FILE);
    const letter = bytes.indexOf(' meeting');
    bytes.write('t', letter + 1);
    await writeFile(changed, bytes);
    expect(await failure(changed)).toMatchObject({ code: 'model-corrupt', message: expect.stringContaining('vocabulary') });
  });

  it('that is whole but says nothing sensible is read without harm', async () => {
    const file = path.join(dir, 'tiny.bin');
    await writeFile(file, tinyGgml(TINY_SHAPE, tokensIn(await readFile(FILE))));
    const stt = await open({ file });
    try {
      expect(await stt.transcribe({ samples: speech, language: 'auto', purpose: 'partial' }, forever)).toMatchObject({
        text: expect.any(String),
      });
    } finally {
      await stt.close();
    }
  });
});

describe('the engine as it is configured', () => {
  const opened = (settings: Record<string, unknown>) => whisper.open(whisper.settings.parse(settings), engineContext());

  it.skipIf(process.platform === 'darwin')('is never on the processor where a graphics processor was asked for', async () => {
    await expect(opened({ gpu: true })).rejects.toMatchObject({ code: 'configuration', message: expect.stringContaining('gpu') });
  });

  it('takes a model by its id or its file, and says which one it is', async () => {
    for (const model of [WHISPER_BASE.id, FILE]) {
      const stt = await opened({ model });
      expect(stt.info).toEqual({ name: 'whisper', model: model === FILE ? 'ggml-base' : 'base' });
      expect(stt.languages).toContain('es');
      await stt.close();
    }
  });

  it('says which models there are, and that a file will do, where it knows none of that name', async () => {
    await expect(opened({ model: 'whisper-none' })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringMatching(/whisper-none.*whisper-base, .*whisper-small.*path of a file/),
    });
  });
});
