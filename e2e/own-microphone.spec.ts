// A person's own microphone beside the tab: what they say is subtitled under their name, and never while the meeting does not hear them.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { findChromium } from '@subcam/daemon';
import { SubcamError, type Cue, type SessionEvent } from '@subcam/shared';
import { startMockMeet, type MockMeet } from './mock-meet/index.ts';
import { startDaemonProcess, type DaemonProcess } from './src/chain/daemon-process.ts';
import { openSubtitleReader, type SubtitleReader } from './src/chain/subtitle-reader.ts';
import { recordSpeech } from './src/person/record-speech.ts';
import { openPersonBrowser, type PersonBrowser } from './src/person/person-browser.ts';
import { pollOften } from './src/poll-often.ts';

const SENTENCE = 'The house near the river is red.';

function cuesIn(events: readonly SessionEvent[]): readonly Cue[] {
  return events.flatMap((event) => (event.type === 'cue' && event.update.type === 'upsert' ? [event.update.cue] : []));
}

test.describe("a person's own microphone", () => {
  let folder: string;
  let speech: string;
  let executablePath: string;
  let mock: MockMeet;
  let daemon: DaemonProcess;
  let reader: SubtitleReader;
  let person: PersonBrowser | null = null;

  test.beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'subcam-person-'));
    speech = await recordSpeech(SENTENCE, folder);
    const chromium = await findChromium(process.env);
    if (chromium === null) throw new SubcamError('program-missing', 'There is no Chromium. Run `npm run setup`.');
    executablePath = chromium;
    [mock, daemon] = await Promise.all([
      startMockMeet({ lobbyMs: 100 }),
      startDaemonProcess({ home: folder, port: 0, env: { SUBCAM_STT: 'moonshine', SUBCAM_TRANSLATOR: 'apertium' } }),
    ]);
    reader = await openSubtitleReader(daemon.url, daemon.token);
  });

  test.afterEach(async () => {
    await person?.close();
    person = null;
    reader.close();
    await daemon.stop();
    await mock.close();
    await rm(folder, { recursive: true });
  });

  test('is subtitled with translation under their name, on the tile, and is silence while they are muted in the meeting', async () => {
    const browser = await openPersonBrowser({ executablePath, mock, displayName: 'Mia Own', speech, allowsMicrophone: true });
    person = browser;
    const microphone = async () => (await browser.status()).capture?.microphone;

    // Muted before the start: whatever is said now is nobody's business.
    await browser.toggleMicrophone();
    await browser.start(daemon);
    await pollOften(microphone).toMatchObject({ phase: 'capturing', error: null, inMeeting: 'off', link: { phase: 'live' } });
    await pollOften(async () => (await microphone())?.sound?.phase, 20_000).toBe('silent');
    expect(cuesIn(reader.events)).toEqual([]);

    await browser.toggleMicrophone();
    await pollOften(microphone).toMatchObject({ inMeeting: 'on' });
    const { captureId } = (await microphone()) ?? {};
    const mine = () => cuesIn(reader.events).filter((cue) => cue.status === 'final' && cue.cueId.startsWith(`${captureId}:`));
    const read = (cue: Cue) => cue.original.text.toLowerCase().includes('near the river') && (cue.translations['es']?.text ?? '') !== '';
    await pollOften(() => mine().find(read), 30_000).toMatchObject({ speakerName: 'Mia Own' });
    expect(new Set(mine().map((cue) => cue.speakerLabel)).size).toBe(1);

    const painted = () => reader.events.flatMap((event) => (event.type === 'tile' ? event.report.painted : []));
    await pollOften(() => painted().some(({ cueId }) => cueId.startsWith(`${captureId}:`))).toBe(true);
    await pollOften(async () => (await browser.status()).capture?.tile?.liveTracks).toBeGreaterThan(0);

    await browser.stop();
    expect(await microphone()).toMatchObject({ phase: 'ended', error: null, account: { lostSamples: 0 } });
    await pollOften(() => reader.events.filter(({ type }) => type === 'closed')).toHaveLength(2);
    expect(new Set(reader.events.map(({ sessionId }) => sessionId)).size).toBe(1);
  });

  test('that was never allowed is said to be missing, and the tab is captured alone', async () => {
    const browser = await openPersonBrowser({ executablePath, mock, displayName: 'Mia Own', speech, allowsMicrophone: false });
    person = browser;
    await browser.start(daemon);
    await pollOften(async () => (await browser.status()).capture).toMatchObject({
      phase: 'capturing',
      link: { phase: 'live' },
      microphone: {
        phase: 'failed',
        captureId: null,
        error: { code: 'browser', message: expect.stringContaining('allow it') as unknown },
      },
    });
  });
});
