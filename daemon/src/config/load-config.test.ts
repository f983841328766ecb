// Settings: where they come from, what wins, and what is said of wrong ones.
import { DEFAULT_TILE_SETTINGS, SubcamError } from '@subcam/shared';
import { describe, expect, it } from 'vitest';
import { loadConfig, type ConfigFlags } from './index.ts';

async function complaint(env: Record<string, string>, flags: ConfigFlags = {}): Promise<string> {
  try {
    await loadConfig(env, flags);
  } catch (error) {
    if (error instanceof SubcamError && error.code === 'configuration') return error.message;
    throw error;
  }
  return 'nothing to complain about';
}

describe('settings', () => {
  it('are complete without anyone setting anything', async () => {
    expect(await loadConfig({ HOME: '/home/ana' })).toMatchObject({
      port: 3000,
      dataDir: '/home/ana/.local/share/subcam',
      tokenFile: '/home/ana/.local/share/subcam/token',
      databaseFile: '/home/ana/.local/share/subcam/subcam.db',
      modelsDir: '/home/ana/.cache/subcam/models',
      stt: { engine: 'moonshine' },
      translators: [{ engine: 'bergamot' }, { engine: 'apertium' }],
      limits: {
        maxSessions: 100,
        maxCapturesPerSession: 8,
        graceMs: 60_000,
        sessionIdleMs: 1_800_000,
        maxBacklogMs: 600_000,
        maxBacklogBytes: 536_870_912,
        translationDeadlineMs: 10_000,
        maxBrowserlessTiles: 10,
        browserlessIdleMs: 1_800_000,
        maxWaitingBytes: 8_388_608,
        tokenDeadlineMs: 5_000,
        maxStrangers: 200,
        maxEndedBots: 100,
        maxBots: 200,
        maxBotsPerClient: 100,
        maxBotsPerRunner: 10,
        maxConnections: 2_000,
        maxConnectionsPerClient: 1_000,
        maxReaders: 500,
        maxReadersPerClient: 250,
        maxSubscriptions: 200,
        maxGapsPerCapture: 10_000,
        maxMeetingEvents: 100_000,
      },
      partials: { policy: 'auto', everyWordUpToMs: 150, everyThirdWordUpToMs: 300, stableUnit: 'final' },
      tile: DEFAULT_TILE_SETTINGS,
      bots: { chromeArgs: [] },
      logLevel: 'info',
    });
  });

  it('follow the desktop conventions, and the environment before them', async () => {
    expect((await loadConfig({ HOME: '/h', XDG_DATA_HOME: '/data' })).dataDir).toBe('/data/subcam');
    expect((await loadConfig({ HOME: '/h', XDG_DATA_HOME: '/data', SUBCAM_HOME: '/srv/subcam' })).dataDir).toBe('/srv/subcam');
  });

  it('say how speech is read, when it is late, and how many talkers are followed', async () => {
    const speech = {
      policy: 'steady',
      thinOutAfterMs: 30_000,
      crowdedThinOutAfterMs: 500,
      talkers: null,
      lateAfterMs: 4_000,
      maxWaitingStates: 16,
      partialsOtherwise: 'finals-engine',
      partialsPatienceMs: 5_000,
      standInAfterMs: null,
      maxWaitingForFinalsMs: 180_000,
    };
    expect((await loadConfig({ HOME: '/h' })).speech).toEqual(speech);
    expect((await loadConfig({ HOME: '/h', SUBCAM_TALKERS: '12' })).speech).toEqual({ ...speech, talkers: 12 });
    await expect(loadConfig({ HOME: '/h', SUBCAM_TALKERS: '0' })).rejects.toThrow('SUBCAM_TALKERS');
  });

  it('of the command line win over those of the environment', async () => {
    const env = { SUBCAM_PORT: '4000', SUBCAM_TRANSLATOR: 'none' };
    expect(await loadConfig(env)).toMatchObject({ port: 4000, translators: [] });
    expect(await loadConfig(env, { port: '0', translator: 'apertium,bergamot' })).toMatchObject({
      port: 0,
      translators: [{ engine: 'apertium' }, { engine: 'bergamot' }],
    });
  });

  it('name a service by its address, by default at the port of the contract', async () => {
    expect(await loadConfig({ SUBCAM_STT: 'whisper-service', SUBCAM_TRANSLATOR: 'translation-service' })).toMatchObject({
      stt: { engine: 'whisper-service', settings: { url: 'http://127.0.0.1:5001' } },
      translators: [{ engine: 'translation-service', settings: { url: 'http://127.0.0.1:5003' } }],
    });
    const { stt } = await loadConfig({ SUBCAM_STT: 'whisper-service', SUBCAM_WHISPER_URL: 'https://gpu.example/asr' });
    expect(stt.engine).toBe('whisper-service');
    expect(stt.settings['url']).toBe('https://gpu.example/asr');
  });

  it('that are empty count as not set', async () => {
    expect(await loadConfig({ HOME: '/h', SUBCAM_PORT: '', SUBCAM_HOME: '' })).toMatchObject({
      port: 3000,
      dataDir: '/h/.local/share/subcam',
    });
  });

  it.each([
    [{ SUBCAM_PORT: 'abc' }, {}, 'SUBCAM_PORT must be a whole number from 0 to 65535'],
    [{}, { port: '70000' }, '--port must be a whole number from 0 to 65535'],
    [{}, { port: '3e3' }, '--port must be'],
    [{ SUBCAM_STT: 'deepgram' }, {}, 'SUBCAM_STT must be moonshine, whisper, whisper-service, openai-stt or sherpa'],
    [
      {},
      { translator: 'google' },
      '--translator must be a list of values that are each bergamot, apertium, translation-service, libretranslate, openai-mt, triton, none or auto',
    ],
    [{ SUBCAM_TRANSLATOR: 'apertium,apertium' }, {}, 'SUBCAM_TRANSLATOR must name each engine once, or none or auto alone'],
    [{ SUBCAM_TRANSLATOR: 'none,apertium' }, {}, 'SUBCAM_TRANSLATOR must name each engine once, or none or auto alone'],
    [{ SUBCAM_WHISPER_URL: 'ftp://host' }, {}, 'SUBCAM_WHISPER_URL must be an address such as'],
    [{ SUBCAM_MAX_SESSIONS: '0' }, {}, 'SUBCAM_MAX_SESSIONS must be'],
  ] as [Record<string, string>, ConfigFlags, string][])(
    'that are wrong (%j %j) are named with what they may be',
    async (env, flags, text) => {
      expect(await complaint(env, flags)).toContain(text);
    },
  );

  it('that are wrong together are named together', async () => {
    expect(await complaint({ SUBCAM_PORT: '-1', SUBCAM_STT: 'x' })).toMatch(/SUBCAM_PORT.*SUBCAM_STT/);
  });
});

