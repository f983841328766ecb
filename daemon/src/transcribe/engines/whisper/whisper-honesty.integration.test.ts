// The real detector before Whisper: no words for sound in which nobody speaks, which bare it makes sentences of.
import { WORDLESS_SOUNDS } from '@subcam/shared/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Stt, VadFactory } from '@subcam/shared';
import { engineContext, openLocalVad } from '../../../testing/local-engines.ts';
import { join, pause, speak } from '../../../testing/spoken-text.ts';
import { hearFile } from '../../testing/hear-file.ts';
import { whisper } from './description.ts';

let vadFactory: VadFactory;
let stt: Stt;
beforeAll(async () => {
  vadFactory = await openLocalVad();
  stt = await whisper.open(whisper.settings.parse({ workers: 1 }), engineContext());
});
afterAll(() => stt.close());

const kinds = [...new Set(WORDLESS_SOUNDS.map(({ kind }) => kind))];

it.each(kinds)('sound in which nobody speaks comes to no words: %s', async (kind) => {
  for (const { make } of WORDLESS_SOUNDS.filter((sound) => sound.kind === kind))
    expect((await hearFile(make(10, 11), { vadFactory, stt })).texts).toEqual([]);
});

it.each(['Yes.', 'Thank you very much.'])('what somebody says is read, however short: %s', async (text) => {
  const { texts } = await hearFile(join([pause(500), await speak(text), pause(800)]), { vadFactory, stt });
  expect(texts.join(' ').toLowerCase()).toContain(text.split(' ').at(-1)?.toLowerCase().replace('.', ''));
});
