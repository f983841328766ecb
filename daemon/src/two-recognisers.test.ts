// Two recognisers at two speeds: chosen, opened, verified, told and closed together.
import * as z from 'zod';
import { describe, expect, it } from 'vitest';
import type { ModelEntry, SttDescription, VadDescription } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { allModels, chooseEngines, listChosen, modelsNeeded, openEngines } from './engines.ts';
import { scriptedStt } from './testing/fake-stt.ts';
import { scriptedVad } from './testing/fake-vad.ts';
import { engineContext } from './testing/local-engines.ts';

const [MODEL] = allModels() as [ModelEntry];

const common = {
  licence: 'MIT',
  settings: z.object({}),
  models: [],
  sdks: [],
  modelsFor: () => [],
  programsFor: () => [],
  leavesMachine: () => false,
} as const;

const vad: VadDescription = { ...common, kind: 'vad', name: 'v', title: 'V', open: () => Promise.resolve(scriptedVad()) };

function recogniser(name: string, log: string[]): SttDescription {
  const stt = scriptedStt(createVirtualClock(), () => ({}), { info: { name, model: 'test' } });
  const close = () => Promise.resolve(void log.push(`${name} closed`));
  return {
    ...common,
    kind: 'stt',
    name,
    title: name.toUpperCase(),
    languages: () => 'any',
    open: () => Promise.resolve({ ...stt, close }),
  };
}

describe('two recognisers', () => {
  it('are opened, verified, told and closed together', async () => {
    const log: string[] = [];
    const verified: string[] = [];
    const chosen = {
      vad: { description: vad, settings: {} },
      stt: { description: recogniser('better', log), settings: {} },
      sttPartials: { description: { ...recogniser('quick', log), modelsFor: () => [MODEL] }, settings: {} },
      translators: [],
    };
    const engines = await openEngines(chosen, engineContext(), {
      verify: (models) => Promise.resolve(void verified.push(...models.map(({ id }) => id))),
      translatorPatienceMs: () => 1_000,
    });
    expect(verified).toEqual([MODEL.id]);
    expect(engines.stt.info.name).toBe('better');
    expect(engines.stt.partials?.info.name).toBe('quick');
    expect(engines.inUse()).toMatchObject({
      stt: { name: 'better', title: 'BETTER' },
      sttPartials: { name: 'quick', title: 'QUICK', leavesMachine: false },
    });
    await engines[Symbol.asyncDispose]();
    expect(log).toEqual(['quick closed', 'better closed']);
  });

  it('are not two where both are the same', () => {
    const partials = { engine: 'moonshine', settings: { workers: 2 } };
    const two = chooseEngines({ stt: { engine: 'whisper-service', settings: {} }, sttPartials: partials, translators: [] });
    expect(listChosen(two).map(({ description }) => description.name)).toEqual(['silero', 'whisper-service', 'moonshine']);
    expect(two.sttPartials?.settings).toEqual({ workers: 2 });
    expect(modelsNeeded(listChosen(two)).map(({ id }) => id)).toEqual(['silero-vad-v6', 'moonshine-tiny-en']);
    expect(chooseEngines({ stt: partials, sttPartials: partials, translators: [] }).sttPartials).toBeNull();
    expect(() => chooseEngines({ stt: partials, sttPartials: { engine: 'bergamot', settings: {} }, translators: [] })).toThrow(
      /"bergamot"/,
    );
  });
});
