// Texts that wait for a service: finals first, each session in its turn, no more than the service keeps up with, and nothing that would come too late.
import { SubcamError, toSubcamError, type ServicePace, type TranslateRequest } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { describe, expect, it } from 'vitest';
import { createFakeTranslator } from '../../testing/fake-translator.ts';
import { pacedTranslator } from './paced-translator.ts';

const PACE: ServicePace = { maxAtOnce: 8, maxWaiting: 20, maxPauseMs: 2_000, partialsUpToMs: null };
const TOOK_MS = 300;

type Failure = (request: TranslateRequest) => SubcamError | null;

/** A service that does one text at a time, in `TOOK_MS`. */
function rig(over: Partial<ServicePace> = {}) {
  const clock = createVirtualClock();
  let failure: Failure = () => null;
  let last: Promise<unknown> = Promise.resolve();
  const service = createFakeTranslator({
    answer: async (request, signal) => {
      const turn = last;
      const mine = Promise.withResolvers<void>();
      last = mine.promise;
      try {
        await turn;
        const failed = failure(request);
        if (failed !== null) throw failed;
        await clock.sleep(TOOK_MS, signal);
        return request.text;
      } finally {
        mine.resolve();
      }
    },
  });
  const translator = pacedTranslator(service, { title: 'The service', pace: { ...PACE, ...over }, clock });
  const startedMs = clock.monotonicMs();
  const done: string[] = [];
  const say = (text: string, request: Partial<TranslateRequest> = {}, signal = new AbortController().signal) => {
    const asked = { text, sourceLanguage: 'en', targetLanguage: 'es', purpose: 'final', flow: ['client', 'a'], ...request } as const;
    return translator.translate(asked, signal).then(
      () => void done.push(`${text} ${clock.monotonicMs() - startedMs}`),
      (error: unknown) => void done.push(`${text} ${toSubcamError(error).code} ${clock.monotonicMs() - startedMs}`),
    );
  };
  return {
    clock,
    service,
    translator,
    say,
    done,
    sent: () => service.asked.map(({ text }) => text),
    failWith: (given: Failure) => void (failure = given),
  };
}

const busy = (retryAfterMs = 0): SubcamError => new SubcamError('engine-unavailable', 'HTTP 429.', { retryable: true, retryAfterMs });

describe('texts that wait for a service', () => {
  it('go there finals first, and of several sessions each in its turn', async () => {
    const { clock, say, sent } = rig({ maxAtOnce: 1 });
    void say('first');
    void say('partial', { purpose: 'partial' });
    for (const text of ['a1', 'a2', 'a3']) void say(text, { flow: ['client', 'a'] });
    for (const text of ['b1', 'b2']) void say(text, { flow: ['client', 'b'] });
    void say('c1', { flow: ['other client', 'c'] });
    await clock.advance(10 * TOOK_MS);
    expect(sent()).toEqual(['first', 'a1', 'c1', 'b1', 'a2', 'b2', 'a3', 'partial']);
  });

  it('are not sent any more when nobody waits for them', async () => {
    const { clock, say, sent, done } = rig({ maxAtOnce: 1 });
    const stop = new AbortController();
    void say('first');
    void say('second', {}, stop.signal);
    await clock.advance(100);
    stop.abort(new SubcamError('aborted', 'Over.'));
    await clock.advance(1_000);
    expect(sent()).toEqual(['first']);
    expect(done).toEqual(['second aborted 100', 'first 300']);
  });

  it('are bounded: more are refused for now, and partials leave half of the room to finals', async () => {
    const { clock, say, done } = rig({ maxAtOnce: 1, maxWaiting: 4 });
    void say('first');
    for (let index = 1; index <= 3; index += 1) void say(`p${index}`, { purpose: 'partial', flow: [`client ${index}`, 'p'] });
    for (let index = 1; index <= 3; index += 1) void say(`f${index}`, { flow: [`client ${index}`, 's'] });
    await clock.advance(0);
    expect(done).toEqual(['p3 overloaded 0', 'f3 overloaded 0']);
    await clock.advance(10 * TOOK_MS);
    expect(done.slice(2)).toEqual(['first 300', 'f1 600', 'f2 900', 'p1 1200', 'p2 1500']);
  });

  it('of one client leave half of the room to others', async () => {
    const { clock, say, done } = rig({ maxAtOnce: 1, maxWaiting: 4 });
    for (let index = 0; index < 4; index += 1) void say(`a${index}`);
    void say('b', { flow: ['other client', 'b'] });
    await clock.advance(10 * TOOK_MS);
    expect(done).toEqual(['a3 overloaded 0', 'a0 300', 'a1 600', 'b 900', 'a2 1200']);
  });

  it('go to somebody else as soon as an answer can’t come in time, and are not sent then', async () => {
    const { clock, say, sent, done } = rig({ maxAtOnce: 1 });
    await clock.run(say('before'));
    for (let index = 1; index <= 5; index += 1) void say(`${index}`, { patienceMs: 1_000 });
    await clock.advance(5_000);
    expect(done.slice(1)).toEqual(['1 600', '2 900', '4 overloaded 1000', '5 overloaded 1000', '3 1200']);
    expect(sent()).toEqual(['before', '1', '2', '3']);
  });

  it('wait for as long as it takes where there is nobody else', async () => {
    const { clock, say, done } = rig({ maxAtOnce: 1 });
    for (let index = 1; index <= 10; index += 1) void say(`${index}`);
    await clock.advance(10 * TOOK_MS);
    expect(done).toHaveLength(10);
    expect(done.at(-1)).toBe('10 3000');
  });
});

