// Rooms with several languages: each utterance is translated out of the language that it is in, and what fails in one direction stays there.
import { afterEach, describe, expect, it } from 'vitest';
import { SubcamError, type LanguageCode, type SttRequest, type TranslateRequest, type Translator } from '@subcam/shared';
import { createFakeTranslator } from '../testing/fake-translator.ts';
import type { ScriptedReading } from '../testing/fake-stt.ts';
import { DEFAULT_PARTIAL_SETTINGS } from '../translate/index.ts';
import { openRig, send, soundOf, type Rig, type RigOptions } from './testing/pipeline-rig.ts';

let rig: Rig;

afterEach(() => rig.close());

/** The language of a sentence is told by how loud it is. */
const LEVELS = { en: 0.9, pt: 0.7, cy: 0.6 } as const;
type Spoken = keyof typeof LEVELS;

const SENTENCES = ['Yes.', 'No.', 'Maybe.', 'Later.', 'Today.', 'Again.', 'Never.', 'Always.'];

function conversation(...languages: readonly Spoken[]): Int16Array {
  return soundOf([0, 1000], ...languages.flatMap((language) => [[LEVELS[language], 1500] as const, [0, 1500] as const]));
}

function languageOf({ samples }: SttRequest): Spoken {
  const loudest = samples.reduce((most, sample) => Math.max(most, sample), 0);
  const distance = (language: Spoken): number => Math.abs(loudest - LEVELS[language] * 0.98);
  return (Object.keys(LEVELS) as Spoken[]).reduce((best, language) => (distance(language) < distance(best) ? language : best));
}

function read(request: SttRequest): ScriptedReading {
  const language = languageOf(request);
  return { text: `said in ${language}`, language };
}

/** Knows these languages and no other. */
function translatorOf(
  known: readonly LanguageCode[],
  answer?: (request: TranslateRequest) => string,
): Translator & {
  readonly asked: readonly TranslateRequest[];
  readonly prepared: string[];
  /** What it was asked although it does not know one of the languages. */
  readonly refused: TranslateRequest[];
} {
  const fake = createFakeTranslator(answer === undefined ? {} : { answer });
  const prepared: string[] = [];
  const refused: TranslateRequest[] = [];
  const supports = (source: LanguageCode, target: LanguageCode): boolean =>
    fake.supports(source, target) && known.includes(source) && known.includes(target);
  return {
    ...fake,
    prepared,
    refused,
    supports,
    prepare: (source, target) => {
      prepared.push(`${source}-${target}`);
      return Promise.resolve();
    },
    translate: (request, signal) => {
      const { sourceLanguage, targetLanguage } = request;
      if (supports(sourceLanguage, targetLanguage)) return fake.translate(request, signal);
      refused.push(request);
      return Promise.reject(new SubcamError('bad-request', `Nothing translates ${sourceLanguage} to ${targetLanguage} here.`));
    },
  };
}

const TWO_WAY = { sourceLanguage: 'en', targetLanguages: ['pt'], twoWay: true };

async function talk(sound: Int16Array, options: RigOptions, languages: Parameters<Rig['attach']>[0] = TWO_WAY) {
  rig = await openRig({ read, ...options });
  const { attachment, client } = await rig.attach(languages);
  for (let from = 0; from < sound.length; from += 8_000) {
    send(attachment, sound, { from, to: Math.min(sound.length, from + 8_000) });
    await rig.clock.advance(500);
  }
  await rig.clock.run(attachment.end(sound.length));
  return { attachment, client };
}

/** Finals as they are stored. */
async function stored() {
  const rows = await rig.store.transcripts('session-1');
  return rows.map(({ transcript: { language, text }, translations }) => ({ language, text, translations }));
}

