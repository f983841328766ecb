// Every text and control name of Meet that Subcam knows, as the page may spell it.
import { describe, expect, it } from 'vitest';
import { MEET_CONTROLS, MEET_TEXTS, plainText, saysAny, saysText } from './meet-texts.ts';

describe('texts of Meet', () => {
  const all = Object.values(MEET_TEXTS).flat();

  it.each(all)('finds "%s" whatever its apostrophes, case and spacing', (text) => {
    const shown = text.replaceAll("'", '’').replaceAll(' ', '\u00A0 ').replace('…', 'with').toUpperCase();
    expect(saysText(`info ${shown}.`, text)).toBe(true);
  });

  it.each(all)('does not find "%s" in a line that lacks its last word', (text) => {
    const shortened = text.split(' ').slice(0, -1).join(' ');
    expect(saysText(shortened, text)).toBe(false);
  });

  it('finds parts around an ellipsis in order only', () => {
    expect(saysText('Sign in with your Google Account', 'Sign in … your Google Account')).toBe(true);
    expect(saysText('Your Google Account: sign in', 'Sign in … your Google Account')).toBe(false);
  });

  it('finds nothing in an empty page', () => {
    expect(saysAny([], MEET_TEXTS.lobby)).toBe(false);
    expect(saysAny([''], MEET_TEXTS.lobby)).toBe(false);
  });

  it('names every control once', () => {
    const names = Object.values(MEET_CONTROLS).flat().map(plainText);
    expect(new Set(names).size).toBe(names.length);
  });
});
