// The machine's clock is set while people talk, by an hour and either way: what is counted in time goes on as if nothing had happened.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { finalsOf, openRig, send, TALK, undisturbedFinals, type Rig, type TestClient } from './testing/pipeline-rig.ts';

const HOUR_MS = 3_600_000;

let rig: Rig;

beforeEach(async () => {
  rig = await openRig();
});

afterEach(() => rig.close());

/** Ids of the cues that stand. */
function standing({ cues }: TestClient): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const update of cues) {
    if (update.type === 'upsert') ids.add(update.cue.cueId);
    else ids.delete(update.cueId);
  }
  return ids;
}

async function speak(attachment: Parameters<typeof send>[0], range: { readonly from: number; readonly to: number }): Promise<void> {
  for (let from = range.from; from < range.to; from += 1_600) {
    send(attachment, TALK, { from, to: Math.min(range.to, from + 1_600) });
    await rig.clock.advance(100);
  }
}

describe.each([
  ['back', -HOUR_MS],
  ['forward', HOUR_MS],
])('a clock that is set an hour %s in mid-call', (_, jumpMs) => {
  it('lets cues go when they have been read, finds out that no sound comes any more, and leaves finals as they are', async () => {
    const { attachment, client } = await rig.attach();
    // The first sentence is final, and its cue stands.
    await speak(attachment, { from: 0, to: 64_000 });
    expect(standing(client).size).toBe(1);
    rig.clock.setWallClock(rig.clock.nowMs() + jumpMs);
    await speak(attachment, { from: 64_000, to: TALK.length });
    await rig.clock.advance(30_000);
    expect(standing(client).size).toBe(0);

    // The client is still told the state each ten seconds, and that nothing arrives.
    const told = client.states.length;
    await rig.clock.advance(40_000);
    expect(client.states.length - told).toBeGreaterThanOrEqual(4);
    expect(client.states.at(-1)).toMatchObject({ captures: [{ status: 'no-sound' }] });
    expect(await rig.clock.run(attachment.end(TALK.length))).toMatchObject({ lostSamples: 0 });
    expect(await finalsOf(rig.store)).toEqual(await undisturbedFinals());
  });

  it('shows a cue for as long as any other, by the instants that it carries', async () => {
    const { attachment, client } = await rig.attach();
    rig.clock.setWallClock(rig.clock.nowMs() + jumpMs);
    await speak(attachment, { from: 0, to: TALK.length });
    await rig.clock.run(attachment.end(TALK.length));
    const finals = client.cues.flatMap((update) => (update.type === 'upsert' && update.cue.expiresAtMs !== null ? [update] : []));
    expect(finals.length).toBeGreaterThan(0);
    for (const { cue, emittedAtMs } of finals) {
      expect((cue.expiresAtMs ?? 0) - emittedAtMs).toBeGreaterThan(0);
      expect((cue.expiresAtMs ?? 0) - emittedAtMs).toBeLessThan(60_000);
    }
  });

  it('does not turn the delay from the tab to the daemon into an hour', async () => {
    const { attachment } = await rig.attach();
    await speak(attachment, { from: 0, to: 32_000 });
    rig.clock.setWallClock(rig.clock.nowMs() + jumpMs);
    await speak(attachment, { from: 32_000, to: TALK.length });
    const { p50, p95 } = rig.registry.sessions()[0]?.captures[0]?.captureToDaemonMs ?? { p50: NaN, p95: NaN };
    for (const figure of [p50, p95]) expect(Math.abs(figure ?? NaN)).toBeLessThan(1_000);
  });

  it('says how long ago the tile was heard of, and not an hour more or less', async () => {
    const { attachment } = await rig.attach();
    const sending = { status: 'no-track', width: null, height: null, framesPerSecond: null, framesEncoded: 0 } as const;
    attachment.tile({ framesPainted: 1, width: 640, height: 360, liveTracks: 0, sending, painted: [] });
    await rig.clock.advance(7_000);
    rig.clock.setWallClock(rig.clock.nowMs() + jumpMs);
    const tile = rig.registry.sessions()[0]?.tile;
    expect(rig.clock.nowMs() - (tile?.atMs ?? NaN)).toBe(7_000);
  });
});
