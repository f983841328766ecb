// Annotations of recognisers, in any bracket and language, and what stands between brackets and was said.
import { describe, expect, it } from 'vitest';
import { withoutAnnotations } from './annotations.ts';

describe('an answer without words', () => {
  it.each([
    '[BLANK_AUDIO]',
    '(upbeat music)',
    '♪♪',
    '*sighs*',
    '[ Silence ]',
    '[Musik]',
    '(Música)',
    '【音楽】',
    '（拍手）',
    '[аплодисменты]',
    '(смех)',
    '<|nospeech|>',
    '<noise>',
    '{laughter}',
    '[_BEG_]',
    '[inaudible] (coughs) *laughs*',
    '♪ upbeat music ♪',
    '(speaking in foreign language)',
    '(door closes)',
    '(a strange sound)',
    '[BLANK_AUDIO',
    '>> [laughter]',
    '[00:00:02]',
    '-- music --',
    '– upbeat music –',
    '-- a strange sound of music --',
    '_laughs_',
    '_laughing softly_',
    '~ music ~',
    '## music ##',
    '|noise|',
    '__laughs__',
    '♪ … ♪',
    '♪ ... ♪ ♪ ... ♪',
    '{cough}',
    '(upbeat music',
    '{coughs',
    '<noise',
    '（音楽',
    '[music and applause',
    '- [Music] -',
    '(暗い音)',
    '...',
  ])('is empty: %s', (text) => {
    expect(withoutAnnotations(text)).toBe('');
  });
});

describe('the text around annotations', () => {
  it.each([
    ['[laughs] so we agreed', 'so we agreed'],
    ['(laughs) So we agreed.', 'So we agreed.'],
    ['So we agreed. (applause)', 'So we agreed.'],
    ['So we agreed [laughs], and left.', 'So we agreed, and left.'],
    ['So we *sighs* agreed.', 'So we agreed.'],
    ['So we (laughs) agreed.', 'So we agreed.'],
    ['We agreed. [coughs]. Then we left.', 'We agreed. Then we left.'],
    ['[Speaker 1]: Good morning.', 'Good morning.'],
    ['>> Good morning. >> Hello.', 'Good morning. Hello.'],
    ['♪ Happy birthday to you ♪', 'Happy birthday to you'],
    ['Guten Morgen [Husten] alle zusammen', 'Guten Morgen alle zusammen'],
    ['よし（笑）行こう', 'よし 行こう'],
    ['It is *really* good', 'It is really good'],
    ['The *phone* is ringing.', 'The phone is ringing.'],
    ['Please _click_ there.', 'Please click there.'],
    ['So we - laughs - agreed.', 'So we agreed.'],
    ['So we agreed. -- music -- Then we left.', 'So we agreed. Then we left.'],
    ['So we _sighs_ agreed.', 'So we agreed.'],
    ['It is _really_ good', 'It is really good'],
    ['So we agreed. (applause', 'So we agreed.'],
    ['So we agreed <noise> and left.', 'So we agreed and left.'],
    ['So we agreed {cough} and left.', 'So we agreed and left.'],
    ['(so I told him (laughs) we go', '(so I told him we go'],
    ['♪ … ♪ So we agreed.', 'So we agreed.'],
    ['♪ upbeat music ♪ So we agreed.', 'So we agreed.'],
    ['So we agreed. ♪ music ♪ Then we left.', 'So we agreed. Then we left.'],
    ['We agreed. (Crowd cheers) Then we left.', 'We agreed. Then we left.'],
  ])('stays as it was written: %s', (text, spoken) => {
    expect(withoutAnnotations(text)).toBe(spoken);
  });

  it.each([
    'We met Anna (my sister) on Monday.',
    '(so I told him we go',
    '(I mean, so I told him) we go',
    'Call us (phone: +49 30 123456) today',
    'We fly to Thailand (Bangkok) on Monday.',
    'The team in India (Bangalore) agreed.',
    'Our lawyer (Cheryl Clapton) agreed',
    'We meet (end of May) again',
    'We met - the dog - outside.',
    'The answer — silence — said it all.',
    '(The dog barked at us all night long.) We left.',
    'so ~ I told him the music ~ was good',
    '[so I told him we go',
    '{so I told him we go',
    '【それで私は彼に言いました',
    '（音楽が好きだと言いました',
    '(laughs so I told him we go',
    'So we agreed (and I told him about the music that we heard',
    'We played music -- and he sang -- until ten.',
    'We heard it - the music was loud - and left.',
    'the method __init__ of my_laughs_file',
    'It is a well-known, up-to-date thing - really.',
    'Call (555) 010 0199 today.',
    'the value of f(x) and of a[0]',
    'person(s) in charge',
    'the United Nations (UN) agreed',
    'Five * three * two',
    'a < b and b > c',
    'It was late. (It was the 5th of May.) We left.',
    '(Thank you.)',
    'The price is $5.',
  ])('has brackets of its own: %s', (text) => {
    expect(withoutAnnotations(text)).toBe(text);
  });

  it('is changed by nothing the second time', () => {
    for (const text of ['[laughs] so we agreed', 'So we agreed [laughs], and left.', 'It is *really* good'])
      expect(withoutAnnotations(withoutAnnotations(text))).toBe(withoutAnnotations(text));
  });
});
