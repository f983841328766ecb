// What of an answer may be shown, by its text, the engine's signs of it, and the sound that it is of.
import { describe, expect, it } from 'vitest';
import type { SttPiece } from '@subcam/shared';
import { spokenReading } from './hallucination-filter.ts';

const sound = (seconds: number, speechSeconds = seconds) => ({ samples: seconds * 16_000, speechSamples: speechSeconds * 16_000 });

/** What is shown of a text that an engine without signs answered. */
const shown = (text: string, seconds: number, speechSeconds = seconds): string =>
  spokenReading({ text, confidence: null }, sound(seconds, speechSeconds)).text;

function piece(text: string, signs: Partial<SttPiece> = {}): SttPiece {
  return { text, noSpeechProbability: null, averageLogProbability: null, compressionRatio: null, ...signs };
}

/** What is shown of pieces with signs. */
function shownOf(pieces: readonly SttPiece[], confidence: number | null = null): string {
  return spokenReading({ text: pieces.map(({ text }) => text).join(' '), confidence, pieces }, sound(10)).text;
}

describe('repeats', () => {
  it.each([
    ['No, no, no, no, no, no. Do not press', 2],
    ['Dial 5 5 5 5 0 1', 2],
    ['yes yes yes yes yes yes yes yes', 1],
    ['cinco cinco cinco cinco cero uno', 2],
    ['так так так так так, понятно', 1.5],
    ['对对对对对对对', 1],
    ['and then and then and then and then we left', 2],
  ])('stay while the sound can hold them: %s', (text, seconds) => {
    expect(shown(text, seconds)).toBe(text);
  });

  it.each([
    ['thank you. '.repeat(40), 3, 'thank you.'],
    [`so ${'the '.repeat(60)}end`, 2, 'so the end'],
    ['and then we go to the shop '.repeat(20), 4, 'and then we go to the shop'],
    [`first ${'la '.repeat(30)}then ${'ha '.repeat(30)}`, 2, 'first la then ha'],
    [`we meet ${'at noon '.repeat(50)}at`, 3, 'we meet at noon'],
    [`好的${'谢谢你'.repeat(60)}`, 2, '好的谢谢你'],
  ])('are cut when nobody could have said them all in the time: %#', (text, seconds, cut) => {
    expect(shown(text, seconds)).toBe(cut);
  });

  it.each([
    'Dial 5 5 5 5 0 1',
    'dial five five five five oh one',
    'marque cinco cinco cinco cinco cero',
    '五五五五五五五五五五',
    'πέντε πέντε πέντε πέντε',
    'ห้าห้าห้าห้า',
    'năm năm năm năm',
    'viisi viisi viisi viisi',
    'חמש חמש חמש חמש',
    'cinci cinci cinci cinci',
    'پنج پنج پنج پنج',
    'сорок сорок сорок сорок',
    'vijfentwintig vijfentwintig vijfentwintig vijfentwintig',
    'half half half half',
    'a dozen a dozen a dozen a dozen',
  ])('of numbers are never shortened to another number: %s', (number) => {
    expect(['', number]).toContain(shown(number, 0.4));
    expect(shown(`${number} `.repeat(30), 2)).toBe('');
  });

  it.each([
    ['one of the '.repeat(40), 3, 'one of the'],
    [`and we ${'set it up '.repeat(40)}again`, 3, 'and we set it up again'],
    ['oh no '.repeat(40), 3, 'oh no'],
    ['and then '.repeat(40), 3, 'and then'],
    ['once again '.repeat(40), 3, 'once again'],
    ['ich bin '.repeat(40), 3, 'ich bin'],
    ['on it '.repeat(40), 3, 'on it'],
    ['the number five '.repeat(30), 2, 'the number five'],
  ])('are cut too where a number stands alone in them: %#', (text, seconds, cut) => {
    expect(shown(text, seconds)).toBe(cut);
  });

  it.each(['one one two ', 'oh ', 'five dash ', 'double five ', 'twenty ', 'a hundred ', 'vierzig ', 'treinta y ', 'room 12 is '])(
    'of numbers that nobody could have said are told apart from silence: %s',
    (phrase) => {
      expect(spokenReading({ text: phrase.repeat(80), confidence: null }, sound(3))).toMatchObject({ text: '', isImpossible: true });
      expect(spokenReading({ text: '', confidence: null }, sound(3))).toEqual({ text: '', isImpossible: false, omitted: [] });
    },
  );

  it('are looked for in time that grows with the text', () => {
    const words = Array.from({ length: 200_000 }, (_, index) => `w${index % 9}`).join(' ');
    const startMs = performance.now();
    for (const text of [
      words,
      'no '.repeat(200_000),
      '5 '.repeat(200_000),
      '谢'.repeat(200_000),
      `${'.'.repeat(200_000)}a`,
      '('.repeat(200_000),
    ])
      shown(text, 3);
    // A tenth of this on a slow machine; work that grows with the square takes minutes.
    expect(performance.now() - startMs).toBeLessThan(10_000);
  });
});

