// Flags of the bot's process, right and wrong.
import { describe, expect, it } from 'vitest';
import { SubcamError } from '@subcam/shared';
import { DEFAULT_ATTENDANCE_LIMITS } from './attendance.ts';
import { parseRunnerFlags, RUNNER_HELP, type RunnerSettings } from './runner-options.ts';

const NEEDED = ['--url', 'https://meet.google.com/abc-defg-hij', '--token-file', '/tmp/token'];
const parse = (...args: string[]): RunnerSettings => parseRunnerFlags(args, () => 'random') as RunnerSettings;

describe('parseRunnerFlags', () => {
  it('needs a meeting and a token file, and has a default for everything else', () => {
    expect(parse(...NEEDED)).toMatchObject({
      botId: 'random',
      meetingUrl: 'https://meet.google.com/abc-defg-hij',
      daemonUrl: 'http://127.0.0.1:3000',
      tokenFile: '/tmp/token',
      displayName: 'Subcam (live captions)',
      sourceLanguage: 'en',
      targetLanguages: ['pt'],
      headed: false,
      chromeArgs: [],
      limits: DEFAULT_ATTENDANCE_LIMITS,
      leaseMs: 30_000,
      leaveWithStdin: false,
    });
  });

  it('takes repeated flags, and Chrome switches that begin with dashes', () => {
    const settings = parse(
      ...NEEDED,
      '--to',
      'es',
      '--to',
      'pt-BR',
      '--chrome-arg=--a=b c',
      '--chrome-arg=--d',
      '--lobby-limit-s',
      '1.5',
      '--lease-ms=900',
    );
    expect(settings).toMatchObject({ targetLanguages: ['es', 'pt-BR'], chromeArgs: ['--a=b c', '--d'], leaseMs: 900 });
    expect(settings.limits.lobbyMs).toBe(1500);
  });

  it('takes no translation at all', () => {
    expect(parse(...NEEDED, '--to', 'none').targetLanguages).toEqual([]);
  });

  it('takes languages that are all spoken, in place of the others', () => {
    expect(parse(...NEEDED)).toMatchObject({ twoWay: false });
    expect(parse(...NEEDED, '--between', 'en,pt')).toMatchObject({ sourceLanguage: 'en', targetLanguages: ['pt'], twoWay: true });
  });

  it('takes several languages that may be spoken, or any', () => {
    const several = ['--source-language', 'en,es', '--to', 'pt'];
    expect(parse(...NEEDED, ...several)).toMatchObject({ sourceLanguage: 'auto', spoken: ['en', 'es'], targetLanguages: ['pt'] });
    expect(parse(...NEEDED, '--source-language', 'auto')).toMatchObject({ sourceLanguage: 'auto', targetLanguages: ['pt'] });
  });

  it.each([
    [[...NEEDED, '--source-language', 'en,auto'], 'configuration', '--source-language'],
    [[...NEEDED, '--between', 'en'], 'configuration', '--between'],
    [[...NEEDED, '--between', 'en,pt', '--to', 'es'], 'configuration', '--between'],
    [[...NEEDED, '--between', 'en,pt', '--source-language', 'en'], 'configuration', '--between'],
    [[...NEEDED, '--between', 'en,chr'], 'bad-request', 'Cherokee'],
    [['--token-file', 'x'], 'configuration', '--url'],
    [['--url', 'https://meet.google.com/abc-defg-hij'], 'configuration', '--token-file'],
    [['--url', 'https://example.org/abc-defg-hij', '--token-file', 'x'], 'meeting-host', 'example.org'],
    [[...NEEDED, '--daemon', 'http://10.0.0.1:3000'], 'configuration', '--daemon'],
    [[...NEEDED, '--daemon', 'https://127.0.0.1:3000'], 'configuration', '--daemon'],
    [[...NEEDED, '--daemon', 'http://127.0.0.1:3000@example.org'], 'configuration', '--daemon'],
    [[...NEEDED, '--to', 'Spanish!'], 'configuration', '--to'],
    [[...NEEDED, '--to', 'chr'], 'bad-request', 'Cherokee'],
    [[...NEEDED, '--name', '  '], 'configuration', '--name'],
    [[...NEEDED, '--name', 'x'.repeat(61)], 'configuration', '--name'],
    [[...NEEDED, '--bot-id', 'a b'], 'configuration', '--bot-id'],
    [[...NEEDED, '--lobby-limit-s', '-1'], 'configuration', '--lobby-limit-s'],
    [[...NEEDED, '--alone-limit-s', 'NaN'], 'configuration', '--alone-limit-s'],
    [[...NEEDED, '--unknown'], 'configuration', '--unknown'],
    [[...NEEDED, 'stray'], 'configuration', 'stray'],
  ])('refuses %j as %s and names %s', (args, code, named) => {
    const refusal = (): unknown => parseRunnerFlags(args, () => 'random');
    expect(refusal).toThrowError(SubcamError);
    expect(refusal).toThrowError(expect.objectContaining({ code, message: expect.stringContaining(named) as string }) as Error);
  });

  it('asks for help, which names every flag', () => {
    expect(parseRunnerFlags(['--help'], () => '')).toBe('help');
    for (const flag of [
      'url',
      'daemon',
      'token-file',
      'name',
      'source-language',
      'to',
      'between',
      'bot-id',
      'extension',
      'headed',
      'chrome-arg',
      'lobby-limit-s',
      'alone-limit-s',
      'call-limit-s',
      'lease-ms',
      'leave-with-stdin',
    ]) {
      expect(RUNNER_HELP).toContain(`--${flag}`);
    }
  });
});
