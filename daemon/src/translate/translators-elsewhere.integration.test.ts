// Translators that are services, against servers that are programs of their own: every fault in its turn with another translator behind it, and words that are meant for the model.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock, type Clock, type EngineLog, type TranslateResult, type Translator } from '@subcam/shared';
import { startTranslatingServer, type ContractServer, type KnownPhrase, type TranslatingServer } from '../testing/contract-server.ts';
import { createFakeTranslator } from '../testing/fake-translator.ts';
import { engineContext } from '../testing/local-engines.ts';
import { TRANSLATOR_ENGINES } from './engines/index.ts';
import { OPEN_AFTER_FAILURES, OPEN_FOR_MS } from './routes/breaker.ts';
import { createRoutedTranslator } from './routes/routed-translator.ts';
import type { RouteInUse } from './routes/routes-in-use.ts';
import { INJECTION_ATTEMPTS } from './testing/injection-attempts.ts';

const KEY = 'sk-of-a-test';
/** Nothing that is asked within it has to come in time. */
const SHORT_MS = 150;
const TIMEOUT_MS = 10_000;
const PATIENCE_MS = 20_000;
const forever = new AbortController().signal;

const SENTENCE = { text: 'The house is red.', language: 'en', translations: { es: 'La casa es roja.' } };
const PHRASES: readonly KnownPhrase[] = [
  SENTENCE,
  ...INJECTION_ATTEMPTS.map(({ text, from, into, translation, act, actMeans }) => ({
    text,
    language: from,
    translations: { [into]: translation },
    act,
    ...(actMeans === undefined ? {} : { actMeans }),
  })),
];

