// A service on a GPU before Bergamot and Apertium: it dies, is there again and hangs, and comes back while people talk. The tile names the engine that speaks, and every final is translated once.
import { expect, test } from '@playwright/test';
import { openStore } from '@subcam/daemon';
import { engineLabel, type SessionEvent, type SessionState } from '@subcam/shared';
import { startSwitchedTranslation, type SwitchedTranslation } from './mock-engines/index.ts';
import { loadConversation } from './mock-meet/index.ts';
import { startChain, type Chain } from './src/chain/chain.ts';
import { lumaOfI420 } from './src/demo/pixels.ts';
import { saysTranslation } from './src/demo/state-reader.ts';

/** For how long an engine that failed is left alone; as it comes, that is ten seconds. */
const LEFT_ALONE_MS = 800;
const CHANGE_LIMIT_MS = 20_000;

/** Somebody talks from here on. */
const FROM_MS = 9_300;

type TranslationEvent = Extract<SessionEvent, { type: 'translation' }>;

test.describe('a service before the engines of this machine', () => {
  let chain: Chain;
  let service: SwitchedTranslation;

  test.beforeAll(async () => {
    service = await startSwitchedTranslation();
    chain = await startChain({
      mode: 'real',
      sourceLanguage: 'en',
      targetLanguages: ['pt'],
      conversation: await loadConversation('default'),
      headed: false,
      translators: 'auto',
      daemonEnv: { SUBCAM_TRANSLATION_URL: service.url, SUBCAM_LIMITS_TRANSLATOR_LEFT_ALONE_MS: String(LEFT_ALONE_MS) },
    });
  });

  test.afterAll(async () => {
    await chain.close();
    await service.close();
  });

  /** Waits for a translation by an engine from now on: what the tile was last told of engines before it. */
  const spokenBy = async (name: string): Promise<SessionState> => {
    const before = chain.reader.events.length;
    const isBy = (event: SessionEvent): event is TranslationEvent =>
      event.type === 'translation' && chain.reader.events.indexOf(event) >= before && event.translation.engine.name === name;
    const found = await chain.reader.waitFor(isBy, CHANGE_LIMIT_MS, `a translation by ${name}`);
    const told = chain.reader.events.slice(0, chain.reader.events.indexOf(found)).findLast((event) => event.type === 'state');
    if (told?.type !== 'state') throw new Error('No state was told before the first translation.');
    return told.state;
  };

  test('is stood in for while it is away or hangs, which the tile says at each moment, and speaks again when it is back', async () => {
    const opened = await chain.active();
    const [best] = opened.state.engines.translators;
    expect(best).toMatchObject({ name: 'translation-service', device: 'cuda:0' });
    expect(best?.chosenFor).toMatch(/^on a GPU \(cuda:0\), a sentence in \d+ ms$/u);

    const isSubstitute = saysTranslation('substitute');
    let saysSo = false;
    chain.farEnd.onFrame((frame) => {
      saysSo = isSubstitute(lumaOfI420(frame));
    });
    const labels: string[] = [];
    const speaks = async (name: string, isBackup: boolean): Promise<void> => {
      labels.push(engineLabel(await spokenBy(name)));
      await expect.poll(() => saysSo, { timeout: 5_000, intervals: [50] }).toBe(isBackup);
    };
    await chain.farEnd.startTalking({ fromMs: FROM_MS });
    await speaks('translation-service', false);
    await service.become('gone');
    await speaks('bergamot', true);
    await service.become('hangs');
    // A text finds out that it hangs.
    await expect.poll(() => service.hanging(), { timeout: CHANGE_LIMIT_MS, intervals: [50] }).toBeGreaterThan(0);
    await speaks('bergamot', true);
    await service.become('works');
    await speaks('translation-service', false);
    expect(labels.map((label) => label.split(' · ')[1])).toEqual(['translation-service', 'bergamot', 'bergamot', 'translation-service']);

    await chain.farEnd.stopTalking();
    const closed = await chain.leave();
    expect(closed?.audio.lostSamples).toBe(0);
    const finals = chain.reader.events.flatMap((event) =>
      event.type === 'translation' && event.translation.status === 'final' ? [event.translation] : [],
    );
    // The service marks all that it translates.
    for (const { engine, text } of finals) expect(text.startsWith('[pt] ')).toBe(engine.name === 'translation-service');
    const keys = finals.map(({ firstSample }) => firstSample);
    expect(new Set(keys).size).toBe(keys.length);
    const store = await openStore({ file: chain.daemon().databaseFile });
    try {
      const rows = await store.transcripts(opened.sessionId);
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.length).toBe(keys.length);
      for (const { translations } of rows) expect(translations.pt ?? '').not.toBe('');
    } finally {
      await store.close();
    }
  });
});
