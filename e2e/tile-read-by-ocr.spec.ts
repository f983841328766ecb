// The subtitles as a stranger's eyes would have them: frames that the far end decoded, read by Tesseract, compared with what was said.
import { expect, test } from '@playwright/test';
import { DEFAULT_TILE_SETTINGS, type Cue } from '@subcam/shared';
import { loadConversation } from './mock-meet/index.ts';
import { startChain } from './src/chain/chain.ts';
import { characterAccuracy, countCharacters } from './src/ocr/character-accuracy.ts';
import { readLine } from './src/ocr/read-line.ts';
import { watchSettledLines, type SettledLine } from './src/ocr/settled-lines.ts';

/** Enough text of each language for a percentage to mean something. */
const MIN_CHARACTERS = 400;

/** The conversation says as much as is needed in half of this. */
const TALK_LIMIT_MS = 120_000;

const LANGUAGES = { en: 'eng', es: 'spa' } as const;

const charactersOf = (lines: readonly SettledLine[]): number => lines.reduce((sum, { text }) => sum + text.length, 0);

for (const { width, height, share } of [
  { width: 1280, height: 720, share: 0.98 },
  { width: 640, height: 360, share: 0.95 },
]) {
  test(`at ${width}x${height} a machine reads at least ${share * 100} % of the characters that the far end decoded`, async () => {
    test.setTimeout(300_000);
    const chain = await startChain({
      mode: 'real',
      sourceLanguage: 'en',
      targetLanguages: ['es'],
      conversation: await loadConversation('default'),
      headed: false,
      mock: { lobbyMs: 500, cameraSize: { width, height } },
    });
    try {
      const watched = watchSettledLines(DEFAULT_TILE_SETTINGS, { width, height });
      const shown = new Map<string, Cue>();
      chain.reader.onEvent((event) => {
        if (event.type !== 'cue') return;
        const { update } = event;
        if (update.type === 'upsert') shown.set(update.cue.cueId, update.cue);
        else shown.delete(update.cueId);
        watched.change([...shown.values()], Date.now());
      });
      chain.farEnd.onFrame((frame) => watched.frame(frame));
      await chain.active();
      await chain.farEnd.startTalking({ fromMs: 0 });
      const fewest = (): number =>
        Math.min(...Object.keys(LANGUAGES).map((language) => charactersOf(watched.lines.filter((line) => line.language === language))));
      await expect.poll(fewest, { timeout: TALK_LIMIT_MS }).toBeGreaterThan(MIN_CHARACTERS);
      await chain.farEnd.stopTalking();
      const lines = [...watched.lines];
      expect(lines.some(({ text }) => /[áéíóúñü¿¡]/u.test(text))).toBe(true);

      for (const [language, name] of Object.entries(LANGUAGES)) {
        const read = [];
        for (const line of lines.filter((one) => one.language === language)) {
          const text = await readLine(line.picture, name);
          read.push({ meant: line.text, text, count: countCharacters(line.text, text) });
        }
        const counts = read.map(({ count }) => count);
        const accuracy = characterAccuracy(counts);
        const characters = counts.reduce((sum, count) => sum + count.characters, 0);
        const description = `${width}x${height} ${language}: ${(100 * accuracy).toFixed(2)} % of ${characters} characters in ${read.length} lines`;
        test.info().annotations.push({ type: 'ocr', description });
        process.stdout.write(`${description}\n`);
        const wrong = read.filter(({ count }) => count.edits > 0).map(({ meant, text }) => `${meant} -> ${text}`);
        expect(accuracy, wrong.join('\n')).toBeGreaterThanOrEqual(share);
      }
    } finally {
      await chain.close();
    }
  });
}
