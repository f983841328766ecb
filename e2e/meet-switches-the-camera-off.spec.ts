// Meet takes the camera away, in each of the ways it has: the far end sees it, health says it, and the real bot brings the tile back.
import { expect, test } from '@playwright/test';
import { callRoute, healthRoute, type FullHealth } from '@subcam/shared/http';
import { NOTHING_SENT } from '@subcam/shared/session';
import { loadConversation, type FarEndFrame, type ObservedFrame } from './mock-meet/index.ts';
import { startChain, type Chain } from './src/chain/chain.ts';

type Session = FullHealth['sessions'][number];
type Tile = NonNullable<Session['tile']>;

/** A camera that does not obey three presses is pressed again 15 s later. */
const STUBBORN_LIMIT_MS = 45_000;

/** Letters are brighter than this on the default theme, and nothing else is. */
const LETTER_LUMA = 120;

/** And VP8 makes of black at most this. */
const BLACK_LUMA = 40;

test.describe('a camera that Meet switches off', () => {
  // One call, to which one thing after the other happens.
  test.describe.configure({ mode: 'serial' });
  let chain: Chain;
  const botLog: string[] = [];

  test.beforeAll(async () => {
    chain = await startChain({
      mode: 'mock',
      sourceLanguage: 'en',
      targetLanguages: ['es'],
      conversation: await loadConversation('default'),
      headed: false,
      mock: { admission: 'manual', lobbyMutesAfterMs: 0 },
      onBotLog: (line) => botLog.push(line),
    });
  });

  test.afterAll(async () => {
    await chain.close();
  });

  async function session(): Promise<Session | undefined> {
    const health = await callRoute(chain.daemon(), healthRoute, {});
    return 'sessions' in health ? health.sessions[0] : undefined;
  }

  async function tile(): Promise<Tile> {
    const found = (await session())?.tile;
    if (found === null || found === undefined) throw new Error('Health knows of no tile');
    return found;
  }

  const statusNow = async (): Promise<string> => (await session())?.tile?.sending.status ?? 'no session';

  async function status(wanted: string, limitMs = 15_000): Promise<void> {
    await expect.poll(statusNow, { timeout: limitMs, intervals: [100] }).toBe(wanted);
  }

  /** Until reports tell of the time after this call alone: each tells of a look at the senders up to a second before it. */
  async function freshReports(): Promise<void> {
    const { atMs } = await tile();
    await expect.poll(async () => (await tile()).atMs - atMs, { timeout: 15_000, intervals: [100] }).toBeGreaterThanOrEqual(2_500);
  }

  /** What the far end decodes for two and a half seconds, in which a still picture is sent three times. */
  async function decodedMeanwhile(): Promise<readonly ObservedFrame[]> {
    await freshReports();
    await chain.farEnd.observe(null);
    await freshReports();
    return chain.farEnd.observed();
  }

  /** The brightest pixel of the next picture that the far end decodes. */
  function brightest(): Promise<number> {
    return new Promise((resolve) => {
      const stop = chain.farEnd.onFrame(({ i420, width, height }: FarEndFrame) => {
        stop();
        resolve(i420.subarray(0, width * height).reduce((most, luma) => Math.max(most, luma), 0));
      });
    });
  }

  async function expectSent(): Promise<void> {
    const sent = async () => {
      const { sending, liveTracks } = (await session())?.tile ?? { sending: NOTHING_SENT, liveTracks: 0 };
      const { status, width, height, framesPerSecond } = sending;
      // A rate is known once it has been counted for a while.
      return { status, width, height, hasRate: framesPerSecond !== null && framesPerSecond > 0, isLive: liveTracks > 0 };
    };
    const wanted = { status: 'sending', width: 1280, height: 720, hasRate: true, isLive: true };
    await expect.poll(sent, { timeout: STUBBORN_LIMIT_MS, intervals: [100] }).toEqual(wanted);
    expect((await tile()).sending.framesPerSecond).toBeLessThanOrEqual(40);
    await expect.poll(brightest, { timeout: 15_000 }).toBeGreaterThan(LETTER_LUMA);
    // A report may be older than the frame.
    await expect.poll(async () => (await session())?.tileText, { timeout: 15_000 }).toContain('1280×720');
  }

  const presses = (): number => botLog.filter((line) => line.includes('"pressing"') && line.includes('"cameraOff"')).length;

  test('after minutes in the lobby, is switched on by the bot once it is let in, and health says what is sent', async () => {
    await expect.poll(() => chain.mock.guest.state, { timeout: 60_000 }).toBe('lobby');
    chain.mock.admit();
    await chain.active();
    await chain.farEnd.botJoined;
    await expectSent();
    expect(presses()).toBeGreaterThan(0);
  });

  test('in mid-call, is switched on again by the bot', async () => {
    const [pressed, { framesEncoded }] = [presses(), (await tile()).sending];
    chain.mock.camera('switch-off');
    await expect.poll(presses, { timeout: 15_000 }).toBeGreaterThan(pressed);
    await freshReports();
    await expectSent();
    await expect.poll(async () => (await tile()).sending.framesEncoded).toBeGreaterThan(framesEncoded);
  });

  test('and kept off by the host, shows nobody anything, which health and the bot say, until it is allowed again', async () => {
    chain.mock.camera('forbid');
    await status('no-track');
    expect(await tile()).toMatchObject({ liveTracks: 0, sending: { width: null, height: null, framesPerSecond: null } });
    expect(await decodedMeanwhile()).toEqual([]);
    await expect.poll(() => chain.botStatuses.at(-1)?.reason, { timeout: 15_000 }).toContain('nobody sees the subtitles');
    chain.mock.camera('allow');
    await expectSent();
    await expect.poll(() => chain.botStatuses.at(-1)?.reason, { timeout: 15_000 }).toBe('in the call, listening');
  });

  test('by its track alone, is black at the far end and disabled in health, though the page says that it is on', async () => {
    const pressed = presses();
    chain.mock.camera('disable');
    await status('disabled');
    // Chromium sends black pictures for a track that is off, so that nobody sees the last one for ever.
    await freshReports();
    expect(await brightest()).toBeLessThan(BLACK_LUMA);
    chain.mock.camera('enable');
    await expectSent();
    expect(presses()).toBe(pressed);
  });

  test('by taking its track from the sender, reaches nobody, and health says that nothing carries it', async () => {
    chain.mock.camera('drop');
    await status('not-attached');
    expect((await tile()).liveTracks).toBeGreaterThan(0);
    expect(await decodedMeanwhile()).toEqual([]);
    chain.mock.camera('restore');
    await expectSent();
  });

  test('by stopping its track and asking for another, is sent on, and what was encoded before still counts', async () => {
    const before = (await tile()).sending.framesEncoded;
    chain.mock.camera('renew');
    await freshReports();
    await expectSent();
    expect((await tile()).sending.framesEncoded).toBeGreaterThan(before);
    expect((await decodedMeanwhile()).length).toBeGreaterThan(1);
  });
});
