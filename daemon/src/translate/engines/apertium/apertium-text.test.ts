// Text to Apertium's stream and back, and what of its output is mended: only what is certain.
import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { asText, fromStream, hasSameLetters, inPlainWords, lostCompounds, mend, prepare, toStream, unknownWords } from './apertium-text.ts';

const EN_ES = { sourceLanguage: 'en', targetLanguage: 'es' };

describe('a text for Apertium', () => {
  it.each([
    ['  two\n lines\t', 'two lines'],
    ['a\0b', 'a b'],
    ['i think i’m right', "I think I'm right"],
    ['I, i. e. that', 'I, i. e. that'],
    ['in it', 'in it'],
    ['', ''],
  ])('%j is prepared as %j', (text, prepared) => {
    expect(prepare(text, 'en')).toBe(prepared);
  });

  it('is left alone where it is not English', () => {
    expect(prepare('i OK', 'es')).toBe('i OK');
  });

  it('never has a NUL or a line break in its stream, nor an unescaped sign of the format', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const stream = toStream(prepare(text, 'es'), 'es');
        expect(stream).not.toMatch(/[\0\n\r]/u);
        const bare = stream.replace(/\[\]\.\[\]$/u, '').replaceAll(/\\./gsu, '');
        expect(bare).not.toMatch(/[\\[\]{}^$@<>/]/u);
      }),
    );
  });

  it.each([
    ['^We/prpers<prn><p1>$ ^asked/ask<vblex><past>/ask<vblex><pp>$ ^Danius/*Danius$^./.<sent>$[]^./.<sent>$[]', ['Danius']],
    ['^XDR/*XDR$^-/-<guio>$^TB/*TB$ ^KwaZulu/*KwaZulu$^-/-<guio>$^Natal/Natal<np><loc><sg>$', ['XDR-', 'TB', 'KwaZulu-Natal']],
    [String.raw`^a/a<det>$ \^^x/*x$\/[\*]^Rio/*Rio$`, ['x', 'Rio']],
    ['', []],
  ])('has words that the dictionary lacks as its first stage says: %s', (analysis, unknown) => {
    expect([...unknownWords(asText(analysis))]).toEqual(unknown);
  });

  it('comes back as it was from a pipeline that changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const prepared = prepare(text, 'es');
        expect(fromStream(toStream(prepared, 'es'))).toBe(prepared);
      }),
    );
  });

  it.each(['No.', 'I said no. Then we left.', 'It ends with brackets [].', 'A full stop . [] in the middle'])(
    '"%s" comes back as it was',
    (text) => {
      expect(fromStream(toStream(prepare(text, 'en'), 'en'))).toBe(prepare(text, 'en'));
    },
  );
});

describe('an answer of Apertium', () => {
  it('has no marks, and its text none of those that were written become marks', () => {
    expect(fromStream('Pide \\@Xq *Zoltan, #ir y @Grafana[].[]')).toBe('Pide Xq Zoltan, ir y Grafana');
    const written = 'a * b, #general, @anna, C# and f(*x)';
    expect(fromStream(toStream(prepare(written, 'en'), 'en'))).toBe(written);
  });

  it('says which words are unknown', () => {
    expect([...unknownWords('^*Zoltan pide *kubelet a *O’Brien y *Saint-Denis y Anna')]).toEqual([
      'Zoltan',
      'kubelet',
      'O’Brien',
      'Saint-Denis',
    ]);
    expect([...unknownWords(toStream(prepare('*Anna', 'en'), 'en'))]).toEqual([]);
  });

  it('has a space where only an empty blank is left between words', () => {
    expect(fromStream('Lo[]siento[].[]')).toBe('Lo siento');
  });
});

