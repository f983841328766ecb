// Real translators that are stopped or killed while somebody talks, each with another after it: every text is translated once, by somebody.
import { readdir, readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock, type Clock, type TranslateResult, type Translator } from '@subcam/shared';
import { createFakeTranslator } from '../testing/fake-translator.ts';
import { hang, json, startScriptedService, type ScriptedService, type ServiceAnswer } from '../testing/scripted-service.ts';
import { engineContext } from '../testing/local-engines.ts';
import { TRANSLATOR_ENGINES } from './engines/index.ts';
import { OPEN_FOR_MS } from './routes/breaker.ts';
import { createRoutedTranslator } from './routes/routed-translator.ts';
import type { RouteInUse } from './routes/routes-in-use.ts';

const PATIENCE_MS = 1_000;
const forever = new AbortController().signal;
const pairs = () => [{ sourceLanguage: 'en', targetLanguage: 'es' }];
const sentences = ['The house is red.', 'My dog sleeps.', 'I have three cats.', 'Good morning.'];

/** The machine's clock, which can be put forward: an engine that failed is left alone for some time. */
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

/** The processes that this one started. */
async function children(): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  const parents = new Map(stats.map((stat) => [Number.parseInt(stat, 10), Number(/^\d+ \(.*\) \S (\d+)/s.exec(stat)?.[1])]));
  const inside = new Set([process.pid]);
  for (let before = 0; before < inside.size;) {
    before = inside.size;
    for (const [pid, parent] of parents) if (inside.has(parent)) inside.add(pid);
  }
  inside.delete(process.pid);
  return [...inside];
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) process.kill(pid, name);
}

let closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});

async function openEngine(name: string, settings: object): Promise<Translator> {
  const found = TRANSLATOR_ENGINES.find((description) => description.name === name);
  if (found === undefined) throw new Error(`There is no engine ${name}.`);
  const translator = await found.open(found.settings.parse(settings), engineContext());
  await translator.prepare('en', 'es');
  return translator;
}

/** `first` before a translator that always works. */
function chainOf(first: Translator) {
  const { clock, forward } = clockAhead();
  const told: RouteInUse[] = [];
  const second = createFakeTranslator();
  const translator = createRoutedTranslator({
    members: () => [
      { translator: first, pairs },
      { translator: second, pairs },
    ],
    measured: [],
    budgetMs: () => PATIENCE_MS,
    clock,
    onChange: (route) => told.push(route),
  });
  closing.push(() => translator.close());
  const say = (text: string): Promise<TranslateResult> =>
    translator.translate({ text, sourceLanguage: 'en', targetLanguage: 'es', purpose: 'final' }, forever);
  const sayAll = (): Promise<readonly TranslateResult[]> => Promise.all(sentences.map(say));
  return { told, say, sayAll, forward };
}

/** All was translated by the second, at once and in time; that is told once. */
async function expectSubstitute({ sayAll, told }: ReturnType<typeof chainOf>, name: string): Promise<void> {
  const startedMs = systemClock.monotonicMs();
  const results = await sayAll();
  expect(results.map(({ text }) => text)).toEqual(sentences.map((text) => `[es] ${text}`));
  expect(systemClock.monotonicMs() - startedMs).toBeLessThan(2_000);
  expect(told.slice(1)).toMatchObject([{ engines: [{ name: 'fake' }], instead: { engines: [name] } }]);
}

/** It is asked again after its time alone, does its work as before, and that is told. */
async function expectBack({ sayAll, say, told, forward }: ReturnType<typeof chainOf>, before: readonly TranslateResult[]): Promise<void> {
  await expect
    .poll(
      async () => {
        forward(OPEN_FOR_MS);
        return (await say('The house is red.')).engine.name;
      },
      { timeout: 10_000, interval: 200 },
    )
    .toBe(before[0]?.engine.name);
  expect(await sayAll()).toEqual(before);
  expect(told.at(-1)).toMatchObject({ instead: null });
}

describe('Apertium before another translator', () => {
  it.each<NodeJS.Signals>(['SIGSTOP', 'SIGKILL'])('whose processes get %s is replaced in time, and comes back', async (name) => {
    const chain = chainOf(await openEngine('apertium', { timeoutMs: 2_500 }));
    const before = await chain.sayAll();
    expect(before.map(({ engine }) => engine.name)).toEqual(sentences.map(() => 'apertium'));
    const processes = await children();
    expect(processes.length).toBeGreaterThan(5);
    signal(processes, name);
    if (name === 'SIGSTOP') await expectSubstitute(chain, 'apertium');
    else {
      // The first text finds the processes dead, the next ones find new ones.
      const results = await chain.sayAll();
      for (const [index, { text }] of results.entries()) expect([before[index]?.text, `[es] ${sentences[index]}`]).toContain(text);
      expect(chain.told.some(({ instead }) => instead !== null)).toBe(true);
    }
    await expectBack(chain, before);
    // The end of a stop is told once, as its beginning.
    if (name === 'SIGSTOP') expect(chain.told).toHaveLength(3);
    // Nothing of the old processes is left.
    await expect.poll(async () => (await children()).filter((pid) => processes.includes(pid)), { timeout: 5_000 }).toEqual([]);
  });
});

describe('a service before another translator', () => {
  let service: ScriptedService;

  it('that stops answering is replaced in time, and comes back', async () => {
    let answers: ServiceAnswer | null = null;
    service = await startScriptedService(({ body }) => {
      const { text } = JSON.parse(body) as { text: string };
      return answers ?? json({ translated_text: `service: ${text}`, backend_used: 'gpu' });
    });
    closing.push(() => service.close());
    const chain = chainOf(await openEngine('translation-service', { url: service.url }));
    const before = await chain.sayAll();
    expect(before[0]?.text).toBe('service: The house is red.');
    answers = hang;
    await expectSubstitute(chain, 'translation-service');
    answers = null;
    await expectBack(chain, before);
  });
});
