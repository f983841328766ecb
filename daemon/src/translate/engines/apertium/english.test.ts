// English in other words for Apertium's English-Spanish pair, and what it asks and tells.
import { describe, expect, it } from 'vitest';
import { asks, inOtherWords, tellsWhatHappened } from './english.ts';

describe('English in other words', () => {
  it.each([
    ['We met on March 3rd, 2024, at noon.', 'We met on 3 March 2024, at noon.'],
    ['It ends on May 31.', 'It ends on 31 May.'],
    ['It costs over 500 dollars, over $20 a day.', 'It costs more than 500 dollars, more than $20 a day.'],
    ['Over two hundred people', 'More than two hundred people'],
    ['Sorry, I was late. Let me see. Let’s go.', 'Pardon, I was late. I am going to see. Let’s go.'],
    ["Let's wait.", 'We are going to wait.'],
    ["I'm afraid I have to go.", 'Unfortunately I have to go.'],
    ['The file is there. Files are big.', 'The archive is there. Files are big.'],
    ['That is right. It is right here.', 'That is correct. It is right here.'],
    ['In late 2017, all of the goals were met.', 'At the end of 2017, all the objectives were met.'],
    ['It is shown, and it shows that he is aged 64.', 'It is displayed, and it displays that he is 64 years old.'],
    ['Like the others, a great idea.', 'As the others, an excellent idea.'],
  ])('%j is said as %j', (text, said) => {
    expect(inOtherWords(text)).toBe(said);
  });

  it.each([
    'I like it. Like it?',
    'We file a complaint.',
    'An insurance policy',
    'Great Britain',
    'a great deal',
    'The show is over. It is over there.',
    "I'm afraid of it.",
    "Let's not.",
    'In 2017 we met on Monday at 10:30.',
    'a right turn',
    '',
  ])('%j stays as it is', (text) => {
    expect(inOtherWords(text)).toBe(text);
  });
});

describe('what English asks and tells', () => {
  it.each(['Who is it?', 'Nobody knows when.', 'Tell me who wrote it.', 'It depends on what he says.', 'I am not sure how it works.'])(
    '%j asks',
    (text) => {
      expect(asks(text)).toBe(true);
    },
  );

  it.each(['The person who wrote it left.', 'When it is ready, we start.', 'The report, which is late, is here.'])(
    '%j does not',
    (text) => {
      expect(asks(text)).toBe(false);
    },
  );

  it.each([
    ['The meeting was cancelled.', true],
    ['It was made and they were sent.', true],
    ['The shop was closed.', false],
    ['She was tired when it was sent.', false],
    ['It is here.', false],
  ])('%j tells what happened: %s', (text, told) => {
    expect(tellsWhatHappened(text)).toBe(told);
  });
});
