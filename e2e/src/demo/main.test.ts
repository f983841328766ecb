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

  it.each([
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
