// How a text is given to Bergamot so that it says what it is sure of, and how its answer is read.
import { describe, expect, it } from 'vitest';
import { markLastWord, readSureness } from './bergamot-sureness.ts';

describe('the last word of a text', () => {
  it.each([
    ['We found the error.', 'We found the <i>error.</i>'],
    ['Yes', '<i>Yes</i>'],
    ['We met at 5 …', 'We met at <i>5 …</i>'],
    ['今日は雨。', '今日は<i>雨。</i>'],
  ])('of %j is marked with what comes after it: %j', (text, marked) => {
    expect(markLastWord(text)).toBe(marked);
  });

  it.each(['…', '', 'a < b', 'Q&A', 'x > y'])('of %j is not marked: there is none, or signs that HTML reads otherwise', (text) => {
    expect(markLastWord(text)).toBeNull();
  });
});

/** As the runtime writes it: scores are natural logarithms of probabilities. */
function answerOf(words: readonly (readonly [word: string, probability: number, isMarked?: boolean])[]): string {
  const sentence = 'x-bergamot-sentence-index="0" x-bergamot-sentence-score="-9"';
  const scored = words.map(([word, probability, isMarked = false], index) => {
    const font = `<font x-bergamot-word-index="${index}" x-bergamot-word-score="${Math.log(probability)}">${word}</font>`;
    return isMarked ? `<i>${font}</i>` : font;
  });
  return `<font ${sentence}>${scored.join(' ')}</font>`;
}

describe('what Bergamot answers to marked text', () => {
  const read = (words: Parameters<typeof answerOf>[0], sureProbability = 0.75): readonly [text: string, sure: string | null] => {
    const { text, sureLength } = readSureness(answerOf(words), sureProbability);
    return [text, sureLength === null ? null : text.slice(0, sureLength)];
  };

  it('is sure up to the first word that is less probable than it should be', () => {
    expect(
      read([
        ['Encontramos', 0.9],
        ['o', 0.8],
        ['erro', 0.7],
        ['ontem', 0.99],
      ]),
    ).toEqual(['Encontramos o erro ontem', 'Encontramos o']);
    expect(
      read(
        [
          ['Encontramos', 0.9],
          ['o', 0.8],
          ['erro', 0.7],
        ],
        0.7 - 1e-9,
      ),
    ).toEqual(['Encontramos o erro', 'Encontramos o erro']);
    expect(
      read([
        ['Encontramos', 0.1],
        ['o', 0.8],
      ]),
    ).toEqual(['Encontramos o', '']);
  });

  it('is not sure of what rests on the marked word, nor of what follows', () => {
    expect(
      read([
        ['casa', 0.99],
        ['azul', 0.99, true],
        ['ali', 0.99],
      ]),
    ).toEqual(['casa azul ali', 'casa']);
    expect(read([['azul', 0.99, true]])).toEqual(['azul', '']);
  });

  it('is not sure of a word that has an unsure part', () => {
    const [sure, unsure] = [Math.log(0.9), Math.log(0.3)];
    const html = `<font x-bergamot-word-score="${sure}">Bom</font> <font x-bergamot-word-score="${sure}">guarda</font><font x-bergamot-word-score="${unsure}">-chuva</font>`;
    expect(readSureness(html, 0.75)).toEqual({ text: 'Bom guarda-chuva', sureLength: 3 });
    expect(readSureness(html.replaceAll('font x-bergamot-word-score="' + String(unsure) + '"', 'i'), 0.75).sureLength).toBe(3);
  });

  it('has its signs as they were, and no spaces around it', () => {
    expect(readSureness(' <i></i><font x-bergamot-word-score="-0.1">a &lt;b&gt; &amp; "c"</font> ', 0.5)).toEqual({
      text: 'a <b> & "c"',
      sureLength: 11,
    });
    expect(readSureness('', 0.5)).toEqual({ text: '', sureLength: 0 });
  });
});
