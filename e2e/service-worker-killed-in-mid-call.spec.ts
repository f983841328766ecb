// Chrome ends an extension's service worker whenever it likes: the offscreen document carries on, and so do the subtitles.
import { expect, test } from '@playwright/test';
import { debuggingArgs, freePort, killServiceWorker } from './src/chain/service-worker.ts';
import { startObservedChain, type ObservedChain } from './src/chain/observed-chain.ts';
import { expectSkippedByChromeAlone } from './src/chain/skipped-by-chrome.ts';

/** 0.1 s: it can take no word away. */
const MOST_SKIPPED_SAMPLES = 1_600;

test.describe('a service worker killed in mid-call', () => {
  let observed: ObservedChain;
  let port = 0;

  test.beforeAll(async () => {
    port = await freePort();
    observed = await startObservedChain({ chromeArgs: debuggingArgs(port) });
  });

  test.afterAll(async () => {
    await observed.chain.close();
  });

  test('changes nothing for those who read: subtitles go on, no sound is lost, and the bot still leaves in order', async () => {
    const { chain } = observed;
    await chain.active();
    await chain.farEnd.startTalking({ fromMs: 0 });
    await observed.sighting((sighting) => sighting.status === 'final' && sighting.seen, 30_000);
    const seenBefore = new Set(observed.witness.sightings.map((sighting) => sighting.cueId));

    await killServiceWorker(port);
    const after = await observed.sighting(
      (sighting) => sighting.status === 'final' && sighting.seen && !seenBefore.has(sighting.cueId),
      30_000,
    );
    expect(seenBefore.has(after.cueId)).toBe(false);

    await chain.farEnd.stopTalking();
    const closed = await chain.leave();
    expect(closed?.audio.lostSamples).toBe(0);
    expectSkippedByChromeAlone(closed?.audio.gaps ?? [], MOST_SKIPPED_SAMPLES);
    expect(chain.botStatuses.at(-1)?.state).toBe('completed');
  });
});
