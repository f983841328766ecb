// The main job: the bot joins through the lobby, people talk, another participant reads it, the bot leaves.
import { expect, test } from '@playwright/test';
import { startObservedChain, type ObservedChain } from './src/chain/observed-chain.ts';

test.describe('a bot in a meeting', () => {
  let observed: ObservedChain;

  test.beforeAll(async () => {
    observed = await startObservedChain({ mock: { lobbyMs: 1500 } });
  });

  test.afterAll(async () => {
    await observed.chain.close();
  });

  test('joins through the lobby, and the far end decodes what is said with its translation, until the bot leaves', async () => {
    const { chain, witness } = observed;
    await chain.active();
    const states = chain.botStatuses.map((status) => status.state);
    expect(states).toContain('waiting_room');
    expect(states.indexOf('waiting_room')).toBeLessThan(states.indexOf('active'));

    const seen = observed.sighting((sighting) => sighting.status === 'final' && sighting.hasTranslation && sighting.seen, 40_000);
    await chain.farEnd.startTalking({ fromMs: 0 });
    const sighting = await seen;
    expect(sighting.correlation).toBeGreaterThan(0.75);
    await expect.poll(() => witness.cueToPixelMs.length).toBeGreaterThan(0);

    await chain.farEnd.stopTalking();
    const closed = await chain.leave();
    expect(closed?.audio.lostSamples).toBe(0);
    expect(closed?.audio.gaps).toEqual([]);
    expect(await chain.runner.exited).toBe(0);
    expect(chain.botStatuses.at(-1)?.state).toBe('completed');

    const packets = chain.reader.packets;
    expect(packets.some((packet) => packet.is_original_transcription && packet.source_language === packet.target_language)).toBe(true);
    const translation = packets.find((packet) => !packet.is_original_transcription);
    expect(translation).toMatchObject({ source_language: 'en', target_language: 'es' });
    expect(translation?.translated_text).not.toBe(translation?.original_text);
  });
});
