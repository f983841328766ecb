// The translator is made ready for a session's languages when it begins: its first sentence waits for no model.
import { afterEach, expect, it } from 'vitest';
import { SubcamError } from '@subcam/shared';
import { openRig, send, TALK, upperCaseTranslator, type Rig } from './testing/pipeline-rig.ts';

let rig: Rig;

afterEach(() => rig.close());

it('a translator is made ready for each other language of a session before any sound comes', async () => {
  const prepared: string[] = [];
  const prepare = (source: string, target: string): Promise<void> => Promise.resolve(void prepared.push(`${source}-${target}`));
  rig = await openRig({ translator: { ...upperCaseTranslator(), prepare } });
  await rig.attach({ targetLanguages: ['es', 'pt', 'en-GB'] });
  expect(prepared).toEqual(['en-es', 'en-pt']);
});

it('one that can’t be made ready stops nothing', async () => {
  const prepare = (): Promise<void> => Promise.reject(new SubcamError('model-missing', 'It lacks its model.'));
  rig = await openRig({ translator: { ...upperCaseTranslator(), prepare } });
  const { attachment } = await rig.attach();
  send(attachment, TALK);
  expect(await rig.clock.run(attachment.end(TALK.length))).toMatchObject({ lostSamples: 0 });
  expect(rig.eventsOf('translation').length).toBeGreaterThan(0);
});
