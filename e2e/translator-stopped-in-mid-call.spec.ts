// The translator hangs while people talk: the tile says so, the next of the chain does its work, and it is said when the best one is back.
import { expect, test } from '@playwright/test';
import { openStore } from '@subcam/daemon';
import type { SessionEvent, SessionState, TranslationRoute } from '@subcam/shared';
import { startMockTranslation, type MockService } from './mock-engines/index.ts';
import { startChain, type Chain } from './src/chain/chain.ts';
import { INSPECTED, inspectorIn, reachTranslatorThreads } from './src/chain/translator-threads.ts';
import { loadConversation } from './mock-meet/index.ts';
import { lumaOfI420 } from './src/demo/pixels.ts';
import { saysTranslation } from './src/demo/state-reader.ts';

/** From the stop to the tile that says so. */
const SAID_LIMIT_MS = 2_000;

/** How long the thread may be at one batch before another takes its place. */
const THREAD_LIMIT_MS = 3_000;
/** For how long an engine that failed is left alone; as it comes, that is ten seconds. */
const LEFT_ALONE_MS = 1_500;
const RECOVERY_LIMIT_MS = 40_000;

/** Somebody talks from here on, for four seconds. */
const FROM_MS = 9_300;

function routeOf(state: SessionState): TranslationRoute | undefined {
  return state.routes.find(({ targetLanguage }) => targetLanguage === 'pt');
}

test.describe('a translator that hangs in mid-call', () => {
  let chain: Chain;
  let service: MockService;
  let inspector: string | null = null;
  const log: string[] = [];

  test.beforeAll(async () => {
    service = await startMockTranslation();
    chain = await startChain({
      mode: 'real',
      sourceLanguage: 'en',
      targetLanguages: ['pt'],
      conversation: await loadConversation('default'),
      headed: false,
      translators: 'bergamot,translation-service',
      daemonEnv: {
        ...INSPECTED,
        SUBCAM_TRANSLATION_URL: service.url,
        SUBCAM_ENGINES_TRANSLATOR_BERGAMOT_TIMEOUT_MS: String(THREAD_LIMIT_MS),
        SUBCAM_LIMITS_TRANSLATOR_LEFT_ALONE_MS: String(LEFT_ALONE_MS),
      },
      onDaemonLog: (line) => {
        inspector ??= inspectorIn(line);
        log.push(line);
      },
    });
  });

  test.afterAll(async () => {
    await chain.close();
    await service.close();
  });

  const stateWith = (isSo: (route: TranslationRoute) => boolean, limitMs: number, what: string) => {
    // From now on: what was before does not count.
    const before = chain.reader.events.length;
    return chain.reader.waitFor(
      (event): event is Extract<SessionEvent, { type: 'state' }> => {
        if (event.type !== 'state' || chain.reader.events.indexOf(event) < before) return false;
        const route = routeOf(event.state);
        return route !== undefined && isSo(route);
      },
      limitMs,
      what,
    );
  };

  test('is replaced by the next, which the tile says within two seconds; nothing is lost or translated twice; its end is said too', async () => {
    const opened = await chain.active();
    const isSubstitute = saysTranslation('substitute');
    const seen: { readonly atMs: number; readonly saysSo: boolean }[] = [];
    chain.farEnd.onFrame((frame) => {
      seen.push({ atMs: frame.decodedAtMs, saysSo: isSubstitute(lumaOfI420(frame)) });
    });
    await chain.farEnd.startTalking({ fromMs: FROM_MS });
    await chain.reader.waitFor(
      (event): event is Extract<SessionEvent, { type: 'translation' }> => event.type === 'translation',
      20_000,
      'a first translation',
    );
    if (inspector === null) throw new Error('The daemon did not say where its inspector listens.');
    const threads = await reachTranslatorThreads(inspector);
    try {
      expect(threads.count).toBe(1);
      expect(seen.some(({ saysSo }) => saysSo)).toBe(false);

      const stoppedAtMs = Date.now();
      const substituted = stateWith(({ instead }) => instead !== null, 10_000, 'another translator');
      threads.hang();
      const { state } = await substituted;
      expect(routeOf(state)).toMatchObject({
        engines: [{ name: 'translation-service' }],
        instead: { engines: ['bergamot'], message: expect.stringMatching(/^bergamot gave no translation within/u) },
      });
      await expect.poll(() => seen.some(({ saysSo }) => saysSo), { timeout: 5_000, intervals: [50] }).toBe(true);
      const saidAfterMs = (seen.find(({ saysSo }) => saysSo)?.atMs ?? Infinity) - stoppedAtMs;
      const description = `the tile says so ${Math.round(saidAfterMs)} ms after the translator hung`;
      test.info().annotations.push({ type: 'latency', description });
      process.stdout.write(`${description}\n`);
      expect(saidAfterMs).toBeLessThan(SAID_LIMIT_MS);

      const restored = await stateWith(({ instead }) => instead === null, RECOVERY_LIMIT_MS, 'the best translator again');
      expect(routeOf(restored.state)?.engines).toMatchObject([{ name: 'bergamot' }]);
      await expect.poll(() => seen.at(-1)?.saysSo, { timeout: 5_000, intervals: [50] }).toBe(false);
    } finally {
      threads.close();
    }
    await chain.farEnd.stopTalking();
    const closed = await chain.leave();
    expect(closed?.audio.lostSamples).toBe(0);

    const told = log.filter((line) => /Another translator stands in|how these languages are translated/u.test(line));
    expect(told.map((line) => /stands in/u.test(line))).toEqual([false, true, false]);

    const translated = chain.reader.events.flatMap((event) => (event.type === 'translation' ? [event.translation] : []));
    // It stood in, whether or not a sentence ended meanwhile; the mocked service marks all that it translates.
    expect(service.requests()).toBeGreaterThan(0);
    expect(translated.some(({ text }) => !text.startsWith('[pt]'))).toBe(true);
    const keys = translated.filter(({ status }) => status === 'final').map(({ firstSample }) => firstSample);
    expect(new Set(keys).size).toBe(keys.length);
    const store = await openStore({ file: chain.daemon().databaseFile });
    try {
      const rows = await store.transcripts(opened.sessionId);
      expect(rows.length).toBe(keys.length);
      for (const { translations } of rows) expect(translations.pt ?? '').not.toBe('');
    } finally {
      await store.close();
    }
  });
});
