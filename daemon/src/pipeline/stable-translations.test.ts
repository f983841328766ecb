// Translations of speech that is still going on: what of them is stable stays, in events, cues, packets and the store.
import type { Translator } from '@subcam/shared';
import { afterEach, describe, expect, it } from 'vitest';
import { lastStableAndFinal, stableTranslationBreaches } from '../testing/stable-translations.ts';
import { DEFAULT_PARTIAL_SETTINGS } from '../translate/index.ts';
import { openRig, send, soundOf, upperCaseTranslator, type Rig, type RigOptions } from './testing/pipeline-rig.ts';

let rig: Rig;

afterEach(() => rig.close());

/** Says what it is asked for, other words for whole sentences than for parts of them; each request takes a while. */
function changingTranslator(tookMs: number): Translator {
  const inner = upperCaseTranslator();
  return {
    ...inner,
    translate: async ({ text, purpose }, signal) => {
      await rig.clock.sleep(tookMs, signal);
      const said = purpose === 'final' ? text.replace('Yes.', 'Sure.') : text;
      return { text: `${said} (${purpose})`, confidence: null, engine: inner.info };
    },
  };
}

/** A sentence in the first half second, and a word for each half second after it. */
const growingSpeech: NonNullable<RigOptions['read']> = ({ samples }) => {
  const count = Math.floor(samples.length / 8_000);
  return { text: ['Yes.', ...Array.from({ length: count }, (_, index) => `w${index}`)].join(' ') };
};

const BY_SENTENCE: NonNullable<RigOptions['settings']> = { partials: { ...DEFAULT_PARTIAL_SETTINGS, stableUnit: 'sentence' } };

/** As sound comes: in real time. */
async function talk(sound: Int16Array): Promise<void> {
  const { attachment } = await rig.attach();
  for (let from = 0; from < sound.length; from += 1_600) {
    send(attachment, sound, { from, to: Math.min(sound.length, from + 1_600) });
    await rig.clock.advance(100);
  }
  await rig.clock.run(attachment.end(sound.length));
}

const SENTENCE = soundOf([0, 500], [0.9, 4_000], [0, 1_000]);

describe('what is stable of a translation', () => {
  it('stays in its final, and the final is told, shown and stored as one text', async () => {
    rig = await openRig({ read: growingSpeech, translator: changingTranslator(5), settings: BY_SENTENCE });
    await talk(SENTENCE);
    expect(stableTranslationBreaches(rig.events)).toEqual([]);
    const [kept] = lastStableAndFinal(rig.events);
    expect(kept?.stable).toBe('Yes.');
    expect(kept?.final).toMatch(/^Yes\. w0 w1 .* \(final\)$/u);
    const [row] = await rig.store.transcripts('session-1');
    const cue = rig.eventsOf('cue').findLast(({ update }) => update.type === 'upsert')?.update;
    const packet = rig.packets.find(({ is_original_transcription: isOriginal }) => !isOriginal);
    expect(row?.translations['es']).toBe(kept?.final);
    expect(packet?.translated_text).toBe(kept?.final);
    expect(cue?.type === 'upsert' ? cue.cue.translations['es'] : null).toEqual({ text: kept?.final, stableLength: kept?.final.length });
  });

  it('is nothing before the final, which is translated as if there had been no partials, unless it is asked for', async () => {
    rig = await openRig({ read: growingSpeech, translator: changingTranslator(5) });
    await talk(SENTENCE);
    expect(rig.eventsOf('translation').some(({ translation }) => translation.status === 'partial')).toBe(true);
    expect(lastStableAndFinal(rig.events)[0]?.stable).toBe('');
    const [row] = await rig.store.transcripts('session-1');
    expect(row?.translations['es']).toBe(`${row?.transcript.text.replace('Yes.', 'Sure.')} (final)`);
  });

  it('stays also when an answer for a partial comes after the final was asked for', async () => {
    rig = await openRig({ read: growingSpeech, translator: changingTranslator(140), settings: BY_SENTENCE });
    await talk(SENTENCE);
    expect(stableTranslationBreaches(rig.events)).toEqual([]);
    const [last] = rig.eventsOf('translation').slice(-1);
    expect(last?.translation.status).toBe('final');
  });

  it('is nothing of words that a cut may move into the next segment', async () => {
    const sentences: NonNullable<RigOptions['read']> = ({ samples }) => ({
      text: Array.from({ length: Math.floor(samples.length / 8_000) }, (_, index) => `W${index}.`).join(' '),
    });
    rig = await openRig({ read: sentences, translator: upperCaseTranslator(), settings: BY_SENTENCE });
    await talk(soundOf([0, 500], [0.9, 14_000], [0, 1_000]));
    expect(stableTranslationBreaches(rig.events)).toEqual([]);
    const [first] = rig.eventsOf('final');
    const [kept] = lastStableAndFinal(rig.events);
    expect(kept?.stable.split(' ').length).toBeGreaterThan(8);
    expect(kept?.final).toBe(first?.transcript.text);
  });
});

describe('partials', () => {
  it.each([
    ['at every word by a quick translator', 5, [5, 20]],
    ['at every third word by a slower one', 200, [1, 2]],
    ['not at all by a slow one', 400, [0, 0]],
  ] as const)('are translated %s, once it is known how long that takes', async (_how, tookMs, [least, most]) => {
    const asked: string[] = [];
    const inner = changingTranslator(tookMs);
    const translator: Translator = {
      ...inner,
      translate: (request, signal) => {
        asked.push(request.purpose);
        return inner.translate(request, signal);
      },
    };
    rig = await openRig({ read: growingSpeech, translator });
    await talk(soundOf([0, 500], [0.9, 3_000], [0, 1_000], [0.9, 3_000], [0, 1_000]));
    const second = asked.slice(asked.indexOf('final') + 1).filter((purpose) => purpose === 'partial').length;
    expect(second).toBeGreaterThanOrEqual(least);
    expect(second).toBeLessThanOrEqual(most);
    expect(rig.eventsOf('translation').filter(({ translation }) => translation.status === 'final')).toHaveLength(2);
  });

  it('are shown in the words that the translations of three texts begin with; one that is read again adds none', async () => {
    rig = await openRig({ translator: upperCaseTranslator() });
    await talk(soundOf([0, 500], [0.9, 2_500], [0, 1_000]));
    // Of each text, what is shown of its translation in the end.
    const shown = new Map<string, string>();
    for (const { update } of rig.eventsOf('cue')) {
      if (update.type !== 'upsert' || update.cue.status !== 'partial') continue;
      shown.set(update.cue.original.text, update.cue.translations['es']?.text ?? '');
    }
    expect([...shown]).toEqual([
      ['word0', ''],
      ['word0 word1', ''],
      ['word0 word1 word2', 'WORD0'],
      ['word0 word1 word2 word3', 'WORD0 WORD1'],
      ['word0 word1 word2 word3 word4', 'WORD0 WORD1 WORD2'],
    ]);
    // More often than there are texts: words are read again before the next one is said.
    expect(rig.eventsOf('partial').length).toBeGreaterThan(5);
  });

  it('are translated as the settings say', async () => {
    rig = await openRig({
      read: growingSpeech,
      translator: changingTranslator(5),
      settings: { partials: { ...DEFAULT_PARTIAL_SETTINGS, policy: 'finals-only' } },
    });
    await talk(SENTENCE);
    expect(rig.eventsOf('translation').map(({ translation }) => translation.status)).toEqual(['final']);
  });
});
