// Words of other scripts and emoji, found whole; and what only looks like them.
import { describe, expect, it } from 'vitest';
import { readablePart, unreadSpans } from './unread-spans.ts';

const found = (text: string, language = 'en', kinds: readonly ('scripts' | 'emoji')[] = ['scripts', 'emoji']): readonly string[] =>
  unreadSpans(text, kinds, { language, apart: [] }).map(({ start, end }) => text.slice(start, end));

const readable = (text: string, language = 'en'): string => {
  const { start, end } = readablePart(text, unreadSpans(text, ['scripts', 'emoji'], { language, apart: [] }));
  return text.slice(start, end);
};

describe('words of another script', () => {
  it.each([
    ['Tell 田中 that the meeting moved.', ['田中']],
    ['Tell 田中さん and コーヒー.', ['田中さん', 'コーヒー']],
    ['Иван will present, Пётр will not.', ['Иван', 'Пётр']],
    ['He said Привет, как дела? and left.', ['Привет, как дела']],
    ['We say 「田中です。」 here.', ['「田中です。」']],
    ['He asked كيف حالك؟ twice.', ['كيف حالك؟']],
    ['The Δx of 第3回 and of iPhone用の is π.', ['Δx', '第3回', 'iPhone用の', 'π']],
    ['नमस्ते to all', ['नमस्ते']],
  ])('are kept whole, with what stands between them: %s', (text, words) => {
    expect(found(text)).toEqual(words);
  });

  it.each([
    ['Ask José Müller about Łódź, ª, º and Ｗｉｄｅ.', 'en'],
    ['Спросите Google об iPhone.', 'ru'],
    ['東京でGoogleのコーヒーを。', 'ja'],
    ['我们问王小明', 'zh'],
    ['서울에서 漢字', 'ko'],
    ['Скажите 田中', 'auto'],
    ['Скажите 田中', 'xx'],
    ['It is 5 µm, 20 °C, ½ and №.', 'en'],
  ])('are none that the language is written in, none of Latin letters, and none where it is not known: %s (%s)', (text, language) => {
    expect(found(text, language)).toEqual([]);
  });

  it('depend on the language', () => {
    expect(found('Спросите 田中 об этом', 'ru')).toEqual(['田中']);
    expect(found('請問Иван在嗎', 'zh-TW')).toEqual(['Иван']);
  });

  it('are divided by what is kept for another reason', () => {
    const text = 'Ask Иван и Пётр now';
    const spans = unreadSpans(text, ['scripts'], { language: 'en', apart: [{ start: 4, end: 8 }] });
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(['и Пётр']);
  });
});

describe('emoji', () => {
  it.each([
    ['Great job 👍 team, thanks 🎉!', ['👍', '🎉']],
    ['My 👨‍👩‍👧‍👦 lives in 🇵🇹, not 🏴󠁧󠁢󠁳󠁣󠁴󠁿.', ['👨‍👩‍👧‍👦', '🇵🇹', '🏴󠁧󠁢󠁳󠁣󠁴󠁿']],
    ['We 👋🏽 and 🏃🏿‍♀️ with ❤️, 1️⃣ and 🏳️‍🌈.', ['👋🏽', '🏃🏿‍♀️', '❤️', '1️⃣', '🏳️‍🌈']],
    ['Done ✅✨ 🎉 now', ['✅✨ 🎉']],
    ['ok ☺ and ❤ so', ['☺', '❤']],
  ])('are whole sequences, those in a row as one: %s', (text, emoji) => {
    expect(found(text)).toEqual(emoji);
  });

  it.each(['It is 1, #2 and *3.', 'Acme™ © 2024 ®', 'a → b', 'really‼'])('are not what is written as text: %s', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('are kept for engines that lose them alone', () => {
    expect(found('田中 👍', 'en', ['emoji'])).toEqual(['👍']);
    expect(found('田中 👍', 'en', ['scripts'])).toEqual(['田中']);
    expect(found('田中 👍', 'en', [])).toEqual([]);
  });
});

describe('the part that is left to translate', () => {
  it.each([
    ['👍 Great job! 🎉🎉', 'Great job!'],
    ['thanks🎉', 'thanks'],
    ['Привет, как дела? We begin.', 'We begin.'],
    ['We begin. Привет, как дела?', 'We begin.'],
    ['こんにちは。We begin. 👍', 'We begin.'],
    ['“Привет.” We begin.', 'We begin.'],
    ['Привет, как дела?', ''],
    ['Привет! 👍', ''],
  ])('is between emoji and foreign sentences: %s', (text, part) => {
    expect(readable(text)).toBe(part);
  });

  it.each(['Иван will present.', 'We ask Иван.', 'Thanks 🎉!', 'We begin. Привет, he said.', 'Dr. Who is 🎉 here.'])(
    'is everything where these are parts of its sentences: %s',
    (text) => {
      expect(readable(text)).toBe(text);
    },
  );
});

it('leaves a text that is longer than anybody speaks to whoever refuses it', () => {
  expect(found(`House ${'🏠'.repeat(5_000)}`)).toEqual([]);
});

it('takes time that grows with the text', () => {
  const startMs = performance.now();
  for (const piece of [
    'a',
    '田',
    '田a',
    '田 ',
    '👍',
    '👍a',
    '👍 ',
    '👨‍',
    '🇵',
    '1',
    '1️⃣',
    'é🎉.',
    'Да. ',
    '。',
    '\u{E0061}',
    '\uFE0F',
    '「',
  ]) {
    const text = piece.repeat(10_000 / piece.length);
    readablePart(text, unreadSpans(text, ['scripts', 'emoji'], { language: 'en', apart: [] }));
  }
  expect(performance.now() - startMs).toBeLessThan(2_000);
});
