import { describe, expect, it } from 'vitest';
import { chooseConversation, openConversation, type WhoTalks } from './choose-conversation.ts';

const english: WhoTalks = { sourceLanguage: 'en', targetLanguages: ['pt'], mode: 'real', audioFile: null, transcriptFile: null };
const between = (one: string, other: string): WhoTalks => ({ ...english, sourceLanguage: one, targetLanguages: [other], twoWay: true });

describe('who talks in the demo', () => {
  it('is the stored conversation in the languages that are spoken', () => {
    expect(chooseConversation(english)).toBe('default');
    expect(chooseConversation(between('en', 'es'))).toBe('en-es');
    expect(chooseConversation({ ...between('es', 'en'), mode: 'mock' })).toBe('en-es');
  });

  it('is the recording that was given, in whatever language', () => {
    const recorded = { ...between('fr', 'de'), audioFile: '/talk.wav', transcriptFile: '/talk.txt' };
    expect(chooseConversation(recorded)).toEqual({ audio: '/talk.wav', transcript: '/talk.txt' });
  });

  it('has a script in Portuguese for a mocked recogniser alone, which reads what it is told in one language too', async () => {
    const scripted: WhoTalks = { ...between('en', 'pt'), mode: 'mock' };
    const { utterances } = await openConversation(scripted);
    expect(new Set(utterances.map(({ language }) => language))).toEqual(new Set(['en', 'pt']));
    expect(chooseConversation({ ...english, sourceLanguage: 'fr', mode: 'mock' })).toBe('default');
    expect(() => chooseConversation({ ...scripted, mode: 'hybrid' })).toThrow('English and Portuguese');
  });

  it.each([
    [between('en', 'fr'), 'English and French'],
    [{ ...english, sourceLanguage: 'es' }, 'Spanish'],
    [{ ...english, targetLanguages: ['es', 'pt'], twoWay: true }, 'English and Spanish and Portuguese'],
  ])('is nobody in other languages, which is said with what there is and what else may be done', (who, languages) => {
    expect(() => chooseConversation(who)).toThrow(
      expect.objectContaining({
        code: 'configuration',
        message: `No stored conversation is in ${languages}: let a recording of your own talk with --audio FILE.wav, or take --source en or --between en,es.`,
      }),
    );
  });
});
