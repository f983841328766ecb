import { describe, expect, it } from 'vitest';
import { keepPromise, withoutOpenNumber } from './keep-promise.ts';

/** `first`: what was read when `told` was promised. */
interface Case {
  readonly told: string;
  readonly first: string;
  readonly second: string;
  readonly text: string;
}

const CASES: readonly Case[] = [
  // The same words.
  { told: 'We met', first: 'We met on Monday', second: 'We met on Monday morning.', text: 'We met on Monday morning.' },
  { told: 'Good morning', first: 'Good morning everyone', second: 'Good morning, everyone.', text: 'Good morning, everyone.' },
  { told: 'good morning', first: 'good morning everyone', second: 'Good morning, everyone.', text: 'good morning, everyone.' },
  { told: 'We met.', first: 'We met. Anna', second: 'We met Anna.', text: 'We met. Anna.' },
  { told: 'we should go', first: 'we should go now', second: 'We should go.', text: 'we should go.' },
  // Other words.
  { told: 'a golden ring', first: 'a golden ring on', second: 'A gold ring on her finger.', text: 'a golden ring on her finger.' },
  { told: 'I scream', first: 'I scream is', second: 'Ice cream is cold.', text: 'I scream is cold.' },
  { told: 'every one of', first: 'every one of us', second: 'Everyone of us knows.', text: 'every one of us knows.' },
  { told: 'the whether', first: 'the whether today', second: 'The weather today is fine.', text: 'the whether today is fine.' },
  { told: 'so we', first: 'so we begin', second: 'We begin now.', text: 'so we begin now.' },
  { told: 'we begin', first: 'we begin now', second: 'So we begin now.', text: 'we begin now.' },
  { told: 'storm', first: 'storm is coming', second: 'Storms are coming.', text: 'storm are coming.' },
  // A word that the promise lacks comes rather twice than not at all.
  { told: 'no', first: 'no no', second: 'No, no, no, stop.', text: 'no, no, no, stop.' },
  { told: 'very good', first: 'very good idea', second: 'Very, very good idea.', text: 'very good idea.' },
  // Numbers and contractions that are written in other ways.
  { told: 'twenty five people', first: 'twenty five people came', second: '25 people came.', text: 'twenty five people came.' },
  { told: '25 people', first: '25 people came', second: 'Twenty-five people came.', text: '25 people came.' },
  { told: 'twenty', first: 'twenty five people', second: '25 people came.', text: 'twenty five people came.' },
  { told: 'it', first: 'it is fine', second: "It's fine today.", text: 'it is fine today.' },
  { told: "it's", first: "it's fine", second: 'It is fine today.', text: "it's fine today." },
  { told: 'I can', first: 'I can not see', second: 'I cannot see it.', text: 'I can not see it.' },
  { told: 'it costs $5', first: 'it costs $5 now', second: 'It costs five dollars now.', text: 'it costs $5 now.' },
  // Scripts without spaces.
  { told: '今日は', first: '今日は天気', second: '今日は、天気がいい。', text: '今日は、天気がいい。' },
  { told: '京は', first: '京は天気', second: '今日は天気がいい。', text: '京は天気がいい。' },
  // Nothing more, nothing alike.
  { told: 'we begin', first: 'we begin', second: '', text: 'we begin' },
  { told: '', first: 'we', second: 'They begin.', text: 'They begin.' },
  { told: 'we begin', first: 'something else', second: 'We begin now.', text: 'we begin now.' },
];

describe('what was promised, and another reading of the same sound', () => {
  it.each(CASES)('"$told", then "$second"', ({ told, first, second, text }) => {
    expect(keepPromise(told, first, second)).toBe(text);
  });

  it('begins with the promise, letter by letter, and loses no word of what follows it', () => {
    const words = 'we have to talk about what the new office costs before anybody signs for it'.split(' ');
    for (let promised = 1; promised < words.length; promised += 1) {
      for (let wrong = 0; wrong < promised; wrong += 1) {
        const told = words.map((word, index) => (index === wrong ? `${word}ish` : word)).slice(0, promised);
        const first = [...told, ...words.slice(promised, promised + 2)].join(' ');
        expect(keepPromise(told.join(' '), first, words.join(' '))).toBe([...told, ...words.slice(promised)].join(' '));
      }
    }
  });

  it('takes little time, whatever a recogniser wrote', () => {
    const beganAt = process.cpuUsage().user;
    const loop = Array.from({ length: 600 }, (_, index) => `word${index % 7}`).join(' ');
    const kept = keepPromise(loop.slice(0, 700), loop, `Other ${loop}`);
    expect(kept.startsWith(loop.slice(0, 700))).toBe(true);
    expect(process.cpuUsage().user - beganAt).toBeLessThan(2_000_000);
  });
});

describe('a promise that ends in a number', () => {
  it.each([
    ['we need twenty', 'we need'],
    ['we need twenty five people', 'we need twenty five people'],
    ['we need 25', 'we need'],
    ['twenty', ''],
    ['we need people', 'we need people'],
    ['', ''],
  ])('"%s" is promised as "%s"', (told, promised) => {
    expect(withoutOpenNumber(told)).toBe(promised);
  });
});
