// Text to Apertium's stream and back, and what of its output is mended: only what is certain.
import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { fromStream, mend, prepare, toStream } from './apertium-text.ts';

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

describe('the output of Apertium', () => {
  it.each([
    ['Buenos días Todo el mundo.', 'Good morning everyone.', 'Buenos días todo el mundo.'],
    ['buenos  días , Anna .', 'Good morning, Anna.', 'Buenos días, Anna.'],
    ['Hola. mi nombre', 'Hello. My name', 'Hola. Mi nombre'],
    ['El ONU', 'The UN', 'El ONU'],
    ['Está Madrid', 'It is Madrid', 'Está Madrid'],
    ['Hola', 'hello', 'hola'],
    ['Cómo eres?', 'How are you?', '¿Cómo eres?'],
    ['Qué un día!', 'What a day!', '¡Qué un día!'],
    ['Hola. Cómo eres? Bien.', 'Hello. How are you? Fine.', 'Hola. ¿Cómo eres? Bien.'],
    ['Dijo " hola " a mí', 'She said "hello" to me', 'Dijo "hola" a mí'],
  ])('%j for %j is mended to %j', (raw, source, mended) => {
    expect(mend(raw, source, 'es')).toBe(mended);
  });

  it('has no opening marks in other languages, nor where the question might begin later', () => {
    expect(mend('Com estàs?', 'How are you?', 'ca')).toBe('Com estàs?');
    expect(mend('Si vienes, qué haces?', 'If you come, what do you do?', 'es')).toBe('Si vienes, qué haces?');
  });

  it('is not changed by mending it twice', () => {
    const once = mend('Buenos  días Todo el mundo . cómo eres ?', 'Good morning everyone. How are you?', 'es');
    expect(mend(once, 'Good morning everyone. How are you?', 'es')).toBe(once);
  });
});