describe('compounds', () => {
  const source = 'A well-developed plan, a 4-month-old mouse and a follow-up.';

  it('are parted where that is wished, and come back with a space', () => {
    const stream = toStream(source, 'en', ['well-developed', '4-month-old']);
    expect(stream).toContain('well[-]developed plan, a 4[-]month[-]old mouse and a follow-up');
    expect(fromStream(stream)).toBe('A well developed plan, a 4 month old mouse and a follow-up.');
  });

  it('are those that the translation lacks', () => {
    expect(lostCompounds('Un planbiendesarrollado y un follow-up', source)).toEqual(['well-developed', '4-month-old']);
    expect(lostCompounds('-', 'a - b, 10-12, -x, y-')).toEqual([]);
  });

  it('ran together where a text differs from another by spaces alone', () => {
    expect(hasSameLetters('Un contratodeplazo largo', 'Un contrato de plazo largo')).toBe(true);
    expect(hasSameLetters('Una reunión de seguimiento', 'Un seguir arriba cumpliendo')).toBe(false);
  });
});

describe('the output of Apertium', () => {
  it.each([
    ['Buenos días Todo el mundo.', 'Good morning everyone.', 'Buenos días todo el mundo.'],
    ['buenos  días , Anna .', 'Good morning, Anna.', 'Buenos días, Anna.'],
    ['Hola. mi nombre', 'Hello. My name', 'Hola. Mi nombre'],
    ['El ONU', 'The UN', 'El ONU'],
    ['Está Madrid', 'It is Madrid', 'Está Madrid'],
    ['Hola', 'hello', 'hola'],
    ['Rose Parker Movió la reunión.', 'Rose Parker moved the meeting.', 'Rose Parker movió la reunión.'],
    ['Xqbb Movió la reunión a lunes.', 'Xqbb moved the meeting to Monday.', 'Xqbb movió la reunión a lunes.'],
    ['Dije Rose Londres era sumo.', 'I told Rose that London was great.', 'Dije Rose Londres era sumo.'],
    ['Rose Parker y Rose Baker', 'Rose Parker and Rose Baker', 'Rose Parker y Rose Baker'],
    ['Cómo eres?', 'How are you?', '¿Cómo eres?'],
    ['Qué un día!', 'What a day!', '¡Qué un día!'],
    ['Hola. Cómo eres? Bien.', 'Hello. How are you? Fine.', 'Hola. ¿Cómo eres? Bien.'],
    ['Dijo, "hola," y "adiós."', 'She said, "hello," and "goodbye."', 'Dijo, "hola", y "adiós".'],
    ['Dijo " hola " a mí', 'She said "hello" to me', 'Dijo "hola" a mí'],
  ])('%j for %j is mended to %j', (raw, source, mended) => {
    expect(mend(raw, source, EN_ES)).toBe(mended);
  });

  it('has no opening marks in other languages, nor where the question might begin later', () => {
    expect(mend('Com estàs?', 'How are you?', { sourceLanguage: 'en', targetLanguage: 'ca' })).toBe('Com estàs?');
    expect(mend('Si vienes, qué haces?', 'If you come, what do you do?', EN_ES)).toBe('Si vienes, qué haces?');
  });

  it('is mended for the pair of languages that gets it wrong, and for no other', () => {
    expect(mend('Eso és, el cual', 'That is it, which', { sourceLanguage: 'en', targetLanguage: 'ca' })).toBe('Eso és, el cual');
    expect(mend('Ele, aquello', 'Ele, aquilo', { sourceLanguage: 'pt', targetLanguage: 'es' })).toBe('Ele, aquello');
    expect(inPlainWords('The file', EN_ES)).toBe('The archive');
    expect(inPlainWords('The file', { sourceLanguage: 'en', targetLanguage: 'ca' })).toBe('The file');
  });

  it('keeps the capitals of English that other languages do not have', () => {
    const toEnglish = { sourceLanguage: 'es', targetLanguage: 'en' };
    expect(mend('Good morning To all', 'Buenos días a todos', toEnglish)).toBe('Good morning to all');
    expect(mend('I dread that I go on Friday in English', 'Me temo que voy el viernes en inglés', toEnglish)).toBe(
      'I dread that I go on Friday in English',
    );
  });

  it('is not changed by mending it twice', () => {
    const once = mend('Buenos  días Todo el mundo . cómo eres ?', 'Good morning everyone. How are you?', EN_ES);
    expect(mend(once, 'Good morning everyone. How are you?', EN_ES)).toBe(once);
  });
});
