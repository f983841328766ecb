import { describe, expect, it } from 'vitest';
import { directionOf, drawnForGood, firstStrong } from './text-direction.ts';

describe('the direction of a text', () => {
  it('is that of its first letter, whatever signs and numbers come before', () => {
    expect(firstStrong('(10:30) שלום world')).toBe('rtl');
    expect(firstStrong('12 — hello שלום')).toBe('ltr');
    expect(firstStrong('12:30!')).toBeNull();
  });

  it('is decided by what is committed; until then by the language; by the rest where that is not known', () => {
    expect(directionOf({ text: 'שלום hello', stableLength: 5, language: 'en' })).toBe('rtl');
    expect(directionOf({ text: 'hello שלום', stableLength: 0, language: 'he-IL' })).toBe('rtl');
    expect(directionOf({ text: 'שלום', stableLength: 0, language: 'en' })).toBe('ltr');
    expect(directionOf({ text: 'שלום', stableLength: 0, language: 'auto' })).toBe('rtl');
    expect(directionOf({ text: '', stableLength: 0, language: null })).toBe('ltr');
  });
});

describe('the direction of a final text', () => {
  it.each([
    ['ar', 'WhatsApp مفيد جدا (حقا).', 'rtl'],
    ['he', 'Zoom שימש 3 אנשים?', 'rtl'],
    ['ar-EG', '3 GB ذاكرة', 'rtl'],
    ['fa', 'iPhone ۱۵ خریدم.', 'rtl'],
    ['ur', 'Google Meet میں', 'rtl'],
    ['yi', 'Zoom איז גוט', 'rtl'],
    ['dv', 'Zoom ރަނގަޅު', 'rtl'],
    ['az-Arab', 'Zoom یاخشیدیر', 'rtl'],
    ['ku', 'باشە Zoom', 'ltr'],
    ['ku', 'باشە', 'rtl'],
    ['ar', 'WhatsApp.', 'ltr'],
    ['ar', '12:30', 'rtl'],
    ['en', 'שלום is Hebrew for peace.', 'ltr'],
    ['en', 'שלום.', 'rtl'],
    ['ar-Latn', 'Zoom mufid', 'ltr'],
    ['auto', 'Zoom שימש', 'ltr'],
    ['auto', 'שימש Zoom', 'rtl'],
  ] as const)('in %s: "%s" is %s', (language, text, direction) => {
    expect(directionOf({ text, stableLength: text.length, language, isFinal: true })).toBe(direction);
  });

  it('does not change while it grows from a foreign name', () => {
    const text = 'WhatsApp مفيد جدا';
    for (let length = 0; length <= text.length; length += 1) {
      expect(directionOf({ text: text.slice(0, length), stableLength: Math.max(0, length - 3), language: 'ar' })).toBe('rtl');
    }
  });
});

describe('what of a growing text is drawn for good', () => {
  const good = (text: string, stable: string, direction: 'ltr' | 'rtl'): string =>
    text.slice(0, drawnForGood(text, stable.length, direction));

  it('is not what runs against its direction, until a word in its direction follows', () => {
    expect(good('I said שלום עולם to him', 'I said שלום ', 'ltr')).toBe('I said ');
    expect(good('I said שלום עולם to him', 'I said שלום עולם to ', 'ltr')).toBe('I said שלום עולם to ');
    expect(good('היום iPhone 15 Pro ועוד', 'היום iPhone 15 ', 'rtl')).toBe('היום ');
    expect(good('היום iPhone 15 Pro ועוד דברים', 'היום iPhone 15 Pro ועוד ', 'rtl')).toBe('היום iPhone 15 Pro ועוד ');
  });

  it('is no bracket among them, until it is closed', () => {
    expect(good('על iPhone 15 (3.5% זול יותר) ועוד', 'על iPhone 15 (3.5% זול ', 'rtl')).toBe('על iPhone 15 ');
    expect(good('על iPhone 15 (3.5% זול יותר) ועוד', 'על iPhone 15 (3.5% זול יותר) ', 'rtl')).toBe('על iPhone 15 (3.5% זול יותר) ');
    expect(good('one (two שלום three', 'one (two שלום ', 'ltr')).toBe('one (two ');
  });
});
