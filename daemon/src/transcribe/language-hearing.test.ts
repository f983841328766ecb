// Readings of a recogniser that tells languages apart: each segment is read in one that the session allows and that is probable.
import { describe, expect, it } from 'vitest';
import { NOTHING_SPOKEN, type SttRequest, type SttResult } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import type { SegmentSound } from '../segment/index.ts';
import { scriptedStt, type ScriptedReading } from '../testing/fake-stt.ts';
import { openLanguageHearing, type SpokenLanguages } from './language-hearing.ts';
import { readFinal, type SegmentOmission } from './read-final.ts';

const SECOND = 16_000;
const NONE = new Float32Array(0);
const forever = new AbortController().signal;

const segmentOf = (seconds: number, over: Partial<SegmentSound> = {}): SegmentSound => ({
  firstSample: 0,
  endSample: seconds * SECOND,
  speechEndSample: seconds * SECOND,
  samples: new Float32Array(seconds * SECOND).fill(0.1),
  soundBefore: NONE,
  soundAfter: NONE,
  ...over,
});

/** A service that hears a language, and reads in the one that it is asked for, or else in the one that it hears. */
const hears =
  (language: string, probability: number | null) =>
  (request: SttRequest): ScriptedReading => {
    const inLanguage = request.language === 'auto' ? language : request.language;
    return { text: `words in ${inLanguage}`, language: inLanguage, heardLanguage: { language, probability } };
  };

const memoryOf = (language: string) => ({ ...NOTHING_SPOKEN, latest: [{ language, probability: 1 }] });

function openHearing(script: (request: SttRequest, index: number) => ScriptedReading, over: Partial<SpokenLanguages> = {}) {
  const clock = createVirtualClock();
  const stt = scriptedStt(clock, script);
  let askedAgain = 0;
  const hearing = openLanguageHearing(stt, {
    allowed: ['en', 'es'],
    otherwise: 'en',
    before: memoryOf('en'),
    onAskedAgain: () => (askedAgain += 1),
    ...over,
  });
  const omissions: SegmentOmission[] = [];
  const deps = { stt, hearing, clock, language: 'auto', onOmission: (omission: SegmentOmission) => omissions.push(omission), next: {} };
  const read = (segment: SegmentSound, purpose: SttRequest['purpose']): Promise<SttResult> =>
    clock.run(hearing.of(segment).stt.transcribe({ samples: segment.samples, language: 'auto', purpose }, forever));
  return {
    hearing,
    calls: stt.calls,
    omissions,
    askedAgain: () => askedAgain,
    final: (segment: SegmentSound, known: SttResult | null = null) => clock.run(readFinal(segment, { ...deps, known }, forever)),
    partial: (segment: SegmentSound) => read(segment, 'partial'),
    /** Before it is known that the segment is over. */
    ahead: (segment: SegmentSound) => read(segment, 'final'),
  };
}

const asked = ({ calls }: ReturnType<typeof openHearing>): readonly string[] => calls.map(({ request }) => request.language);

describe('a final', () => {
  it('is asked for once, with how probable each language is, where the engine reads it in the right one', async () => {
    const rig = openHearing(hears('es', 0.97));
    expect(await rig.final(segmentOf(4))).toMatchObject({ status: 'spoken', spoken: 'words in es', read: { language: 'es' } });
    expect(asked(rig)).toEqual(['auto']);
    expect(rig.calls[0]?.request.languages).toEqual([
      { language: 'en', probability: 0.8 },
      { language: 'es', probability: 0.2 },
    ]);
    expect(rig.askedAgain()).toBe(0);
  });

  it('that was read in a language that is not believed is asked for again, with the language given, once', async () => {
    const rig = openHearing(hears('es', 0.7));
    expect(await rig.final(segmentOf(4))).toMatchObject({ status: 'spoken', spoken: 'words in en', read: { language: 'en' } });
    expect(asked(rig)).toEqual(['auto', 'en']);
    expect(rig.calls[1]?.request).not.toHaveProperty('languages');
    expect(rig.askedAgain()).toBe(1);
  });

  it('of an engine that weighs by itself is not asked for again', async () => {
    const rig = openHearing(() => ({ text: 'words in en', language: 'en', heardLanguage: { language: 'es', probability: 0.7 } }));
    expect(await rig.final(segmentOf(4))).toMatchObject({ spoken: 'words in en', read: { language: 'en' } });
    expect(asked(rig)).toEqual(['auto']);
  });

  it('is read in all its parts in the language of the whole', async () => {
    const rig = openHearing((request, index) => ({ ...hears('es', 0.97)(request), text: index === 0 ? '' : 'palabras' }));
    expect(await rig.final(segmentOf(4))).toMatchObject({ spoken: 'palabras', read: { language: 'es' } });
    expect(asked(rig)).toEqual(['auto', 'es']);
  });

  it('of an engine that reads the language that it hears, whatever it is asked for, is in that one where it is allowed', async () => {
    const stubborn = (heard: string) => () => ({ text: `words in ${heard}`, language: heard });
    expect(await openHearing(stubborn('es')).final(segmentOf(4))).toMatchObject({ spoken: 'words in es', read: { language: 'es' } });
    const rig = openHearing(stubborn('ru'));
    expect(await rig.final(segmentOf(4))).toMatchObject({ status: 'quiet', omitted: ['another-language'] });
    expect(rig.omissions).toMatchObject([{ reason: 'another-language', language: 'ru' }]);
  });

  it('of an engine that tells no language is in the one of the session', async () => {
    const rig = openHearing(() => ({ text: 'words', language: 'auto' }), { otherwise: 'es' });
    expect(await rig.final(segmentOf(4))).toMatchObject({ spoken: 'words', read: { language: 'es' } });
    expect(rig.hearing.memory).toEqual(memoryOf('en'));
  });

  it('that was read while it grew is decided on once more, by what was spoken since', async () => {
    const rig = openHearing(hears('es', 0.7));
    const segment = segmentOf(4);
    const known = await rig.ahead(segment);
    expect(known.language).toBe('en');
    const spanish = await rig.final(segmentOf(5));
    rig.hearing.settle(spanish);
    expect(await rig.final(segment, known)).toMatchObject({ spoken: 'words in es', read: { language: 'es' } });
  });
});

