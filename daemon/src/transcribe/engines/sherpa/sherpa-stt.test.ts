// The process with sherpa-onnx in it, with a package that does what its model's file says: what is read, and what becomes of a model that ends its process.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Stt } from '@subcam/shared';
import { engineContext } from '../../../testing/local-engines.ts';
import { STT_CHECKS } from '../../../testing/stt-conformance.ts';
import { sherpa } from './description.ts';
import { openToySherpa, type ToySherpa } from './testing/toy-sherpa.ts';

const forever = new AbortController().signal;
const speech = new Float32Array(16_000).fill(0.1);
const final = { samples: speech, language: 'en', purpose: 'final' } as const;

let toy: ToySherpa;

beforeAll(async () => {
  toy = await openToySherpa();
});
afterAll(() => toy[Symbol.asyncDispose]());

async function open(does: string, over: Readonly<Record<string, unknown>> = {}): Promise<Stt> {
  const folder = await toy.model(`model-${does}`, [
    'encoder.onnx',
    'decoder_merged.onnx',
    'decoder.onnx',
    'joiner.onnx',
    `${does}.tokens.txt`,
  ]);
  const settings = sherpa.settings.parse({ folder, kind: 'moonshine', ...over });
  return sherpa.open(settings, { ...engineContext(), env: toy.env });
}

describe('sherpa-onnx', () => {
  it('does what every recogniser must', async () => {
    // One that is closed in the last check; the others share it.
    const stt = await open('reads');
    for (const check of STT_CHECKS) await check.run({ stt, speech, words: ['hello', 'there'] });
  });

  it('says which model it is, and that nobody here has tried its kind', async () => {
    const tried = await open('reads');
    expect(tried.info).toEqual({ name: 'sherpa', model: 'model-reads (moonshine)' });
    expect(tried.languages).toEqual(['en']);
    const untried = await open('tells', { kind: 'whisper', languages: ['de', 'en'] });
    try {
      expect(untried.info.model).toBe('model-tells (whisper, untried)');
      expect(untried.languages).toEqual(['de', 'en']);
      // Of kinds that can be told a language; what it hears is what it tells.
      expect(await untried.transcribe(final, forever)).toMatchObject({ text: 'hello there in en', language: 'de' });
      expect(await untried.transcribe({ ...final, language: 'de-AT' }, forever)).toMatchObject({ text: 'hello there in de' });
      expect(await untried.transcribe({ ...final, language: 'auto' }, forever)).toMatchObject({ text: 'hello there in' });
    } finally {
      await untried.close();
      await tried.close();
    }
  });

  it('reads whole stretches with a streaming model', async () => {
    const stt = await open('reads', { kind: 'streaming-transducer' });
    expect((await stt.transcribe(final, forever)).text).toBe('hello there');
    await stt.close();
  });

  it.each([
    ['aborts', /can't run the moonshine model model-aborts: what\(\): {2}Load model failed:Protobuf parsing failed\./u],
    ['exits', /'n_mels' does not exist in the metadata/u],
    ['throws', /can't run the moonshine model/u],
    ['complains', /Unexpected input data type/u],
    ['hangs', /did not answer within 1 s/u],
  ])('is not opened with a model whose process %s, and says why', async (does, message) => {
    await expect(open(does, does === 'hangs' ? { startSeconds: 1 } : {})).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['dies', /could not read this sound: Something broke in the decoder/u],
    ['fails', /could not read this sound: bad alloc/u],
    ['stops', /could not read this sound: it did not answer within 1 s/u],
  ])('fails the one reading at which its process %s, and reads on', async (does, message) => {
    const stt = await open(does, does === 'stops' ? { readingSeconds: 1 } : {});
    try {
      const next = { ...final, samples: new Float32Array(16_000).fill(0.01) };
      const [failed, read] = await Promise.allSettled([stt.transcribe(final, forever), stt.transcribe(next, forever)]);
      expect(failed).toMatchObject({ status: 'rejected', reason: { code: 'engine-failed', message: expect.stringMatching(message) } });
      expect(read).toMatchObject({ status: 'fulfilled', value: { text: '' } });
    } finally {
      await stt.close();
    }
  });

  it('starts a process again that has ended and that nobody needs, and says until then that there is none', async () => {
    const stt = await open('dies');
    try {
      expect(stt.problem?.()).toBeNull();
      await expect(stt.transcribe(final, forever)).rejects.toMatchObject({ code: 'engine-failed' });
      await vi.waitFor(() => expect(stt.problem?.()).toBe('The process of sherpa-onnx has ended; another is started.'));
      await vi.waitFor(() => expect(stt.problem?.()).toBeNull(), { timeout: 5_000 });
      expect(await stt.transcribe({ ...final, samples: new Float32Array(16_000).fill(0.01) }, forever)).toMatchObject({ text: '' });
    } finally {
      await stt.close();
    }
  });

  it('starts one again by itself, too, where a reading that waited could not start it', async () => {
    const stt = await open('dies');
    const folder = await toy.model('model-dies', ['broken']);
    try {
      const both = await Promise.allSettled([stt.transcribe(final, forever), stt.transcribe(final, forever)]);
      expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      await vi.waitFor(() => expect(stt.problem?.()).not.toBeNull());
      await rm(path.join(folder, 'broken'));
      await vi.waitFor(() => expect(stt.problem?.()).toBeNull(), { timeout: 5_000 });
    } finally {
      await rm(path.join(folder, 'broken'), { force: true });
      await stt.close();
    }
  });

  it('needs its package, and says which command adds it', async () => {
    const folder = await toy.model('alone', ['encoder.onnx', 'decoder_merged.onnx', 'tokens.txt']);
    const env = { XDG_CACHE_HOME: '/nowhere' };
    const opened = sherpa.open(sherpa.settings.parse({ folder }), { ...engineContext(), env });
    const command = 'npm install --prefix /nowhere/subcam/sherpa-onnx sherpa-onnx-node@1.13.8';
    await expect(opened).rejects.toMatchObject({ code: 'program-missing', message: expect.stringContaining(command) });
    const [sdk] = sherpa.sdks;
    expect(sdk?.mend?.(env)).toBe(command);
    await expect(sdk?.load(env)).rejects.toThrow(/sherpa-onnx-node is not there/u);
    await expect(sdk?.load(toy.env)).resolves.toBeUndefined();
  });
});
