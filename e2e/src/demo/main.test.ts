import { describe, expect, it } from 'vitest';
import { parseDemoArguments } from './main.ts';

describe("the demo's command line", () => {
  it('runs a minute of the default conversation with every engine real, unless told otherwise', () => {
    expect(parseDemoArguments([])?.options).toMatchObject({
      seconds: 60,
      fromMs: 0,
      mode: 'real',
      targetLanguages: ['pt'],
      saveFps: null,
      audioFile: null,
    });
  });

  it('takes several target languages and a place to start', () => {
    expect(parseDemoArguments(['--to', 'es,fr', '--from', '12.5'])?.options).toMatchObject({
      targetLanguages: ['es', 'fr'],
      fromMs: 12_500,
    });
  });

  it('takes two languages that are both spoken, with a service that hears them or without', () => {
    const between = { sourceLanguage: 'en', targetLanguages: ['es'], twoWay: true };
    expect(parseDemoArguments(['--between', 'en,es'])?.options).toMatchObject({ ...between, mode: 'real', whisperUrl: null });
    const real = parseDemoArguments(['--between', 'en,es', '--whisper-url', 'http://127.0.0.1:5001'])?.options;
    expect(real).toMatchObject({ ...between, mode: 'real', whisperUrl: 'http://127.0.0.1:5001' });
    const scripted = { sourceLanguage: 'en', targetLanguages: ['pt'], twoWay: true, mode: 'mock' };
    expect(parseDemoArguments(['--between', 'en,pt', '--mode', 'mock'])?.options).toMatchObject(scripted);
  });

  it.each([
    [['--between', 'en,pt'], /No stored conversation is in English and Portuguese: .*--audio FILE\.wav.*--between en,es/],
    [['--source', 'fr', '--to', 'en'], /No stored conversation is in French.*--audio/],
    [['--between', 'en,tlh', '--audio', 'talk.wav'], /No recogniser of this machine reads en and tlh.*--whisper-url/],
    [['--between', 'en', '--mode', 'mock'], /--between takes the languages/],
    [['--between', 'en,pt', '--to', 'es', '--mode', 'mock'], /leave --source and --to out/],
    [['--mode', 'mock', '--whisper-url', 'http://127.0.0.1:5001'], /--whisper-url/],
    [['--seconds', 'abc'], /--seconds takes a number/],
    [['--seconds', '0'], /--seconds takes a number/],
    [['--mode', 'fake'], /--mode is one of mock, hybrid, real/],
    [['--to', 'spanish!'], /--to takes a language code/],
    [['--transcript', 'words.txt'], /--transcript needs --audio/],
    [['--wat'], /--help/],
  ])('refuses %j with a sentence that says what is allowed', (args, message) => {
    expect(() => parseDemoArguments(args)).toThrow(message);
  });

  it('knows nothing to run when help was asked for', () => {
    expect(parseDemoArguments(['--help'])).toBeNull();
  });
});
