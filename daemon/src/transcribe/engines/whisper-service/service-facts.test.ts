// What the whisper service says of itself, in the shapes that services have, and what is made of it: ready, away, or without the model.
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '@subcam/shared';
import { startFormService, type FormReply, type FormService } from '../../../testing/form-service.ts';
import { engineContext } from '../../../testing/local-engines.ts';
import { whisperService } from './description.ts';

const forever = new AbortController().signal;
const open: FormService[] = [];

const NOT_FOUND: FormReply = { status: 404, body: { error: 'Not Found' } };
const NO_SOUND: FormReply = { status: 400, body: { error: 'There is no field audio' } };

/** `pages`: what stands at each path; every other one is not there. `posted`: what is answered where sound is sent. */
async function examine(pages: Readonly<Record<string, unknown>>, settings: object = {}, posted: FormReply = NO_SOUND) {
  const service = await startFormService(({ path, method }): FormReply => {
    const page = pages[path];
    if (method === 'POST') return posted;
    return page === undefined ? NOT_FOUND : { body: page };
  });
  open.push(service);
  const given = whisperService.settings.parse({ url: service.url, ...settings });
  const report = await whisperService.examine?.(given, { clock: systemClock, signal: forever });
  return { report, given, service };
}

afterEach(() => {
  for (const service of open.splice(0)) service.close();
});

describe('a whisper service', () => {
  it.each([
    [{ models: ['tiny', 'base'] }, { device: 'cuda' }],
    [{ available_models: [{ name: 'tiny' }, { name: 'base' }] }, { current_device: 'cuda' }],
    [{ data: [{ id: 'tiny' }, { id: 'base' }] }, { device_type: 'cuda' }],
    [['tiny', 'base'], { device_used: 'cuda' }],
  ])('says its models as %j and its device as %j', async (models, device) => {
    const { report, service } = await examine(
      { '/health': { status: 'healthy' }, '/api/models': models, '/api/device-info': device },
      { model: 'openai/whisper-base' },
    );
    expect(report).toEqual({ status: 'ready', detail: `answers at ${service.url} on cuda with the models tiny, base` });
    expect(service.received.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('without the model that is configured is unfit, is told with those that there are, and starts no daemon', async () => {
    const { report, given } = await examine({ '/api/models': { models: ['tiny', 'base'] } }, { model: 'huge' });
    expect(report).toMatchObject({ status: 'unfit', detail: expect.stringMatching(/no model "huge"; it has: tiny, base\. Set .*model/u) });
    await expect(whisperService.open(given, engineContext())).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('huge'),
    });
  });

  it('that says little of itself is taken as it is', async () => {
    const { report, given, service } = await examine({}, { model: 'huge' });
    expect(report).toEqual({ status: 'ready', detail: `answers at ${service.url}` });
    const stt = await whisperService.open(given, engineContext());
    expect(stt.info).toEqual({ name: 'whisper-service', model: 'huge' });
    await stt.close();
  });

  it.each([
    ['knows no such page', {}, NOT_FOUND],
    ['has a page for everything', { '/health': { ok: true }, '/api/models': 'Welcome' }, { body: { ok: true } }],
  ] as const)('is told from a web server that %s', async (_what, pages, posted) => {
    const { report, given, service } = await examine(pages, {}, posted);
    expect(report).toMatchObject({ status: 'unfit', detail: expect.stringContaining(service.url) });
    await expect(whisperService.open(given, engineContext())).rejects.toMatchObject({ code: 'configuration' });
  });

  it('says what it runs before the first word', async () => {
    const { given } = await examine({ '/health': { status: 'ok', model: 'base' }, '/api/device-info': { device: 'npu' } });
    const stt = await whisperService.open(given, engineContext());
    expect(stt.info.model).toBe('base on npu');
    await stt.close();
  });

  it('that is starting, or not there, is unreachable for now, and a daemon starts all the same', async () => {
    expect((await examine({ '/health': { status: 'unhealthy', error: 'model is loading' } })).report).toMatchObject({
      status: 'unreachable',
      detail: expect.stringContaining('model is loading'),
    });
    const { given, service } = await examine({});
    service.close();
    expect(await whisperService.examine?.(given, { clock: systemClock, signal: forever })).toMatchObject({
      status: 'unreachable',
      detail: expect.stringMatching(/can't be reached: is it running\?$/u),
    });
    await (await whisperService.open(given, engineContext())).close();
  });

  it('names no more models than anybody reads', async () => {
    const models = Array.from({ length: 40 }, (_, index) => `model-${index}`);
    const { report } = await examine({ '/api/models': { models } }, { model: 'huge' });
    expect(report?.detail).toMatch(/model-7, …\. Set/u);
  });
});