describe('speech that is surely in a language that the session does not allow', () => {
  it('has no words, is told once and by name, and is not read again', async () => {
    const rig = openHearing(hears('ru', 0.98));
    expect(await rig.final(segmentOf(4))).toMatchObject({ status: 'quiet', omitted: ['another-language'], refused: { language: 'ru' } });
    expect(rig.omissions).toEqual([{ firstSample: 0, sampleCount: 4 * SECOND, reason: 'another-language', language: 'ru' }]);
    expect(asked(rig)).toEqual(['auto']);
    expect((await rig.partial(segmentOf(4))).text).toBe('');
  });

  it('is read where any language may be spoken', async () => {
    const rig = openHearing(hears('ru', 0.98), { allowed: null });
    expect(await rig.final(segmentOf(4))).toMatchObject({ spoken: 'words in ru', read: { language: 'ru' } });
    expect(rig.calls[0]?.request).not.toHaveProperty('languages');
  });
});

describe('a partial', () => {
  it('has no text while it is read in a language that is not believed, and is not asked for again', async () => {
    const rig = openHearing(hears('es', 0.95));
    expect(await rig.partial(segmentOf(1))).toMatchObject({ text: '', language: 'en' });
    expect(await rig.partial(segmentOf(3))).toMatchObject({ text: 'words in es', language: 'es' });
    expect(asked(rig)).toEqual(['auto', 'auto']);
  });

  it('promises words only when its language is sure', async () => {
    const rig = openHearing(hears('es', 0.95));
    expect(rig.hearing.mayPromise(await rig.partial(segmentOf(3)))).toBe(false);
    const english = openHearing(hears('en', 0.95));
    expect(english.hearing.mayPromise(await english.partial(segmentOf(2)))).toBe(true);
  });
});

describe('what is remembered', () => {
  it('is of finals alone, and of whom they are', async () => {
    const rig = openHearing(hears('es', 0.97), { speakerOf: () => 'ana' });
    await rig.partial(segmentOf(4));
    expect(rig.hearing.memory).toEqual(memoryOf('en'));
    const final = await rig.final(segmentOf(4));
    rig.hearing.settle(final);
    expect(rig.hearing.memory?.latest[0]?.language).toBe('es');
    expect(rig.hearing.memory?.speakers).toMatchObject([{ speaker: 'ana', languages: [{ language: 'es' }, {}] }]);
  });

  it('weighs less in speech that goes on after a cut in another language', async () => {
    const script = hears('es', 0.9);
    expect(await openHearing(script).final(segmentOf(4))).toMatchObject({ read: { language: 'es' } });
    const goesOn = segmentOf(4, { soundBefore: new Float32Array(SECOND).fill(0.1) });
    expect(await openHearing(script).final(goesOn)).toMatchObject({ read: { language: 'en' } });
  });
});

it('a recogniser that is asked for one language is handed on as it is', async () => {
  const clock = createVirtualClock();
  const stt = scriptedStt(clock, () => ({ text: 'words' }));
  const hearing = openLanguageHearing(stt, null);
  expect(hearing.of(segmentOf(1)).stt).toBe(stt);
  expect(hearing.memory).toBeNull();
});

describe('a few words that may be in a language which the session does not allow', () => {
  const heardAs = (language: string, text: string, allowed: readonly string[] = ['en']) =>
    openHearing(() => ({ text, language: 'en', heardLanguage: { language, probability: null } }), { allowed });

  it('are nothing where they were read as a stock phrase, which is not asked for again', async () => {
    const rig = heardAs('ru', 'Thank you.');
    expect(await rig.final(segmentOf(0.7))).toEqual({ status: 'quiet', omitted: ['stock-phrase'] });
    expect(asked(rig)).toEqual(['auto']);
  });

  it('are shown where they are other words, and where what was heard may be spoken or is close to it', async () => {
    const spoken = { status: 'spoken', read: { language: 'en' } };
    expect(await heardAs('ru', 'Not yet.').final(segmentOf(0.7))).toMatchObject({ ...spoken, spoken: 'Not yet.' });
    expect(await heardAs('en', 'Thank you.').final(segmentOf(0.7))).toMatchObject({ ...spoken, spoken: 'Thank you.' });
    expect(await heardAs('es', 'Thank you.', ['en', 'es']).final(segmentOf(0.7))).toMatchObject({ spoken: 'Thank you.' });
  });
});