describe('what an engine wrote', () => {
  it('is shown when somebody could have said it', () => {
    const text = 'The quick brown fox jumps over the lazy dog.';
    expect(shown(` ${text} `, 3)).toBe(text);
  });

  it('is not shown when nobody could have said so much in that time', () => {
    const invented = 'one two three four five six seven eight nine ten eleven twelve';
    expect(shown(invented, 1)).toBe('');
    expect(shown(invented, 2)).toBe(invented);
    expect(shown('我们今天下午三点在会议室讨论明年的预算和新的计划', 0.5)).toBe('');
    expect(shown('Donaudampfschifffahrtsgesellschaftskapitän'.repeat(10), 1)).toBe('');
  });

  it('may be a quick exclamation', () => {
    expect(shown('Oh my God!', 0.3)).toBe('Oh my God!');
  });

  it('is nothing when it is no word', () => {
    for (const text of ['', ' ', '...', '♪ ♪', '- —']) expect(shown(text, 2)).toBe('');
  });

  it('may be in any script', () => {
    for (const text of ['Привет, мир', '你好 世界', 'مرحبا']) expect(shown(text, 2)).toBe(text);
  });
});

describe('a stock phrase', () => {
  const THANKS = 'Thank you for watching!';

  it.each([
    ['that nobody spoke', { noSpeechProbability: 0.8 }],
    ['that its words are improbable', { averageLogProbability: -1.2 }],
    ['that it repeats itself', { compressionRatio: 2.9 }],
  ])('goes where the engine says %s', (_, signs) => {
    for (const text of [
      THANKS,
      'Thanks for watching.',
      'Please like and subscribe!',
      'Untertitel der Amara.org-Community',
      'Subtítulos realizados por la comunidad de Amara.org',
      'Спасибо за просмотр!',
      'MBC 뉴스 이덕영입니다.',
      'Sous-titrage Société Radio-Canada',
      'اشتركوا في القناة',
      'Teksting av Nicolai Winther',
      'Terima kasih telah menonton!',
      'Dziękuję.',
      'Hẹn gặp lại các bạn trong những video tiếp theo!',
      'Titulky vytvořil JohnyX.',
      'ご視聴ありがとうございました',
    ])
      expect(shownOf([piece(text, signs)])).toBe('');
    expect(shownOf([piece(`So we agreed. ${THANKS}`, signs)])).toBe('So we agreed.');
    expect(shownOf([piece('So we agreed.', signs)])).toBe('So we agreed.');
  });

  it('goes where the answer as a whole is not sure', () => {
    expect(spokenReading({ text: THANKS, confidence: 0.2 }, sound(3)).text).toBe('');
  });

  it('goes where another language was heard than could be read, and other words stay', () => {
    const heardElsewhere = (text: string) => spokenReading({ text, confidence: null, isHeardElsewhere: true }, sound(0.7));
    expect(heardElsewhere('Thank you.')).toMatchObject({ text: '', omitted: ['stock-phrase'] });
    expect(heardElsewhere('Not yet.')).toMatchObject({ text: 'Not yet.', omitted: [] });
  });

  it('goes where there is less speech than it takes to say it', () => {
    expect(shown(THANKS, 3, 0.4)).toBe('');
    expect(shown('Good morning everyone!', 3, 0.4)).toBe('Good morning everyone!');
  });

  it('stays where a person said it', () => {
    expect(shown(THANKS, 1.7)).toBe(THANKS);
    expect(shownOf([piece(THANKS, { noSpeechProbability: 0.02, averageLogProbability: -0.2, compressionRatio: 0.9 })], 0.9)).toBe(THANKS);
  });
});

describe('pieces of an answer', () => {
  it('are believed or not each by its own signs', () => {
    const spoken = { noSpeechProbability: 0.1, averageLogProbability: -0.3 };
    const silent = { noSpeechProbability: 0.9, averageLogProbability: -1.4 };
    expect(
      shownOf([piece('We meet', spoken), piece('some words', silent), piece('[BLANK_AUDIO]', spoken), piece('at noon.', spoken)]),
    ).toBe('We meet at noon.');
  });
});

describe('why something is left out', () => {
  const omittedOf = (text: string, seconds: number, signs: Partial<SttPiece> = {}): readonly string[] =>
    spokenReading({ text, confidence: null, pieces: [piece(text, signs)] }, sound(seconds)).omitted;

  it.each<[string, [string, number, Partial<SttPiece>], readonly string[]]>([
    ['is said of annotations', ['[laughs] so we agreed', 3, {}], ['annotation']],
    [
      'is said of a stock phrase that is in doubt',
      ['We meet at noon. Thank you for watching!', 5, { compressionRatio: 3 }],
      ['stock-phrase'],
    ],
    ['is said of a stock phrase for which there is too little speech', ['Thank you for watching!', 0.2, {}], ['stock-phrase']],
    ['is said of loops', ['thank you very much '.repeat(40), 3, {}], ['loop']],
    ['is said of what nobody could have said', ['one two three five '.repeat(80), 3, {}], ['unreadable']],
    [
      'is said where the engine itself says that nobody spoke',
      ['So.', 3, { noSpeechProbability: 0.9, averageLogProbability: -2 }],
      ['unspoken'],
    ],
    ['has as many reasons as there are', [`[music] ${'and so on '.repeat(60)}`, 3, {}], ['annotation', 'loop']],
    ['has no reason where everything is shown', ['No, no, no,  no.', 3, {}], []],
    ['has no reason where nothing was written', ['  ', 3, { noSpeechProbability: 0.9, averageLogProbability: -2 }], []],
  ])('%s', (_name, [text, seconds, signs], reasons) => {
    expect(omittedOf(text, seconds, signs)).toEqual(reasons);
  });
});