describe('a two-way session', () => {
  it('shows, stores and sends each utterance with the other language', async () => {
    const translator = translatorOf(['en', 'pt']);
    const { client } = await talk(conversation('en', 'pt', 'en', 'pt'), { translator });
    const english = { language: 'en', text: 'said in en', translations: { pt: '[pt] said in en' } };
    const portuguese = { language: 'pt', text: 'said in pt', translations: { en: '[en] said in pt' } };
    expect(await stored()).toEqual([english, portuguese, english, portuguese]);

    const finals = client.cues.flatMap((update) => (update.type === 'upsert' && update.cue.status === 'final' ? [update.cue] : []));
    const last = new Map(finals.map((cue) => [cue.cueId, [cue.sourceLanguage, Object.keys(cue.translations).join()]]));
    expect([...last.values()]).toEqual([
      ['en', 'pt'],
      ['pt', 'en'],
      ['en', 'pt'],
      ['pt', 'en'],
    ]);

    expect(
      rig.packets.map((packet) => [
        packet.is_original_transcription,
        packet.source_language,
        packet.target_language,
        packet.original_language,
      ]),
    ).toEqual([
      [true, 'en', 'en', 'en'],
      [false, 'en', 'pt', 'en'],
      [true, 'pt', 'pt', 'pt'],
      [false, 'pt', 'en', 'pt'],
      [true, 'en', 'en', 'en'],
      [false, 'en', 'pt', 'en'],
      [true, 'pt', 'pt', 'pt'],
      [false, 'pt', 'en', 'pt'],
    ]);
    expect(client.states.at(-1)).toMatchObject({ ...TWO_WAY, trouble: { translator: null } });
  });

  it('makes both directions ready before the first word, and translates what still grows', async () => {
    const translator = translatorOf(['en', 'pt']);
    await talk(conversation('en', 'pt'), { translator });
    expect(translator.prepared).toEqual(['en-pt', 'pt-en']);
    const partials = translator.asked.filter(({ purpose }) => purpose === 'partial');
    expect(new Set(partials.map((asked) => `${asked.sourceLanguage}-${asked.targetLanguage}`))).toEqual(new Set(['en-pt', 'pt-en']));
  });

  it('asks the recogniser to tell the language, and takes the first one where it tells none', async () => {
    const asked: LanguageCode[] = [];
    const mute = (request: SttRequest): ScriptedReading => {
      asked.push(request.language);
      return { text: 'said in something', language: 'auto' };
    };
    await talk(conversation('pt'), { translator: translatorOf(['en', 'pt']), read: mute });
    expect(new Set(asked)).toEqual(new Set(['auto']));
    expect(await stored()).toEqual([{ language: 'en', text: 'said in something', translations: { pt: '[pt] said in something' } }]);
  });

  it('of three languages translates each utterance into the two others', async () => {
    const languages = { sourceLanguage: 'en', targetLanguages: ['pt', 'cy'], twoWay: true };
    await talk(conversation('cy', 'en'), { translator: translatorOf(['en', 'pt', 'cy']) }, languages);
    expect((await stored()).map(({ translations }) => Object.keys(translations).toSorted().join())).toEqual(['en,pt', 'cy,pt']);
  });

  it('tells that an utterance is in a third language, and which one, in place of words', async () => {
    const translator = translatorOf(['en', 'pt']);
    const { client } = await talk(conversation('cy', 'pt'), { translator });
    expect(await stored()).toEqual([{ language: 'pt', text: 'said in pt', translations: { en: '[en] said in pt' } }]);
    expect(rig.eventsOf('omission').map(({ omission: { reason, language } }) => [reason, language])).toEqual([['another-language', 'cy']]);
    expect(client.states.some(({ captures }) => captures[0]?.anotherLanguageCode === 'cy')).toBe(true);
    expect(translator.refused).toEqual([]);
    expect(rig.eventsOf('partial').filter(({ transcript }) => transcript.language === 'cy')).toEqual([]);
  });

  it('goes on in one direction while the other fails, which stays in trouble whatever the first does', async () => {
    const translator = translatorOf(['en', 'pt'], ({ text, sourceLanguage }) => {
      if (sourceLanguage === 'pt') throw new SubcamError('engine-failed', 'The model is broken.');
      return text.toUpperCase();
    });
    const { client } = await talk(conversation('pt', 'en'), { translator });
    expect(await stored()).toEqual([
      { language: 'pt', text: 'said in pt', translations: {} },
      { language: 'en', text: 'said in en', translations: { pt: 'SAID IN EN' } },
    ]);
    const { trouble, routes } = client.states.at(-1) ?? {};
    expect(trouble?.translator).toMatchObject({ message: 'The model is broken.', work: 'skipped' });
    expect(routes).toMatchObject([
      { sourceLanguage: 'en', targetLanguage: 'pt', trouble: null },
      { sourceLanguage: 'pt', targetLanguage: 'en', trouble: { message: 'The model is broken.' } },
    ]);
  });

  it('of three languages tells the trouble of one direction, whatever another one into the same language does', async () => {
    const languages = { sourceLanguage: 'en', targetLanguages: ['pt', 'cy'], twoWay: true };
    const translator = translatorOf(['en', 'pt', 'cy'], ({ text, sourceLanguage }) => {
      if (sourceLanguage === 'cy') throw new SubcamError('engine-failed', 'The model is broken.');
      return text.toUpperCase();
    });
    const { client } = await talk(conversation('cy', 'en'), { translator }, languages);
    const troubled = (client.states.at(-1)?.routes ?? []).filter(({ trouble = null }) => trouble !== null);
    expect(troubled.map(({ sourceLanguage, targetLanguage }) => `${sourceLanguage}-${targetLanguage}`)).toEqual(['cy-en', 'cy-pt']);
  });

  it('keeps nothing of a translation that was made while the sentence was taken for another language', async () => {
    const languages = { sourceLanguage: 'en', targetLanguages: ['pt', 'cy'], twoWay: true };
    const guessing = (request: SttRequest): ScriptedReading => ({
      text: SENTENCES.slice(0, Math.ceil(request.samples.length / 6_000)).join(' '),
      language: request.purpose === 'partial' ? 'en' : 'cy',
    });
    const translator = translatorOf(
      ['en', 'pt', 'cy'],
      ({ sourceLanguage, targetLanguage, text }) => `${sourceLanguage}-${targetLanguage} ${text}`,
    );
    const settings: RigOptions['settings'] = { partials: { ...DEFAULT_PARTIAL_SETTINGS, stableUnit: 'sentence' } };
    const { client } = await talk(conversation('cy'), { translator, read: guessing, settings }, languages);
    const [final] = await stored();
    expect(final).toMatchObject({ language: 'cy', translations: { en: `cy-en ${final?.text}`, pt: `cy-pt ${final?.text}` } });
    const shown = client.cues.flatMap((update) => (update.type === 'upsert' ? [update.cue] : []));
    const promised = shown.filter(({ status, translations }) => status === 'partial' && (translations['pt']?.stableLength ?? 0) > 0);
    expect(promised).not.toEqual([]);
    for (const { sourceLanguage, translations } of shown) {
      for (const { text } of Object.values(translations)) expect(text.startsWith(sourceLanguage)).toBe(true);
    }
  });

  it('goes on after a restart of the daemon in mid-sentence, each utterance in its language and translated once', async () => {
    const sound = conversation('en', 'pt', 'en');
    rig = await openRig({ read, translator: createFakeTranslator({ answer: () => new Promise(() => undefined) }) });
    const { attachment } = await rig.attach(TWO_WAY);
    send(attachment, sound, { to: 90_000 });
    await rig.clock.advance(1_000);
    await rig.restart({ read, translator: translatorOf(['en', 'pt']) });
    const back = await rig.attach({ ...TWO_WAY, nextSample: sound.length });
    send(back.attachment, sound, { epoch: 2 });
    await rig.clock.run(back.attachment.end(sound.length));
    expect((await stored()).map(({ language, translations }) => [language, translations])).toEqual([
      ['en', { pt: '[pt] said in en' }],
      ['pt', { en: '[en] said in pt' }],
      ['en', { pt: '[pt] said in en' }],
    ]);
  });
});