describe('settings of translators', () => {
  it('let the daemon choose its translators, among those of this machine and the services that are configured', async () => {
    const chain = async (env: Readonly<Record<string, string>>) => {
      const { translators, picksTranslators } = await loadConfig({ HOME: '/h', ...env });
      return { names: translators.map(({ engine }) => engine), picksTranslators };
    };
    expect(await chain({ SUBCAM_TRANSLATOR: 'auto' })).toEqual({ names: ['bergamot', 'apertium'], picksTranslators: true });
    const named = { SUBCAM_TRANSLATION_URL: 'http://gpu.example:5003' };
    expect(await chain({ SUBCAM_TRANSLATOR: 'auto', ...named })).toEqual({
      names: ['bergamot', 'apertium', 'translation-service'],
      picksTranslators: true,
    });
    expect(await chain(named)).toEqual({ names: ['bergamot', 'apertium'], picksTranslators: false });
    for (const mixed of ['auto,bergamot', 'none,auto', 'bergamot,bergamot'])
      await expect(chain({ SUBCAM_TRANSLATOR: mixed })).rejects.toThrow(/must name each engine once, or none or auto alone/u);
  });

  it('say how the daemon tries and orders translators', async () => {
    expect((await loadConfig({ HOME: '/h' })).auto).toEqual({ trialMs: 2_000, quickMs: 300, lookAgainMs: 10_000 });
    expect((await loadConfig({ HOME: '/h', SUBCAM_TRANSLATOR_AUTO_TRIAL_MS: '500' })).auto.trialMs).toBe(500);
    for (const [name, value] of [
      ['TRIAL_MS', '99'],
      ['QUICK_MS', '0'],
      ['LOOK_AGAIN_MS', '999'],
    ]) {
      const variable = `SUBCAM_TRANSLATOR_AUTO_${name}`;
      await expect(loadConfig({ HOME: '/h', [variable]: value })).rejects.toThrow(variable);
    }
  });

  it('have the limit that a translator sets for its own half sentences, and how much it is asked', async () => {
    const prefix = 'SUBCAM_ENGINES_TRANSLATOR_TRANSLATION_SERVICE_';
    const { partials, engines } = await loadConfig({
      HOME: '/h',
      [`${prefix}PARTIALS_UP_TO_MS`]: '700',
      [`${prefix}MAX_AT_ONCE`]: '2',
    });
    expect(partials.upToMs).toEqual({ 'translation-service': 700 });
    expect(engines.translator['translation-service']).toMatchObject({ maxAtOnce: 2, maxWaiting: 200, maxPauseMs: 2_000 });
    for (const [name, value] of [
      ['MAX_AT_ONCE', '0'],
      ['MAX_WAITING', '1'],
      ['MAX_PAUSE_MS', '-1'],
      ['PARTIALS_UP_TO_MS', '60001'],
    ])
      await expect(loadConfig({ HOME: '/h', [`${prefix}${name}`]: value })).rejects.toThrow(`${prefix}${name}`);
  });
});