describe('a service that can’t keep up', () => {
  it('is asked one at a time as soon as more at once make its answers later', async () => {
    const { clock, say, sent, done } = rig();
    for (let index = 1; index <= 19; index += 1) void say(`${index}`, { flow: [`client ${index}`, 's'] });
    await clock.advance(10 * TOOK_MS);
    // Of those that are with the service none waits behind another: a final that comes has one before it.
    expect(sent().length - done.length).toBe(1);
  });

  it('is left alone for as long as it asks for: whoever has somebody else is told at once, and why', async () => {
    const { clock, say, sent, done, failWith, translator } = rig();
    failWith(() => busy(7_000));
    await clock.run(say('one', { patienceMs: 900 }));
    failWith(() => null);
    const { flow: _, ...request } = { text: 'two', sourceLanguage: 'en', targetLanguage: 'es', purpose: 'final', flow: [] } as const;
    await expect(translator.translate(request, new AbortController().signal)).rejects.toMatchObject({
      code: 'engine-unavailable',
      message: 'HTTP 429.',
      retryAfterMs: 7_000,
    });
    await clock.advance(7_000);
    await clock.run(say('three'));
    expect(sent()).toEqual(['one', 'three']);
    expect(done).toEqual(['one engine-unavailable 0', 'three 7300']);
  });

  it('gets one text after each pause, not all that wait, and those wait out a short pause', async () => {
    const { clock, say, sent, done, failWith } = rig();
    let left = 2;
    failWith(() => ((left -= 1) >= 0 ? busy() : null));
    for (let index = 1; index <= 4; index += 1) void say(`${index}`);
    await clock.advance(599);
    expect(sent()).toEqual(['1', '2']);
    expect(done).toEqual(['1 engine-unavailable 0', '2 engine-unavailable 200']);
    await clock.advance(2_000);
    expect(done.slice(2)).toEqual(['3 900', '4 1200']);
  });

  it('is asked less by whoever gave up waiting for its answer, and by nobody who stopped for a reason of their own', async () => {
    const asks = async (reason: SubcamError): Promise<number> => {
      const { clock, say, sent } = rig();
      const stop = new AbortController();
      void say('one', {}, stop.signal);
      await clock.advance(100);
      stop.abort(reason);
      await clock.advance(0);
      void say('two');
      await clock.advance(0);
      return sent().length;
    };
    expect(await asks(new SubcamError('timeout', 'Too late.'))).toBe(1);
    expect(await asks(new SubcamError('aborted', 'The session is over.'))).toBe(2);
  });

  it('is not blamed for a text that it refuses', async () => {
    const { clock, say, done, failWith } = rig();
    failWith(({ text }) => (text === 'bad' ? new SubcamError('bad-request', 'It has no such language.') : null));
    void say('bad');
    void say('good');
    await clock.advance(1_000);
    expect(done).toEqual(['bad bad-request 0', 'good 300']);
  });
});

describe('several target languages of one text', () => {
  const languages = ['es', 'pt', 'fr'];

  it('go to a service that makes one request of them at once, whether they came before or just after, and count as one', async () => {
    const { clock, say, sent, service } = rig({ maxAtOnce: 1, gatherMs: 5 });
    void say('first');
    for (const targetLanguage of languages) void say('second', { targetLanguage });
    void say('third');
    await clock.advance(TOOK_MS);
    expect(sent()).toEqual(['first', 'second', 'second', 'second']);
    expect(service.asked.slice(1).map(({ targetLanguage }) => targetLanguage)).toEqual(languages);
    void say('second', { targetLanguage: 'de' });
    await clock.advance(0);
    expect(service.asked.at(-1)).toMatchObject({ text: 'second', targetLanguage: 'de' });
    await clock.advance(5);
    void say('second', { targetLanguage: 'it' });
    await clock.advance(0);
    expect(sent()).toHaveLength(5);
    // Once the first of them is answered there is room for the next text.
    await clock.advance(TOOK_MS);
    expect(sent().slice(5)).toEqual(['third']);
  });

  it('are no reason to send a text twice at once into the same language', async () => {
    const { clock, say, sent } = rig({ maxAtOnce: 1, gatherMs: 5 });
    for (const targetLanguage of ['es', 'pt', 'es', 'pt']) void say('text', { targetLanguage });
    await clock.advance(0);
    expect(sent()).toHaveLength(2);
    await clock.advance(TOOK_MS);
    expect(sent()).toHaveLength(4);
  });

  it('are requests of their own for another service', async () => {
    const { clock, say, sent } = rig({ maxAtOnce: 1 });
    for (const targetLanguage of languages) void say('text', { targetLanguage });
    await clock.advance(0);
    expect(sent()).toHaveLength(1);
  });
});

describe('closing', () => {
  it('refuses what waits and what comes, and closes the service', async () => {
    const { clock, say, translator, done } = rig({ maxAtOnce: 1 });
    void say('first');
    void say('second');
    await clock.advance(0);
    await translator.close();
    await say('third');
    await clock.advance(0);
    expect(done.toSorted()).toEqual(['first engine-unavailable 0', 'second engine-unavailable 0', 'third engine-unavailable 0']);
  });
});
