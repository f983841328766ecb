// What a service says, without the words that it was sent.
import { describe, expect, it } from 'vitest';
import { textsOf, withoutTexts } from './sent-texts.ts';

describe('the texts of a request', () => {
  it('are those that somebody said, not the names of models and languages', () => {
    const body = {
      text: 'Yes.',
      source_language: 'en',
      model: 'org/a-model-of-theirs',
      messages: [{ role: 'user', content: 'No' }],
      inputs: [{ name: 'text_input', datatype: 'BYTES', data: ['Perhaps'] }],
      options: { note: 'two words' },
      temperature: 0,
    };
    expect(textsOf(body)).toEqual(['Yes.', 'No', 'Perhaps', 'two words']);
  });

  it('of a form are found too', () => {
    const form = new FormData();
    form.set('prompt', 'Harbor');
    form.set('language', 'en');
    form.set('file', new Blob(['sound']));
    expect(textsOf(form)).toEqual(['Harbor']);
  });
});

describe('what a service says', () => {
  const text = 'The quarterly figures of Harbor are "good", she said.';

  it.each([
    ['Overloaded.', 'Overloaded.'],
    [`can't translate ${text}`, "can't translate …"],
    [`can't translate ${JSON.stringify({ text, q: 1 })}`, 'can\'t translate {"text":"…","q":1}'],
    ['too long: The quarterly figures of Har', 'too long: … Har'],
    ['too long: THE QUARTERLY FIGURES OF HARBOR, they are', 'too long: …, they are'],
    ['the figures are bad', 'the figures are bad'],
  ])('%j is repeated as %j', (said, told) => {
    expect(withoutTexts(said, [text])).toBe(told);
  });

  it('has no short text either, and each of several', () => {
    expect(withoutTexts('no way for "Yes." and "No"', ['Yes.', 'No'])).not.toMatch(/Yes|No/);
  });
});
