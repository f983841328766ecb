// A service on a GPU before Bergamot and Apertium: it dies, Bergamot hangs too, the service hangs, and comes back while people talk. The tile names the engine that speaks, and every final is translated once.
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@playwright/test';
import type { SessionEvent } from '@subcam/shared';
import { startSwitchedTranslation, type SwitchedTranslation } from './mock-engines/index.ts';
import { loadConversation } from './mock-meet/index.ts';
import { startChain, type Chain } from './src/chain/chain.ts';
import { INSPECTED, inspectorIn, reachTranslatorThreads } from './src/chain/translator-threads.ts';
import { openStripReader } from './src/ocr/strip-reader.ts';

/** For how long an engine that failed is left alone; as it comes, that is ten seconds. */
const LEFT_ALONE_MS = 800;
/** How long Bergamot's thread may be at one batch before another takes its place; it reads its model in that time too, on a busy machine. */
const THREAD_LIMIT_MS = 5_000;
const CHANGE_LIMIT_MS = 30_000;
/** From a translation to the picture that names its engine, the time that Tesseract takes included. */
const NAMED_LIMIT_MS = 5_000;

/** Somebody talks from here on. */
const FROM_MS = 9_300;

type TranslationEvent = Extract<SessionEvent, { type: 'translation' }>;

/** Of all that the daemon's file has of translations, in the order in which the originals were said. */
function storedTranslations(file: string): readonly { readonly firstSample: number; readonly text: string; readonly engine: string }[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database.prepare(
      `SELECT transcripts.first_sample AS firstSample, translations.text AS text, json_extract(translations.engine, '$.name') AS engine
       FROM transcripts LEFT JOIN translations USING (transcript_id) ORDER BY transcripts.first_sample`,
    );
    return rows
      .all()
      .map(({ firstSample, text, engine }) => ({ firstSample: Number(firstSample), text: String(text), engine: String(engine) }));
  } finally {
    database.close();
  }
}

test.describe('a service before the engines of this machine', () => {
  let chain: Chain;
  let service: SwitchedTranslation;
  let inspector: string | null = null;

  test.beforeAll(async () => {
    service = await startSwitchedTranslation();
    chain = await startChain({
      mode: 'real',
      sourceLanguage: 'en',
      targetLanguages: ['pt'],
      conversation: await loadConversation('default'),
      headed: false,
      translators: 'auto',
      daemonEnv: {
        ...INSPECTED,
        SUBCAM_TRANSLATION_URL: service.url,
        SUBCAM_ENGINES_TRANSLATOR_BERGAMOT_TIMEOUT_MS: String(THREAD_LIMIT_MS),
        SUBCAM_LIMITS_TRANSLATOR_LEFT_ALONE_MS: String(LEFT_ALONE_MS),
      },
      onDaemonLog: (line) => {
        inspector ??= inspectorIn(line);
      },
    });
  });

  test.afterAll(async () => {
    await chain.close();
    await service.close();
  });

  const translations = (): readonly TranslationEvent['translation'][] =>
    chain.reader.events.flatMap((event) => (event.type === 'translation' ? [event.translation] : []));

  /** Waits for a translation by this engine from now on. */
  const spokenBy = async (name: string, statuses: readonly string[]): Promise<void> => {
    const before = translations().length;
    const isThere = (): boolean =>
      translations()
        .slice(before)
        .some(({ engine, status }) => engine.name === name && statuses.includes(status));
    await expect.poll(isThere, { timeout: CHANGE_LIMIT_MS, intervals: [50], message: `a translation by ${name}` }).toBe(true);
  };

  test('is stood in for while it is away or hangs, which the tile says at each moment, and speaks again when it is back', async () => {
    const opened = await chain.active();
    const [best] = opened.state.engines.translators;
    expect(best).toMatchObject({ name: 'translation-service', device: 'cuda:0' });
    expect(best?.chosenFor).toMatch(/^on a GPU \(cuda:0\), a sentence in \d+ ms$/u);

    const strip = openStripReader();
    chain.farEnd.onFrame((frame) => strip.frame(frame));
    const told: string[] = [];
    /** `named`: on the tile, as the far end decoded it and Tesseract reads it. */
    const speaks = async (name: string, named: RegExp, statuses = ['partial', 'final']): Promise<void> => {
      await spokenBy(name, statuses);
      let read = '';
      const readAgain = async (): Promise<string> => (read = await strip.read());
      await expect.poll(readAgain, { timeout: NAMED_LIMIT_MS, intervals: [250], message: `the tile while ${name} speaks` }).toMatch(named);
      told.push(`${name}: ${read}`);
    };

    await chain.farEnd.startTalking({ fromMs: FROM_MS });
    await speaks('translation-service', /^(?!.*Backup translation).*\Wmoonshine\W+translation-service$/u);
    await service.become('gone');
    await speaks('bergamot', /\WBackup translation\W+moonshine\W+bergamot$/u);
    if (inspector === null) throw new Error('The daemon did not say where its inspector listens.');
    const threads = await reachTranslatorThreads(inspector);
    try {
      expect(threads.count).toBe(1);
      threads.hang();
      await speaks('apertium+apertium', /\WBackup translation\W+moonshine\W+apertium\+apertium via Spanish$/u, ['final']);
      await service.become('hangs');
      // A text finds out that it hangs.
      await expect.poll(() => service.hanging(), { timeout: CHANGE_LIMIT_MS, intervals: [50] }).toBeGreaterThan(0);
      await speaks('bergamot', /\WBackup translation\W+moonshine\W+bergamot$/u);
    } finally {
      threads.close();
    }
    await service.become('works');
    await speaks('translation-service', /^(?!.*Backup translation).*\Wmoonshine\W+translation-service$/u);
    for (const line of told) test.info().annotations.push({ type: 'tile', description: line });
    process.stdout.write(`${told.join('\n')}\n`);

    await chain.farEnd.stopTalking();
    const closed = await chain.leave();
    expect(closed?.audio.lostSamples).toBe(0);
    const finals = translations().filter(({ status }) => status === 'final');
    // The service marks all that it translates.
    for (const { engine, text } of finals) expect(text.startsWith('[pt] ')).toBe(engine.name === 'translation-service');
    const shown = finals.map(({ firstSample, text, engine }) => ({ firstSample, text, engine: engine.name }));
    const stored = storedTranslations(chain.daemon().databaseFile);
    expect(stored.length).toBeGreaterThan(0);
    // Each once, by the engine that both name.
    expect(shown.toSorted((one, other) => one.firstSample - other.firstSample)).toEqual(stored);
  });
});
