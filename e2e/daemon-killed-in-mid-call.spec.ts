// Nothing said is lost, nothing is written twice: the daemon dies by SIGKILL in mid-call and comes back; the bot's Chrome stays in the call.
import { expect, test } from '@playwright/test';
import { openStore } from '@subcam/daemon';
import { wordErrorRate } from './src/word-error-rate.ts';
import { startObservedChain, type ObservedChain } from './src/chain/observed-chain.ts';
import { expectSkippedByChromeAlone } from './src/chain/skipped-by-chrome.ts';
import { loadConversation } from './mock-meet/index.ts';

/** How much of the conversation is played; the kills come at these instants of it. */
const PLAYED_MS = 28_000;
const KILLS_AT_MS = [8_000, 17_000];

/** From the restarted daemon's first word that it listens to the tile showing words again. */
const RECOVERY_LIMIT_MS = 5_000;

/** 0.2 s of 28: it can take no word away. */
const MOST_SKIPPED_SAMPLES = 3_200;

function until(instantMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.max(0, instantMs - Date.now()));
  });
}

test.describe('a daemon killed in mid-call', () => {
  let observed: ObservedChain;

  test.beforeAll(async () => {
    observed = await startObservedChain();
  });

  test.afterAll(async () => {
    await observed.chain.close();
  });

  test('loses no word, writes none twice, and the tile recovers within five seconds', async () => {
    const { chain } = observed;
    const opened = await chain.active();
    const { startedAtMs } = await chain.farEnd.startTalking({ fromMs: 0 });
    for (const killAtMs of KILLS_AT_MS) {
      await until(startedAtMs + killAtMs);
      await chain.daemon().kill();
      await until(startedAtMs + killAtMs + 1500);
      await chain.restartDaemon();
      const sighting = await observed.sighting((seen) => seen.seen, RECOVERY_LIMIT_MS);
      expect(sighting.seen).toBe(true);
    }
    await until(startedAtMs + PLAYED_MS);
    await chain.farEnd.stopTalking();
    const closed = await chain.leave();
    expect(closed?.audio.lostSamples).toBe(0);
    expectSkippedByChromeAlone(closed?.audio.gaps ?? [], MOST_SKIPPED_SAMPLES);

    const store = await openStore({ file: chain.daemon().databaseFile });
    try {
      const rows = await store.transcripts(opened.sessionId);
      const keys = rows.map((row) => `${row.transcript.captureId}:${row.transcript.firstSample}`);
      expect(new Set(keys).size).toBe(keys.length);
      for (const [index, row] of rows.entries()) {
        const next = rows[index + 1];
        if (next !== undefined) expect(next.transcript.firstSample).toBeGreaterThanOrEqual(row.transcript.speechEndSample);
        expect(row.translations.es ?? '').not.toBe('');
      }
      const conversation = await loadConversation('default');
      const said = conversation.utterances
        .flatMap((utterance) => utterance.words ?? [])
        .filter((word) => word.endMs <= PLAYED_MS)
        .map((word) => word.text)
        .join(' ');
      const written = rows.map((row) => row.transcript.text).join(' ');
      const { wer } = wordErrorRate(said, written);
      expect(wer, written).toBeLessThan(0.12);
    } finally {
      await store.close();
    }
  });
});