interface Service {
  readonly server: TranslatingServer;
  readonly engine: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

const SERVICES: readonly Service[] = [
  { server: 'translation', engine: 'translation-service', settings: {} },
  { server: 'libretranslate', engine: 'libretranslate', settings: { apiKey: KEY } },
  { server: 'chat', engine: 'openai-mt', settings: { model: 'contract-model', apiKey: KEY } },
  { server: 'obedient-chat', engine: 'openai-mt', settings: { model: 'contract-model', apiKey: KEY } },
  { server: 'triton', engine: 'triton', settings: { model: 'contract-model', targetInput: 'target_language', apiKey: KEY } },
];

const servers = new Map<TranslatingServer, ContractServer>();
const told: string[] = [];

/** Keeps all that is logged, to look for what must not be there. */
const note = (fields: object, message: string): void => void told.push(JSON.stringify([fields, message]));
const log: EngineLog = { info: note, warn: note, error: note };

beforeAll(async () => {
  await Promise.all(SERVICES.map(async ({ server }) => servers.set(server, await startTranslatingServer(server, PHRASES))));
});

afterAll(async () => {
  await Promise.all([...servers.values()].map((server) => server.close()));
});

function serverOf(name: TranslatingServer): ContractServer {
  const server = servers.get(name);
  if (server === undefined) throw new Error(`${name} was not started.`);
  return server;
}

async function openEngine({ server, engine, settings }: Service, timeoutMs: number): Promise<Translator> {
  const description = TRANSLATOR_ENGINES.find(({ name }) => name === engine);
  if (description === undefined) throw new Error(`There is no engine ${engine}.`);
  const given = description.settings.parse({ ...settings, url: serverOf(server).url, timeoutMs });
  return description.open(given, { ...engineContext(), log });
}

/** The machine's clock, which can be put forward. */
function clockAhead(): { readonly clock: Clock; readonly forward: (ms: number) => void } {
  let aheadMs = 0;
  return {
    clock: {
      nowMs: () => systemClock.nowMs(),
      monotonicMs: () => systemClock.monotonicMs() + aheadMs,
      sleep: (...given) => systemClock.sleep(...given),
    },
    forward: (ms) => {
      aheadMs += ms;
    },
  };
}

/** The service before a translator that always works; or alone. */
async function chainOf(
  service: Service,
  { isAlone = false, timeoutMs = TIMEOUT_MS }: { readonly isAlone?: boolean; readonly timeoutMs?: number } = {},
) {
  const { clock, forward } = clockAhead();
  const routes: RouteInUse[] = [];
  const members = [await openEngine(service, timeoutMs), ...(isAlone ? [] : [createFakeTranslator()])];
  const routed = members.map((member) => ({ translator: member, pairs: () => 'any' as const }));
  const translator = createRoutedTranslator({
    members: () => routed,
    measured: [],
    budgetMs: () => PATIENCE_MS,
    clock,
    onChange: (route) => void routes.push(route),
  });
  const say = (text = SENTENCE.text, sourceLanguage = 'en', targetLanguage = 'es'): Promise<TranslateResult> =>
    translator.translate({ text, sourceLanguage, targetLanguage, purpose: 'final' }, forever);
  return { say, forward, routes, close: () => translator.close() };
}

/** Each fault, and what is told of it. */
const FAULTS: readonly (readonly [fault: object, told: RegExp])[] = [
  [{ type: 'status', status: 400 }, /HTTP 400: refused with 400/u],
  [{ type: 'status', status: 403 }, /HTTP 403: refused with 403\)\. May its key do this\?/u],
  [{ type: 'status', status: 500 }, /HTTP 500: refused with 500/u],
  [{ type: 'status', status: 307, headers: { location: 'http://127.0.0.1:9/' } }, /HTTP 307: /u],
  [{ type: 'error' }, /refused with 500/u],
  [{ type: 'malformed' }, /something else than its contract says: check its address/u],
  [{ type: 'empty' }, /answered with nothing: does it have the languages en and es\?/u],
  [{ type: 'reset' }, /can't be reached: is it running\?/u],
];

describe.each(SERVICES.filter(({ server }) => server !== 'obedient-chat'))('a service such as $server', (service) => {
  it('that fails in any way costs no text: another translates it once, what is wrong is told, and the service is back with the next', async () => {
    const server = serverOf(service.server);
    const { say, routes, close } = await chainOf(service);
    for (const [fault, message] of FAULTS) {
      expect((await say()).text).toBe('La casa es roja.');
      await server.faults([fault]);
      expect(await say()).toMatchObject({ text: '[es] The house is red.', engine: { name: 'fake' } });
      expect(routes.at(-1)?.instead?.message).toMatch(message);
    }
    expect((await say()).text).toBe('La casa es roja.');
    expect(routes.at(-1)).toMatchObject({ engines: [{ name: service.engine }], instead: null });
    const asked = await server.asked();
    expect(asked.map(({ fault }) => fault).filter((fault) => fault !== null)).toEqual(
      FAULTS.map(([fault]) => (fault as { type: string }).type),
    );
    expect(asked).toHaveLength(2 * FAULTS.length + 1);
    await close();
  });

  it('that keeps failing is left alone, then asked with one text whether it works again', async () => {
    const server = serverOf(service.server);
    const { say, forward, routes, close } = await chainOf(service);
    const broken = { type: 'status', status: 500 };
    await server.faults(Array.from({ length: OPEN_AFTER_FAILURES + 1 }, () => broken));
    const asked = async (): Promise<number> => (await server.asked()).length;
    for (let count = 0; count < OPEN_AFTER_FAILURES; count += 1) await say();
    expect(await asked()).toBe(OPEN_AFTER_FAILURES);
    // Open: nobody asks it.
    await say();
    await say();
    expect(await asked()).toBe(0);
    // Half open: one text finds out that it is still broken.
    forward(OPEN_FOR_MS);
    await say();
    await say();
    expect(await asked()).toBe(1);
    // Half open, then closed: it works.
    forward(OPEN_FOR_MS);
    expect((await say()).engine.name).toBe(service.engine);
    expect((await say()).engine.name).toBe(service.engine);
    expect(await asked()).toBe(2);
    expect(routes.map(({ instead }) => (instead === null ? 'works' : 'stands in'))).toEqual(['stands in', 'works']);
    await close();
  });

  it('that hangs, or whose answer comes drop by drop, is waited for no longer than its time', async () => {
    const server = serverOf(service.server);
    const { say, routes, close } = await chainOf(service, { timeoutMs: SHORT_MS });
    await server.faults([{ type: 'hang' }, { type: 'drip' }]);
    for (let count = 0; count < 2; count += 1) expect((await say()).engine.name).toBe('fake');
    expect(routes.map(({ instead }) => instead?.message)).toEqual([expect.stringMatching(/did not answer in time \(0\.15 s\)/u) as string]);
    expect((await server.asked()).map(({ fault }) => fault)).toEqual(['hang', 'drip']);
    await close();
  });

  it('that asks to be left alone is, for so long', async () => {
    const server = serverOf(service.server);
    const { say, routes, close } = await chainOf(service);
    await server.faults([{ type: 'status', status: 429, headers: { 'retry-after': '20' } }]);
    for (let count = 0; count < 2; count += 1) expect((await say()).engine.name).toBe('fake');
    expect(routes.at(-1)?.instead?.message).toMatch(/HTTP 429: .*It is asked again in 20 s, as it wishes/u);
    expect(await server.asked()).toHaveLength(1);
    await close();
  });
});

describe('words that are meant for the model', () => {
  const [faithful, obedient] = ['chat', 'obedient-chat'].map((name) => SERVICES.find(({ server }) => server === name)) as [
    Service,
    Service,
  ];

  it('are fifty, each other than all the others', () => {
    expect(new Set(INJECTION_ATTEMPTS.map(({ text }) => text)).size).toBe(50);
  });

  it('are translated by a model that translates them', async () => {
    const { say, close } = await chainOf(faithful, { isAlone: true });
    for (const { text, from, into, translation } of INJECTION_ATTEMPTS) expect((await say(text, from, into)).text).toBe(translation);
    await close();
  });

  it('are never what a model made of them that obeys: another translates, and nothing is held against the model', async () => {
    const server = serverOf(obedient.server);
    const { say, close } = await chainOf(obedient);
    await server.asked();
    for (const { text, from, into, act } of INJECTION_ATTEMPTS) {
      const result = await say(text, from, into);
      expect(result.text).toBe(`[${into}] ${text}`);
      expect(result.text).not.toBe(act);
      expect((await say()).engine.name).toBe('openai-mt');
    }
    // The model was asked each time: it is not left alone for what people say.
    expect(new Set((await server.asked()).map(({ words }) => words)).size).toBeGreaterThan(INJECTION_ATTEMPTS.length);
    await close();
  });

  it('leave the original alone where there is no other translator, and neither they nor the key are told anywhere', async () => {
    const { say, routes, close } = await chainOf(obedient, { isAlone: true });
    const messages: string[] = [];
    for (const { text, from, into } of INJECTION_ATTEMPTS) {
      const failure: unknown = await say(text, from, into).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'bad-request', retryable: false });
      messages.push(String(failure));
    }
    for (const message of [...messages, ...told, JSON.stringify(routes)]) {
      expect(message).not.toContain(KEY);
      for (const { text, act } of INJECTION_ATTEMPTS) {
        expect(message).not.toContain(text);
        if (act.length > 3) expect(message).not.toContain(act);
      }
    }
    await close();
  });
});
