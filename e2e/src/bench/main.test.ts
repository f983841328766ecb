import { describe, expect, it } from 'vitest';
import { SubcamError } from '@subcam/shared';
import { QUICK_PLAN } from './bench-plan.ts';
import { parseBenchArguments } from './main.ts';

describe('the command line of the benches', () => {
  it('takes the camera’s bench with minutes, or in seconds', () => {
    expect(parseBenchArguments(['camera', '--json', '--minutes', '10'])).toMatchObject({ json: true, gapMinutes: 10, extensionDir: null });
    expect(parseBenchArguments(['camera'])).toMatchObject({ json: false, gapMinutes: 1, plan: { gapTurns: 2, gapTurnS: 30 } });
    expect(parseBenchArguments(['camera', '--quick'])?.plan).toBe(QUICK_PLAN);
  });

  it('takes the floods’ bench, whole or in seconds', () => {
    expect(parseBenchArguments(['floods', '--json'])).toMatchObject({ bench: 'floods', json: true, isQuick: false });
    expect(parseBenchArguments(['floods', '--quick'])).toMatchObject({ bench: 'floods', isQuick: true });
  });

  it('takes the bench of somebody who collects figures, whole or in seconds', () => {
    expect(parseBenchArguments(['scrape', '--json'])).toMatchObject({ bench: 'scrape', json: true, isQuick: false });
    expect(parseBenchArguments(['scrape', '--quick'])).toMatchObject({ bench: 'scrape', isQuick: true });
  });

  it('takes the bench of translation with files, or with the sentences that come with it', () => {
    expect(parseBenchArguments(['translation'])).toMatchObject({
      bench: 'translation',
      lines: { pair: 'en-pt', files: null, limit: null },
    });
    const args = ['translation', '--json', '--pair', 'en-es', '--source', 'a.en', '--reference', 'a.es', '--limit', '20'];
    expect(parseBenchArguments(args)).toMatchObject({
      json: true,
      lines: { pair: 'en-es', files: { source: 'a.en', reference: 'a.es' }, limit: 20 },
    });
    expect(parseBenchArguments(['camera'])?.lines).toBeNull();
  });

  it('takes the bench of speech, three times, or once where it goes on for minutes', () => {
    expect(parseBenchArguments(['speech', '--json'])).toMatchObject({
      bench: 'speech',
      json: true,
      speech: { files: null, streams: 1, repeat: 3, engine: null, partials: null, from: 'en', to: null, minutes: null, isQuick: false },
    });
    const files = ['--audio', 'a.wav', '--words', 'a.tsv'];
    expect(
      parseBenchArguments([
        'speech',
        ...files,
        '--streams',
        '4',
        '--minutes',
        '5',
        '--to',
        'pt',
        '--engine',
        'moonshine',
        '--partials',
        'whisper-service',
      ]),
    ).toMatchObject({
      speech: {
        files: { audio: 'a.wav', words: 'a.tsv' },
        streams: 4,
        repeat: 1,
        engine: 'moonshine',
        partials: 'whisper-service',
        to: 'pt',
        minutes: 5,
      },
    });
    expect(parseBenchArguments(['speech', '--repeat', '2', '--from', 'es', '--minutes', '1'])?.speech).toMatchObject({
      repeat: 2,
      from: 'es',
    });
    expect(parseBenchArguments(['speech', '--quick'])?.speech).toMatchObject({ repeat: 1, minutes: null, isQuick: true });
    expect(parseBenchArguments(['camera'])?.speech).toBeNull();
  });

  it('takes the bench of honesty, ten minutes of each sound unless it is told otherwise', () => {
    expect(parseBenchArguments(['honesty', '--json'])).toMatchObject({
      bench: 'honesty',
      json: true,
      honesty: { minutes: 10, isQuick: false, english: null, foreign: null },
    });
    expect(parseBenchArguments(['honesty', '--minutes', '0.5', '--english', '/a', '--foreign', '/b'])?.honesty).toEqual({
      minutes: 0.5,
      isQuick: false,
      engine: null,
      english: '/a',
      foreign: '/b',
    });
    expect(parseBenchArguments(['honesty', '--engine', 'whisper'])?.honesty).toMatchObject({ engine: 'whisper' });
    expect(parseBenchArguments(['honesty', '--quick'])?.honesty).toMatchObject({ minutes: 1 / 20, isQuick: true });
    expect(parseBenchArguments(['camera'])?.honesty).toBeNull();
  });

  it('takes the bench of languages, twenty utterances of each of its own recordings, or all of a folder', () => {
    expect(parseBenchArguments(['languages', '--json'])).toMatchObject({
      bench: 'languages',
      json: true,
      languages: { dir: null, alternate: null, engine: 'whisper', limit: 20, wordlessSeconds: 10, isQuick: false },
    });
    const args = ['languages', '--dir', '/a', '--alternate', 'en, ru', '--engine', 'openai-stt', '--minutes', '0.5'];
    expect(parseBenchArguments(args)?.languages).toEqual({
      dir: '/a',
      alternate: ['en', 'ru'],
      engine: 'openai-stt',
      limit: null,
      wordlessSeconds: 30,
      isQuick: false,
    });
    expect(parseBenchArguments(['languages', '--dir', '/a', '--limit', '7'])?.languages).toMatchObject({ limit: 7 });
    expect(parseBenchArguments(['languages', '--quick'])?.languages).toMatchObject({ limit: 1, wordlessSeconds: 2, isQuick: true });
    expect(parseBenchArguments(['speech'])?.languages).toBeNull();
  });

  it('takes the bench of the same finals, with ten kills unless it is told otherwise', () => {
    expect(parseBenchArguments(['same-finals', '--json'])).toMatchObject({
      bench: 'same-finals',
      json: true,
      sameFinals: { audio: null, kills: 10, isQuick: false },
    });
    expect(parseBenchArguments(['same-finals', '--audio', '/a.wav', '--kills', '3'])?.sameFinals).toMatchObject({
      audio: '/a.wav',
      kills: 3,
    });
    expect(parseBenchArguments(['same-finals', '--quick'])?.sameFinals).toMatchObject({ kills: 1, isQuick: true });
    expect(parseBenchArguments(['camera'])?.sameFinals).toBeNull();
  });

  it('is asked for help', () => {
    expect(parseBenchArguments(['--help'])).toBeNull();
    expect(parseBenchArguments(['camera', '-h'])).toBeNull();
  });
});