describe('a session in which several languages are spoken', () => {
  it('translates each utterance into all targets but its own language, and tells speech in none of them', async () => {
    const languages = { sourceLanguage: 'auto', spoken: ['en', 'pt'], targetLanguages: ['pt', 'es'] };
    const asked: SttRequest[] = [];
    const listening = (request: SttRequest): ScriptedReading => {
      asked.push(request);
      return read(request);
    };
    const { client } = await talk(
      conversation('en', 'pt', 'cy'),
      { read: listening, translator: translatorOf(['en', 'pt', 'es']) },
      languages,
    );
    expect(await stored()).toEqual([
      { language: 'en', text: 'said in en', translations: { pt: '[pt] said in en', es: '[es] said in en' } },
      { language: 'pt', text: 'said in pt', translations: { es: '[es] said in pt' } },
    ]);
    expect(asked[0]).toMatchObject({ language: 'auto', languages: [{ language: 'en' }, { language: 'pt' }] });
    expect(rig.eventsOf('omission')).toMatchObject([{ omission: { reason: 'another-language', language: 'cy' } }]);
    expect(client.states.at(-1)).toMatchObject(languages);
  });

  it('takes an utterance for the first of them where the recogniser tells none', async () => {
    const mute = (): ScriptedReading => ({ text: 'said in something', language: 'auto' });
    const languages = { sourceLanguage: 'auto', spoken: ['pt', 'en'], targetLanguages: ['en'] };
    await talk(conversation('pt'), { read: mute, translator: translatorOf(['en', 'pt']) }, languages);
    expect(await stored()).toMatchObject([{ language: 'pt', translations: { en: '[en] said in something' } }]);
  });
});

