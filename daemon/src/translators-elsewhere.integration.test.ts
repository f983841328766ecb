// A daemon whose translator is a service that fails in the middle of a meeting: what was said is shown as ever, translations come late or are told as missing, and keys are told nowhere.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { marksOfSession, type SessionEvent } from '@subcam/shared';
import { createLog } from './telemetry/index.ts';
import { startTranslatingServer, type ContractServer, type TranslatingServer } from './testing/contract-server.ts';
import { startDaemonBetweenServices, type DaemonBetweenServices } from './testing/daemon-between-services.ts';
import { json } from './testing/scripted-service.ts';
import { join, pause, speak } from './testing/spoken-text.ts';
import { startSteadyClient } from './testing/steady-client.ts';

const KEY = 'sk-of-a-test';

/** What is said, one sentence after the other. */
const SENTENCES: readonly (readonly [english: string, spanish: string])[] = [
  ['Good morning everyone.', 'Buenos días a todos.'],
  ['The room is small.', 'La sala es pequeña.'],
  ['We meet at noon.', 'Nos vemos al mediodía.'],
  ['Lunch is in the garden.', 'El almuerzo es en el jardín.'],
  ['The report is ready.', 'El informe está listo.'],
  ['Please read it today.', 'Por favor, léelo hoy.'],
  ['Anna has the numbers.', 'Anna tiene los números.'],
  ['We need two more weeks.', 'Necesitamos dos semanas más.'],
  ['The train is late again.', 'El tren llega tarde otra vez.'],
  ['See you all tomorrow.', 'Hasta mañana a todos.'],
];

/** Each takes one request. Those that are told are not asked for again; after the others the text is. */
const FAULTS = [
  { type: 'status', status: 500 },
  { type: 'reset' },
  { type: 'malformed' },
  { type: 'status', status: 403 },
  { type: 'hang' },
  { type: 'status', status: 429, headers: { 'retry-after': '1' } },
  { type: 'empty' },
  { type: 'status', status: 400 },
  { type: 'drip' },
  { type: 'error' },
] as const;

/** What hangs or drips is given up after it. A busy machine answers within it. */
const TIMEOUT_MS = 700;

const SERVICES = [
  { server: 'translation', engine: 'translation-service', variable: 'TRANSLATION', env: {} },
  { server: 'libretranslate', engine: 'libretranslate', variable: 'LIBRETRANSLATE', env: { SUBCAM_LIBRETRANSLATE_API_KEY: KEY } },
  { server: 'chat', engine: 'openai-mt', variable: 'OPENAI_MT', env: { SUBCAM_OPENAI_MT_API_KEY: KEY } },
  {
    server: 'triton',
    engine: 'triton',
    variable: 'TRITON',
    env: {
      SUBCAM_TRITON_MODEL: 'contract-model',
      SUBCAM_TRITON_API_KEY: KEY,
      SUBCAM_ENGINES_TRANSLATOR_TRITON_TARGET_INPUT: 'target_language',
    },
  },
] as const;

interface Rig {
  readonly server: ContractServer;
  readonly between: DaemonBetweenServices;
  readonly events: SessionEvent[];
  readonly logged: string[];
  /** Resolves when the session is over. */
  readonly closed: Promise<void>;
}

const rigs = new Map<TranslatingServer, Rig>();
let sentence: Int16Array;

beforeAll(async () => {
  sentence = await speak('Good morning everyone.');
  await Promise.all(
    SERVICES.map(async ({ server: name, engine, variable, env }) => {
      const phrases = SENTENCES.map(([text, es]) => ({ text, language: 'en', translations: { es } }));
      const server = await startTranslatingServer(name, phrases);
      let read = 0;
      const events: SessionEvent[] = [];
      const logged: string[] = [];
      const closed = Promise.withResolvers<void>();
      const between = await startDaemonBetweenServices({
        whisper: () => {
          const [text] = SENTENCES[read % SENTENCES.length] ?? [];
          read += 1;
          return json({ text, language: 'en' });
        },
        translation: engine,
        onEvent: (event) => {
          events.push(event);
          if (event.type === 'closed') closed.resolve();
        },
        env: {
          ...env,
          [`SUBCAM_${variable}_URL`]: server.url,
          [`SUBCAM_ENGINES_TRANSLATOR_${engine.replace('-', '_').toUpperCase()}_TIMEOUT_MS`]: String(TIMEOUT_MS),
        },
        log: createLog({ level: 'debug', destination: { write: (line: string) => void logged.push(line) } }),
      });
      rigs.set(name, { server, between, events, logged, closed: closed.promise });
    }),
  );
});

afterAll(async () => {
  for (const { server, between } of rigs.values()) {
    await between.close();
    await server.close();
  }
});

describe('a translator that is a service', () => {
  it.concurrent.each(SERVICES)(
    'such as $engine that fails for a while, or refuses, leaves what was said as it is',
    async ({ server: name, engine }) => {
      const rig = rigs.get(name);
      if (rig === undefined) throw new Error(`${name} was not started.`);
      const { server, between, events, logged, closed } = rig;
      const { daemon } = between;
      await server.faults(FAULTS);
      const sound = join([pause(200), ...SENTENCES.flatMap(() => [sentence, pause(700)])]);
      const client = startSteadyClient({ url: () => daemon.url, token: daemon.token, sessionId: engine, sound, speed: 100, pace: 'file' });
      expect(await client.account).toMatchObject({ lostSamples: 0, gaps: [] });
      await closed;
      const finals = events.flatMap((event) => (event.type === 'final' ? [event.transcript.text] : []));
      const translations = events.flatMap((event) => (event.type === 'translation' ? [event.translation] : []));
      const failures = events.flatMap((event) => (event.type === 'translation-failed' ? [event.message] : []));
      expect(finals).toEqual(SENTENCES.map(([text]) => text));
      // What passes is tried again; what is refused for good is told, once for each fault of that kind. An error in a stream of words is one that passes.
      const refused = [/check its address/u, /HTTP 403: refused with 403/u, /HTTP 400: refused with 400/u];
      const isForGood = name === 'chat' ? refused : [...refused, /answered: refused with 500/u];
      for (const message of isForGood) expect(failures.filter((told) => message.test(told))).toHaveLength(1);
      expect(failures).toHaveLength(isForGood.length);
      expect(translations).toHaveLength(SENTENCES.length - isForGood.length);
      for (const { text, engine: by } of translations) {
        expect(SENTENCES.map(([, spanish]) => spanish)).toContain(text);
        expect(by.name).toBe(engine);
      }
      expect(new Set(translations.map(({ text }) => text)).size).toBe(translations.length);
      const marks = events.flatMap((event) => (event.type === 'state' ? [marksOfSession(event.state).translation] : []));
      expect(marks).toContain('failing');
      expect(marks.at(-1)).toBe('ok');
      const config = await fetch(`${daemon.url}/api/config`, { headers: { authorization: `Bearer ${daemon.token}` } });
      const health = await fetch(`${daemon.url}/api/health`, { headers: { authorization: `Bearer ${daemon.token}` } });
      const asked = await server.asked();
      if (name === 'chat' || name === 'triton')
        expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${KEY}`]));
      for (const told of [await config.text(), await health.text(), ...logged, JSON.stringify(events)]) expect(told).not.toContain(KEY);
      expect(JSON.stringify(logged)).toMatch(/HTTP 500/u);
    },
  );
});
