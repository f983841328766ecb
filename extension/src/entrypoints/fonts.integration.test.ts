// The tile's fonts in a real Chromium under a policy like Meet's: none but Latin at first, each other script when words need it, no letter missing.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Browser, Page } from 'puppeteer-core';
import type { Cue } from '@subcam/shared';
import { cssFont, scriptsOf, TILE_FONTS } from '@subcam/shared/paint';
import { sampleCue } from '@subcam/shared/testing';
import { LOOPBACK_PAGE } from '../testing/loopback-call.ts';
import { launchTestBrowser } from '../testing/test-browser.ts';
import { emptyLedger, startTestDaemon, type Ledger, type TestDaemon } from '../testing/test-daemon.ts';
import { reopenMeetingPage, startCapture, stopCapture } from '../testing/test-capture.ts';

let browser: Browser;
let page: Page;
let ledger: Ledger;
let daemon: TestDaemon;

/** Text and language, with letters of each script's every kind. */
const SAMPLES: readonly (readonly [text: string, language: string])[] = [
  ['Señoría, ¿empezamos? Größe œuvre', 'es'],
  ['Őrült árvíztűrő źdźbło čeština', 'hu'],
  ['Tiếng Việt được ₫', 'vi'],
  ['Жизнь прекрасна їжак', 'ru'],
  ['Ңұр ҮӘҚ', 'kk'],
  ['Καλημέρα σας ΑΩ', 'el'],
  ['ἀρχὴ ὕβρις ᾳ', 'el'],
  ['नमस्ते दुनिया ०१२', 'hi'],
  ['مرحبا بالعالم، ٤٥؟', 'ar'],
  ['שלום עולם ךםןףץ', 'he'],
  ['สวัสดีชาวโลก น้ำ ๑๒', 'th'],
  ['Բարև աշխարհ և', 'hy'],
  ['শুভ সকাল, ক্ষমা করবেন ৪৫', 'bn'],
  ['ሰላም ለዓለም።', 'am'],
  ['გამარჯობა მსოფლიო', 'ka'],
  ['નમસ્તે દુનિયા ૪૫', 'gu'],
  ['ਸਤ ਸ੍ਰੀ ਅਕਾਲ ੪੫', 'pa'],
  ['ನಮಸ್ಕಾರ ಪ್ರಪಂಚ ೪೫', 'kn'],
  ['សួស្តីពិភពលោក ៤៥។', 'km'],
  ['ສະບາຍດີ ໔໕', 'lo'],
  ['നമസ്കാരം ലോകം ൪൫', 'ml'],
  ['မင်္ဂလာပါ ကမ္ဘာ ၄၅။', 'my'],
  ['ନମସ୍କାର ବିଶ୍ୱ ୪୫', 'or'],
  ['ආයුබෝවන් ලෝකය', 'si'],
  ['வணக்கம் உலகம்', 'ta'],
  ['నమస్కారం ప్రపంచం ౪౫', 'te'],
  ['އައްސަލާމް ޢަލައިކުމް', 'dv'],
  ['བཀྲ་ཤིས་བདེ་ལེགས། ༤༥', 'bo'],
  ['我们讨论发布计划，好吗？', 'zh'],
  ['我們討論發布計劃，好嗎？體驗', 'zh-TW'],
  ['会議を始めましょう。カタカナ「字幕」', 'ja'],
  ['안녕하세요 회의를 시작합시다', 'ko'],
  ['👍🎉😀🔥❤', 'en'],
  ['♪ → ① ★ ≤ ∞', 'en'],
];

function cueOf(text: string, language: string, revision: number): Cue {
  const translations = { [language]: { text, stableLength: text.length } };
  return sampleCue({ revision, speakerName: null, text: '12', translations, shownAtMs: Date.now() });
}

