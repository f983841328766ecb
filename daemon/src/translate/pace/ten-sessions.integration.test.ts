// Ten sessions on one slow service over real sockets: the engine that production has, and a service that is a program of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, it } from 'vitest';
import { quantile, systemClock, type Transcript } from '@subcam/shared';
import { engineContext } from '../../testing/local-engines.ts';
import { openTranslators } from '../chain/open-translators.ts';
import { TRANSLATOR_ENGINES } from '../engines/index.ts';
import { translateFinals, type FinalToTranslate } from '../translate-finals.ts';
import { wrappedTranslator } from '../wrapped-translator.ts';

const PROGRAM = path.join(import.meta.dirname, '..', '..', '..', '..', 'e2e', 'mock-engines', 'contract-servers', 'slow-translation.ts');
const SESSIONS = 10;
const FINALS = 4;
/** As many as it can do are said in the time. `PACE_SENTENCE_MS=300` measures it as ADR 40 has it. */
const SENTENCE_MS = Number(process.env['PACE_SENTENCE_MS'] ?? 60);

function finalOf(session: number, sentence: number): FinalToTranslate {
  const firstSample = sentence * 16_000;
  const text = `Sentence ${sentence} of session ${session}.`;
  const transcript: Transcript = {
    captureId: `c${session}`,
    firstSample,
    endSample: firstSample + 1,
    speechEndSample: firstSample + 1,
    status: 'final',
    revision: 1,
    text,
    stableLength: text.length,
    language: 'en',
    confidence: null,
    engine: { name: 'scripted', model: 'test' },
  };
  return { transcript, targetLanguage: 'es' };
}

async function startSlowService(): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const child = spawn(process.execPath, [PROGRAM, String(SENTENCE_MS)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { port } = JSON.parse(String(line)) as { readonly port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

it('has each final of ten sessions once, soon and in turn, and is given few at once', async () => {
  const service = await startSlowService();
  const description = TRANSLATOR_ENGINES.find(({ name }) => name === 'translation-service');
  if (description === undefined) throw new Error('There is no translation service.');
  await using opened = await openTranslators(
    [{ description, settings: description.settings.parse({ url: service.url }) }],
    engineContext(),
    {
      verify: () => Promise.resolve(),
      translatorPatienceMs: () => 900,
      onChange: () => undefined,
    },
  );
  const { translator } = opened;
  if (translator === null) throw new Error('There is no translator.');
  // All of them together have said as much as the service can do in this time.
  const eachMs = SESSIONS * SENTENCE_MS;
  const talk = async (session: number): Promise<readonly number[]> => {
    const inTurn = wrappedTranslator(translator, {
      translate: (request, signal) => translator.translate({ ...request, flow: ['client', `s${session}`] }, signal),
    });
    const saidMs = new Map<number, number>();
    async function* finals(): AsyncGenerator<FinalToTranslate> {
      for (let sentence = 0; sentence < FINALS; sentence += 1) {
        const final = finalOf(session, sentence);
        saidMs.set(final.transcript.firstSample, performance.now());
        yield final;
        await systemClock.sleep(eachMs);
      }
    }
    const delays: number[] = [];
    const deps = { translator: inTurn, clock: systemClock, deadlineMs: 20_000 };
    for await (const outcome of translateFinals(finals(), deps, new AbortController().signal)) {
      if (outcome.type === 'failed') throw outcome.error;
      const { firstSample, text } = outcome.translation;
      expect(text).toBe(`<es> Sentence ${firstSample / 16_000} of session ${session}.`);
      delays.push(performance.now() - (saidMs.get(firstSample) ?? Number.NaN));
    }
    return delays;
  };
  try {
    // All of them begin at the same instant, which is the worst that there is.
    const delays = await Promise.all(Array.from({ length: SESSIONS }, (_, session) => talk(session)));
    const { most } = (await (await fetch(`${service.url}/most`)).json()) as { readonly most: number };
    const all = delays.flat();
    const figures = {
      finals: all.length,
      p50Ms: Math.round(quantile(all, 0.5) ?? Number.NaN),
      p95Ms: Math.round(quantile(all, 0.95) ?? Number.NaN),
      worstMs: Math.round(Math.max(...all)),
      mostAtOnce: most,
    };
    if (process.env['PACE_SENTENCE_MS'] !== undefined) process.stdout.write(`over sockets ${JSON.stringify(figures)}\n`);
    expect(all).toHaveLength(SESSIONS * FINALS);
    for (const one of delays) expect(one).toHaveLength(FINALS);
    expect(most).toBeLessThanOrEqual(SESSIONS / 2);
    // Nobody waits for more than two rounds of all ten.
    expect(figures.worstMs).toBeLessThan(2 * SESSIONS * SENTENCE_MS + 1_000);
  } finally {
    await service.close();
  }
});
