// The subtitles as a stranger's eyes would have them: frames that the far end decoded, read by Tesseract, compared with what was said.
import { expect, test } from '@playwright/test';
import { DEFAULT_TILE_SETTINGS, type Cue } from '@subcam/shared';
import { loadConversation } from './mock-meet/index.ts';
import { startChain } from './src/chain/chain.ts';
import { readAsTheyCome, readingVerdicts } from './src/ocr/read-as-they-come.ts';
import { watchSettledLines } from './src/ocr/settled-lines.ts';

/** Enough text of each language for a percentage to mean something. The conversation says as much in half of the limit. */
const READING = { minCharacters: 400, limitMs: 120_000 } as const;

const SIZE = { width: 1280, height: 720 } as const;
const LEAST_SHARE = 0.98;

test('at 1280x720 a machine reads at least 98 % of the characters that the far end decoded', async () => {
  test.setTimeout(300_000);
  const chain = await startChain({
    mode: 'real',
    sourceLanguage: 'en',
    targetLanguages: ['es'],
    conversation: await loadConversation('default'),
    headed: false,
    mock: { lobbyMs: 500, cameraSize: SIZE },
  });
  try {
    const watched = watchSettledLines(DEFAULT_TILE_SETTINGS, SIZE);
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
    const read = await readAsTheyCome(watched.lines, READING);
    expect(read.some(({ meant }) => /[áéíóúñü¿¡]/u.test(meant))).toBe(true);
    for (const { accuracy, description, wrong } of readingVerdicts(read)) {
      test.info().annotations.push({ type: 'ocr', description });
      process.stdout.write(`${description}\n`);
      expect(accuracy, wrong.join('\n')).toBeGreaterThanOrEqual(LEAST_SHARE);
    }
  } finally {
    await chain.close();
  }
});