/** Families of ours that the page's document can draw with, each with its weights. */
async function familiesThere(): Promise<string[]> {
  const names = await page.evaluate(() =>
    Array.from(document.fonts, ({ family, weight, status }) => `${family.replaceAll('"', '')} ${weight} ${status}`),
  );
  return names.toSorted();
}

const loaded = (scripts: readonly string[]): string[] =>
  TILE_FONTS.filter(({ script }) => scripts.includes(script))
    .map(({ family, weight, forEveryWeight }) => `${family} ${forEveryWeight ? '100 900' : weight} loaded`)
    .toSorted();

beforeAll(async () => {
  browser = await launchTestBrowser({ extensionDir: inject('extensionDir') });
});

afterAll(() => browser.close());

// A page that has no fonts yet.
beforeEach(async () => {
  ledger = emptyLedger();
  daemon = await startTestDaemon({ ledger });
  page = await reopenMeetingPage(browser, LOOPBACK_PAGE);
  await startCapture(browser, daemon, ledger);
});

afterEach(async () => {
  await stopCapture(browser);
  await daemon.kill();
});

describe('fonts of a meeting page', () => {
  it('come a script at a time, when the first words need them, and draw every letter from then on', async () => {
    const there = new Set(['latin', 'latin-ext', 'symbols']);
    await expect.poll(familiesThere, { timeout: 10_000 }).toEqual(loaded([...there]));
    for (const [index, [text, language]] of SAMPLES.entries()) {
      daemon.send({ type: 'upsert', emittedAtMs: Date.now(), cue: cueOf(text, language, index + 1) });
      for (const script of scriptsOf(text, language)) there.add(script);
      await expect.poll(familiesThere, { timeout: 10_000 }).toEqual(loaded([...there]));
    }
    expect([...there].toSorted()).toEqual([...new Set(TILE_FONTS.map(({ script }) => script))].toSorted());

    const given = SAMPLES.map(([text, language]) => ({
      letters: Array.from(text).filter((letter) => scriptsOf(letter, language).length > 0),
      fonts: [cssFont(36, 400, language), cssFont(36, 600, language)],
    }));
    const missing = await page.evaluate((samples) => {
      const canvas = new OffscreenCanvas(60, 60);
      const context = canvas.getContext('2d', { willReadFrequently: true });
      if (context === null) throw new Error('no canvas');
      const draw = (text: string, font: string): string => {
        context.clearRect(0, 0, 60, 60);
        context.font = font;
        context.fillStyle = '#ffffff';
        context.fillText(text, 8, 44);
        return context.getImageData(0, 0, 60, 60).data.join(',');
      };
      // What the platform shows for a character that no font has, and what it has itself, without ours.
      return samples.flatMap(({ letters, fonts }) =>
        fonts.flatMap((font) => {
          const nothing = draw('\u{e123}', font);
          return letters.filter((letter) => {
            const seen = draw(letter, font);
            return seen === nothing || seen === draw(letter, font.replaceAll(/"Subcam [^"]+", /gu, ''));
          });
        }),
      );
    }, given);
    expect(missing).toEqual([]);
  });

  it('draw a sequence that stands for one picture as one: families, flags, keycaps, tones of skin', async () => {
    daemon.send({ type: 'upsert', emittedAtMs: Date.now(), cue: cueOf('👍', 'en', 100) });
    await expect.poll(familiesThere, { timeout: 10_000 }).toContain('Subcam emoji 100 900 loaded');
    const sequences = ['👨‍👩‍👧', '🇪🇸', '1️⃣', '👍🏽', '🏳️‍🌈', '🏴‍☠️', '❤️'];
    const widths = await page.evaluate(
      (font, texts) => {
        const context = new OffscreenCanvas(10, 10).getContext('2d');
        if (context === null) throw new Error('no canvas');
        context.font = font;
        return texts.map((text) => context.measureText(text).width);
      },
      cssFont(100, 400),
      ['😀', ...sequences],
    );
    for (const width of widths) expect(width).toBeCloseTo(widths[0] ?? 0, 1);
  });
});