describe('what makes no sense on the command line of the benches', () => {
  it.each([
    [[], 'The benches are camera, faults, floods, honesty, languages, same-finals, scrape, speech, store, translation and transport'],
    [['sound'], 'not "sound"'],
    [
      ['camera', 'camera'],
      'The benches are camera, faults, floods, honesty, languages, same-finals, scrape, speech, store, translation and transport',
    ],
    [['floods', '--minutes', '1'], 'of the bench camera'],
    [['camera', '--minutes', '0'], 'not "0"'],
    [['camera', '--minutes', 'ten'], 'not "ten"'],
    [['camera', '--minutes', '1e9'], 'at most 120'],
    [['camera', '--minutes', '1', '--quick'], 'contradict'],
    [['camera', '--frobnicate'], 'frobnicate'],
    [['camera', '--pair', 'en-pt'], 'of the bench translation, not of camera'],
    [
      ['translation', '--quick'],
      'of the bench camera and of faults and of floods and of honesty and of languages and of same-finals and of scrape and of speech and of store and of transport, not of translation',
    ],
    [['speech', '--english', '/a'], 'of the bench honesty, not of speech'],
    [['floods', '--streams', '2'], 'of the bench speech, not of floods'],
    [['same-finals', '--kills', '0'], '--kills takes a whole number from 1 to 1000, not "0"'],
    [['same-finals', '--kills', 'many'], 'not "many"'],
    [['speech', '--kills', '2'], 'of the bench faults and of same-finals, not of speech'],
    [['honesty', '--audio', 'a.wav'], 'of the bench same-finals and of speech, not of honesty'],
    [['speech', '--audio', 'a.wav'], '--audio and --words belong together'],
    [['speech', '--words', 'a.tsv'], '--audio and --words belong together'],
    [['speech', '--streams', '0'], '--streams takes a whole number from 1 to 64, not "0"'],
    [['speech', '--streams', '65'], 'from 1 to 64'],
    [['speech', '--repeat', 'often'], '--repeat takes a whole number from 1 to 100, not "often"'],
    [['speech', '--repeat', '2', '--quick'], 'contradict'],
    [['speech', '--minutes', '0'], 'not "0"'],
    [['speech', '--to', 'Portuguese'], '--to takes a language such as pt, not "Portuguese"'],
    [['speech', '--from', ''], '--from takes a language'],
    [['speech', '--to', 'en-GB'], '--to takes another language than the one that is spoken (en), not "en-GB"'],
    [['languages', '--alternate', 'en'], '--alternate takes two different languages such as en,es, not "en"'],
    [['languages', '--alternate', 'en,en-GB'], 'two different languages'],
    [['languages', '--alternate', 'en,es,fr'], 'two different languages'],
    [['languages', '--limit', '0'], '--limit takes a whole number above 0'],
    [['speech', '--dir', '/a'], 'of the bench languages, not of speech'],
    [['translation', '--source', 'a.en'], 'belong together'],
    [['translation', '--reference', 'a.en'], 'belong together'],
    [['translation', '--limit', '0'], '--limit takes a whole number above 0, not "0"'],
    [['translation', '--limit', 'many'], 'not "many"'],
    [['translation', '--pair', 'enpt'], 'not "enpt"'],
    [['translation', '--pair', 'en-en'], 'two different languages'],
    [['translation', '--pair', 'pt-pt-BR'], 'two different languages'],
    [['translation', '--pair', 'English-Spanish'], '--pair takes two languages such as en-pt'],
  ])('refuses %j and says why and where to look', (args, why) => {
    const refused = (): unknown => parseBenchArguments(args);
    expect(refused).toThrow(SubcamError);
    expect(refused).toThrow(why);
    expect(refused).toThrow('--help');
  });
});
