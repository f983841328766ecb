// A daemon whose services fail for a while, or refuse for good: what passes costs no word, and what stays is told and not asked again.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SessionEvent, SessionState } from '@subcam/shared';
import type { Daemon } from './compose.ts';
import { startDaemonBetweenServices, type DaemonBetweenServices } from './testing/daemon-between-services.ts';
import { hang, json, reset, type ServiceAnswer } from './testing/scripted-service.ts';
import { join, pause, speak } from './testing/spoken-text.ts';
import { startSteadyClient } from './testing/steady-client.ts';

const READING = json({ text: 'Good morning everyone.', language: 'en' });
const TRANSLATION = json({ translated_text: 'Buenos días a todos.' });

/** What the services answer next; afterwards they work. */
let readings: ServiceAnswer[] = [];
let translations: ServiceAnswer[] = [];
let askedToRead = 0;
let askedToTranslate = 0;

let between: DaemonBetweenServices;
let daemon: Daemon;
const events: SessionEvent[] = [];
let sentence: Int16Array;

beforeAll(async () => {
  sentence = await speak('Good morning everyone.');
  between = await startDaemonBetweenServices({
    whisper: () => {
      askedToRead += 1;
      return readings.shift() ?? READING;
    },
    translation: () => {
      askedToTranslate += 1;
      return translations.shift() ?? TRANSLATION;
    },
    onEvent: (event) => events.push(event),
    env: {
      SUBCAM_ENGINES_STT_WHISPER_SERVICE_TIMEOUT_MS: '1000',
      SUBCAM_ENGINES_TRANSLATOR_TRANSLATION_SERVICE_TIMEOUT_MS: '1000',
    },
  });
  ({ daemon } = between);
});

afterEach(() => {
  readings = [];
  translations = [];
  askedToRead = 0;
  askedToTranslate = 0;
});

afterAll(() => between.close());

/** A file with this many sentences, read to its end. */
async function talk(sessionId: string, sentences: number) {
  const sound = join([pause(200), ...Array.from({ length: sentences }, () => [sentence, pause(700)]).flat()]);
  const client = startSteadyClient({ url: () => daemon.url, token: daemon.token, sessionId, sound, speed: 100, pace: 'file' });
  const account = await client.account;
  await expect.poll(() => events.some((event) => event.type === 'closed' && event.sessionId === sessionId)).toBe(true);
  const mine = events.filter((event) => event.sessionId === sessionId);
  return {
    account,
    finals: mine.flatMap((event) => (event.type === 'final' ? [event.transcript.text] : [])),
    translations: mine.flatMap((event) => (event.type === 'translation' ? [event.translation.text] : [])),
    gaps: mine.filter((event) => event.type === 'gap').length,
    failures: mine.flatMap((event) => (event.type === 'translation-failed' ? [event.message] : [])),
    troubles: mine.flatMap((event) => (event.type === 'state' ? [event.state.trouble] : [])),
  };
}

/** What was told of the recogniser, each message once. */
const toldOf = (troubles: readonly SessionState['trouble'][], engine: keyof SessionState['trouble']): readonly string[] => [
  ...new Set(troubles.flatMap((trouble) => trouble[engine]?.message ?? [])),
];

describe('a fault that passes', () => {
  it('of the recogniser costs no word: 500, 502, 503, 429, a cut connection and a time limit are tried again', async () => {
    readings = [
      json({ error: 'out of memory' }, 500),
      json({ error: 'bad gateway' }, 502),
      READING,
      json({ error: 'loading' }, 503),
      json({ error: 'too many requests' }, 429, { 'retry-after': '1' }),
      READING,
      reset,
      hang,
    ];
    const { account, finals, translations: shown, gaps, troubles } = await talk('passing', 3);
    expect(finals).toEqual(Array.from({ length: 3 }, () => 'Good morning everyone.'));
    expect(shown).toEqual(Array.from({ length: 3 }, () => 'Buenos días a todos.'));
    expect(account).toMatchObject({ lostSamples: 0, gaps: [] });
    expect(gaps).toBe(0);
    expect(askedToRead).toBe(9);
    expect(toldOf(troubles, 'recogniser').join(' ')).toMatch(/HTTP 500.*HTTP 503/);
  });

  it('of the translator costs no translation', async () => {
    translations = [
      json({ error: 'x' }, 500),
      json({ error: 'x' }, 502),
      json({ error: 'x' }, 503),
      json({ error: 'x' }, 429),
      reset,
      hang,
    ];
    const { finals, translations: shown, failures } = await talk('translator-passing', 2);
    expect(finals).toHaveLength(2);
    expect(shown).toEqual(Array.from({ length: 2 }, () => 'Buenos días a todos.'));
    expect(failures).toEqual([]);
    expect(askedToTranslate).toBe(8);
  });
});

describe('a refusal', () => {
  it.each([400, 401, 403, 404, 422])(
    'of the recogniser with %d is told, costs its own segment alone, and is not asked again',
    async (status) => {
      readings = [json({ error: 'not this one' }, status)];
      const { account, finals, gaps, troubles } = await talk(`refused-${status}`, 2);
      expect(finals).toEqual(['Good morning everyone.']);
      expect(gaps).toBe(1);
      expect(account).toMatchObject({ lostSamples: 0, gaps: [{ reason: 'engine-unavailable' }] });
      expect(askedToRead).toBe(2);
      expect(toldOf(troubles, 'recogniser').join(' ')).toContain(`HTTP ${status}`);
    },
  );

  it.each([400, 401, 403, 422])('of the translator with %d is told and not asked again; the original stands', async (status) => {
    translations = [json({ error: 'not this one' }, status)];
    const { finals, translations: shown, failures } = await talk(`translator-refused-${status}`, 1);
    expect(finals).toEqual(['Good morning everyone.']);
    expect(shown).toEqual([]);
    expect(failures.join(' ')).toContain(`HTTP ${status}`);
    expect(askedToTranslate).toBe(1);
  });
});
