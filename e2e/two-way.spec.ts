// Two languages in one meeting: each utterance is read with the other language, in the pixels that another participant decoded.
import { expect, test } from '@playwright/test';
import { DEFAULT_TILE_SETTINGS, type Cue, type SessionState } from '@subcam/shared';
import { startMockWhisper, type MockService } from './mock-engines/index.ts';
import { loadConversation, twoWayConversation } from './mock-meet/index.ts';
import { startObservedChain, type ObservedChain } from './src/chain/observed-chain.ts';
import { characterAccuracy, countCharacters } from './src/ocr/character-accuracy.ts';
import { readLine } from './src/ocr/read-line.ts';
import { watchSettledLines } from './src/ocr/settled-lines.ts';

const LANGUAGES = { sourceLanguage: 'en', targetLanguages: ['pt'], twoWay: true };

/** Anna speaks English from here on, then Ben Portuguese, then Colin English, then Ben Portuguese again. */
const FROM_MS = 3_900;
const TALK_LIMIT_MS = 90_000;

/** Of each direction so many utterances are waited for. */
const UTTERANCES = 2;

test.describe('a bot in a meeting of two languages', () => {
  let whisper: MockService;
  let observed: ObservedChain;

  test.beforeAll(async () => {
    const conversation = twoWayConversation(await loadConversation('default'));
    whisper = await startMockWhisper(conversation);
    // The recogniser is scripted, since Moonshine hears English alone; all else is real.
    observed = await startObservedChain({ ...LANGUAGES, conversation, whisperUrl: whisper.url, translators: 'bergamot,apertium' });
  });

  test.afterAll(async () => {
    await observed.chain.close();
    await whisper.close();
  });

  test('shows English with Portuguese and Portuguese with English, seen and read at the far end', async () => {
    const { chain, witness } = observed;
    const { width, height } = DEFAULT_TILE_SETTINGS;
    const settled = watchSettledLines(DEFAULT_TILE_SETTINGS, { width, height });
    const standing = new Map<string, Cue>();
    const finals = new Map<string, Cue>();
    let state: SessionState | null = null;
    chain.reader.onEvent((event) => {
      if (event.type === 'state' || event.type === 'opened') ({ state } = event);
      if (event.type !== 'cue') return;
      const { update } = event;
      if (update.type === 'remove') standing.delete(update.cueId);
      else {
        standing.set(update.cue.cueId, update.cue);
        if (update.cue.status === 'final') finals.set(update.cue.cueId, update.cue);
      }
      settled.change([...standing.values()], Date.now());
    });
    chain.farEnd.onFrame((frame) => settled.frame(frame));

    await chain.active();
    await chain.farEnd.startTalking({ fromMs: FROM_MS });
    const seenIn = (language: string): number => {
      const seen = witness.sightings.filter(({ status, hasTranslation, seen: isSeen }) => status === 'final' && hasTranslation && isSeen);
      return new Set(seen.map(({ cueId }) => cueId).filter((cueId) => finals.get(cueId)?.sourceLanguage === language)).size;
    };
    const readable = (): readonly (typeof settled.lines)[number][] =>
      settled.lines.filter(({ kind, cueId }) => kind === 'translation' && finals.get(cueId)?.sourceLanguage === 'pt');
    await expect
      .poll(() => Math.min(seenIn('en'), seenIn('pt'), readable().length), { timeout: TALK_LIMIT_MS })
      .toBeGreaterThanOrEqual(UTTERANCES);
    await chain.farEnd.stopTalking();

    const translated = [...finals.values()].filter(({ translations }) => Object.keys(translations).length > 0);
    for (const { sourceLanguage, translations } of translated) {
      expect(Object.keys(translations)).toEqual([sourceLanguage === 'en' ? 'pt' : 'en']);
    }
    expect(state).toMatchObject({
      ...LANGUAGES,
      routes: [
        { sourceLanguage: 'en', targetLanguage: 'pt', engines: [{ name: 'bergamot' }] },
        { sourceLanguage: 'pt', targetLanguage: 'en', engines: [{ name: 'bergamot' }] },
      ],
    });

    // What stands below a Portuguese sentence is English, to a stranger's eyes.
    const counts = [];
    for (const line of readable()) {
      expect(line.language).toBe('en');
      counts.push(countCharacters(line.text, await readLine(line.picture, 'eng')));
    }
    expect(characterAccuracy(counts)).toBeGreaterThanOrEqual(0.95);

    const closed = await chain.leave();
    expect(closed?.audio.lostSamples).toBe(0);
    const directions = chain.reader.packets.map((packet) =>
      [packet.is_original_transcription ? 'said' : 'translated', packet.source_language, packet.target_language].join(' '),
    );
    expect([...new Set(directions)].toSorted()).toEqual(['said en en', 'said pt pt', 'translated en pt', 'translated pt en']);
  });
});
