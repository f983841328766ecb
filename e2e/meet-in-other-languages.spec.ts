// A person's own Chrome with Meet in their language: names, the state of their microphone and their words, as in English.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { findChromium } from '@subcam/daemon';
import { SubcamError } from '@subcam/shared';
import { EXTENSION_ORIGIN } from '@subcam/shared/wire';
import { loadConversation, openFarEnd, startMockMeet } from './mock-meet/index.ts';
import { startDaemonProcess, type DaemonProcess } from './src/chain/daemon-process.ts';
import { openSubtitleReader, type SubtitleReader } from './src/chain/subtitle-reader.ts';
import { recordSpeech } from './src/person/record-speech.ts';
import { openPersonBrowser } from './src/person/person-browser.ts';
import { pollOften } from './src/poll-often.ts';

const SENTENCE = 'The house near the river is red.';

test.describe('a person whose Meet is not in English', () => {
  let folder: string;
  let speech: string;
  let daemon: DaemonProcess;
  let reader: SubtitleReader;

  test.beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'subcam-language-'));
    speech = await recordSpeech(SENTENCE, folder);
    daemon = await startDaemonProcess({ home: folder, port: 0, env: { SUBCAM_STT: 'moonshine', SUBCAM_TRANSLATOR: 'apertium' } });
    reader = await openSubtitleReader(daemon.url, daemon.token);
  });

  test.afterAll(async () => {
    reader.close();
    await daemon.stop();
    await rm(folder, { recursive: true });
  });

  for (const interfaceLanguage of ['de', 'ja', 'ar'] as const) {
    test(`has the others' names, and their own words while they are not muted (${interfaceLanguage})`, async () => {
      const executablePath = await findChromium(process.env);
      if (executablePath === null) throw new SubcamError('program-missing', 'There is no Chromium. Run `npm run setup`.');
      const mock = await startMockMeet({ lobbyMs: 100, interfaceLanguage });
      const farEnd = await openFarEnd(mock, { conversation: await loadConversation('default'), executablePath });
      const person = await openPersonBrowser({ executablePath, mock, displayName: 'Mia Own', speech, allowsMicrophone: true });
      try {
        const said = reader.events.length;
        await person.start(daemon);
        const capture = async () => (await person.status()).capture;
        await pollOften(async () => (await capture())?.microphone).toMatchObject({ phase: 'capturing', inMeeting: 'on', error: null });
        await pollOften(async () => (await capture())?.reading).toEqual({ language: interfaceLanguage, unread: [] });
        await farEnd.startTalking({ fromMs: 0 });

        const speakers = () =>
          new Set(
            reader.events
              .slice(said)
              .flatMap((event) => (event.type === 'cue' && event.update.type === 'upsert' ? [event.update.cue] : []))
              .filter(({ status }) => status === 'final')
              .map(({ speakerName }) => speakerName),
          );
        await pollOften(() => [...speakers()], 40_000).toEqual(expect.arrayContaining(['Anna', 'Mia Own']));
        await person.toggleMicrophone();
        await pollOften(async () => (await capture())?.microphone?.inMeeting).toBe('off');
        await person.page.screenshot({ path: test.info().outputPath(`meet-${interfaceLanguage}.png`) });

        // Toggles without any of their signs: it is said which state is not known, and in which language the page is.
        await person.page.evaluate(() => {
          for (const toggle of document.querySelectorAll('.toolbar [data-is-muted]')) {
            toggle.removeAttribute('data-is-muted');
            toggle.setAttribute('aria-label', '…');
            toggle.querySelector('i')?.remove();
          }
        });
        await pollOften(async () => (await capture())?.reading).toEqual({ language: interfaceLanguage, unread: ['microphone', 'camera'] });
        await pollOften(async () => (await capture())?.microphone?.inMeeting).toBe('unknown');
        const popup = await person.openPage(`${EXTENSION_ORIGIN}/popup.html`);
        const sentence = popup.locator('#meeting-page::-p-text(whether your microphone is on, so it is not captured)');
        await sentence.wait();
        await popup.screenshot({ path: test.info().outputPath(`popup-${interfaceLanguage}.png`) });
        await person.stop();
      } finally {
        await person.close();
        await farEnd.close();
        await mock.close();
      }
    });
  }
});