describe('a session in which any language may be spoken', () => {
  const ANY = { sourceLanguage: 'auto', targetLanguages: ['en', 'pt'] };

  it('shows an utterance that nothing translates as it is, which is no trouble of the translator, and asks nobody while it grows', async () => {
    const translator = translatorOf(['en', 'pt']);
    const { client } = await talk(conversation('cy', 'pt'), { translator }, ANY);
    expect(await stored()).toEqual([
      { language: 'cy', text: 'said in cy', translations: {} },
      { language: 'pt', text: 'said in pt', translations: { en: '[en] said in pt' } },
    ]);
    expect(translator.refused.map(({ purpose }) => purpose)).toEqual(['final', 'final']);
    expect(rig.eventsOf('translation-failed').map(({ targetLanguage, message }) => [targetLanguage, message])).toEqual([
      ['en', 'Nothing translates cy to en here.'],
      ['pt', 'Nothing translates cy to pt here.'],
    ]);
    expect(client.states.flatMap(({ trouble }) => trouble.translator ?? [])).toEqual([]);
  });
});

describe('a session in one language', () => {
  it('believes a recogniser that hears another one, and translates nothing into the language that it is in', async () => {
    await talk(conversation('pt', 'en'), { translator: translatorOf(['en', 'pt']) }, { targetLanguages: ['pt'] });
    expect(await stored()).toEqual([
      { language: 'pt', text: 'said in pt', translations: {} },
      { language: 'en', text: 'said in en', translations: { pt: '[pt] said in en' } },
    ]);
    expect(rig.eventsOf('translation-failed')).toEqual([]);
  });

  it('without a target needs no translator, and neither does one whose only target is the language that is spoken', async () => {
    await talk(conversation('en'), { translator: null }, { targetLanguages: [] });
    expect(await stored()).toEqual([{ language: 'en', text: 'said in en', translations: {} }]);
    await rig.close();
    await talk(conversation('en'), { translator: null }, { targetLanguages: ['en-GB'] });
    expect(await stored()).toEqual([{ language: 'en', text: 'said in en', translations: {} }]);
  });
});

describe('a session of which a language is translated no more', () => {
  it('tells it as trouble of the translator', async () => {
    const known = ['en', 'pt'];
    const translator = translatorOf(known);
    rig = await openRig({ read, translator });
    const { attachment, client } = await rig.attach(TWO_WAY);
    known.pop();
    const sound = conversation('pt');
    send(attachment, sound);
    await rig.clock.run(attachment.end(sound.length));
    const troubles = client.states.map(({ trouble }) => trouble.translator?.message ?? null);
    expect(troubles).toContain('Nothing translates pt to en here.');
  });
});
