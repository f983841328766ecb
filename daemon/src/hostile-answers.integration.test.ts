// A daemon between services whose answers can't be believed, with a meeting beside that goes well: its words are right and in time, and health answers.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SessionEvent } from '@subcam/shared';
import type { Daemon } from './compose.ts';
import { startDaemonBetweenServices, type DaemonBetweenServices } from './testing/daemon-between-services.ts';
import { flood, json, type ServiceAnswer } from './testing/scripted-service.ts';
import { join, pause, speak } from './testing/spoken-text.ts';
import { startSteadyClient } from './testing/steady-client.ts';

/** The meeting that goes well is in English; the recogniser attacks the French one, the translator the German one. */
const GOOD = 'en';
const ATTACKED = 'fr';
const LONG_TRANSLATIONS = 'de';

/** The end of speech is known after so much silence. */
const END_SILENCE_MS = 400;

const words = (of: (index: number) => string): ServiceAnswer => {
  let text = '';
  for (let index = 0; text.length < 1_000_000; index += 1) text += `${of(index)} `;
  return json({ text, language: ATTACKED });
};

const ATTACKS: readonly ServiceAnswer[] = [
  words(() => 'no'),
  words((index) => `w${index % 9}`),
  words((index) => `w${index}`),
  words(() => '[music]'),
  words(() => '('),
  json({ text: '.'.repeat(1_000_000), language: ATTACKED }),
  json({ text: '', segments: Array.from({ length: 60_000 }, () => ({ text: 'a' })) }),
  json({ text: '', segments: Array.from({ length: 400_000 }, () => 1) }),
  flood('{"text":"', 300),
];

/** Its text is good, the name of its language is not. It comes once: every other answer is refused, so that what is read of a segment in the end is a gap. */
const NO_LANGUAGE = json({ text: 'Bonjour.', language: 'x'.repeat(900_000) });

let between: DaemonBetweenServices;
let daemon: Daemon;
let attacks = 0;
/** With the instant at which each came. */
const events: { readonly sessionId: string; readonly atMs: number; readonly event: SessionEvent }[] = [];

beforeAll(async () => {
  between = await startDaemonBetweenServices({
    whisper: ({ field }) => {
      const language = field('language');
      if (language !== ATTACKED) return json({ text: 'Good morning everyone.', language });
      attacks += 1;
      return attacks === 1 ? NO_LANGUAGE : (ATTACKS[attacks % ATTACKS.length] ?? json({ text: '' }));
    },
    translation: ({ body }) =>
      body.includes(`"source_language":"${LONG_TRANSLATIONS}"`)
        ? json({ translated_text: 'hola '.repeat(200_000), model_used: 'x'.repeat(10_000) })
        : json({ translated_text: 'Buenos días a todos.', model_used: 'toy' }),
    onEvent: (event) => events.push({ sessionId: event.sessionId, atMs: Date.now(), event }),
  });
  ({ daemon } = between);
});

afterAll(() => between.close());

/** The longest that health took to answer, ms, until `over`. */
async function slowestHealth(over: () => boolean): Promise<number> {
  let slowestMs = 0;
  while (!over()) {
    const askedAtMs = performance.now();
    const response = await fetch(`${daemon.url}/api/health`, { headers: { authorization: `Bearer ${daemon.token}` } });
    expect((await response.text()).length).toBeLessThan(100_000);
    slowestMs = Math.max(slowestMs, performance.now() - askedAtMs);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return slowestMs;
}

it('answers that are too long for their sound or their text are refused unread, and hold up nobody', async () => {
  const sentence = await speak('Good morning everyone.');
  const sound = join([pause(200), sentence, pause(700), sentence, pause(700), sentence, pause(700)]);
  let isOver = false;
  const health = slowestHealth(() => isOver);
  const talk = (sourceLanguage: string) =>
    startSteadyClient({ url: () => daemon.url, token: daemon.token, sessionId: sourceLanguage, sound, speed: 1, sourceLanguage }).account;
  const [attacked, , good] = await Promise.all([talk(ATTACKED), talk(LONG_TRANSLATIONS), talk(GOOD)]);
  isOver = true;

  const of = (sessionId: string) => events.filter((entry) => entry.sessionId === sessionId);
  const finals = of(GOOD).flatMap(({ atMs, event }) => (event.type === 'final' ? [{ atMs, event }] : []));
  expect(finals.map(({ event }) => event.transcript.text)).toEqual(Array.from({ length: 3 }, () => 'Good morning everyone.'));
  for (const { atMs, event } of finals) expect(atMs - event.speechEndAtMs - END_SILENCE_MS).toBeLessThan(1_000);
  expect(good.gaps).toEqual([]);
  const translated = of(GOOD).flatMap(({ event }) => (event.type === 'translation' && event.translation.status === 'final' ? [event] : []));
  expect(translated.map((event) => event.translation.text)).toEqual(Array.from({ length: 3 }, () => 'Buenos días a todos.'));
  expect(await health).toBeLessThan(1_000);

  // What could not be read is told, as a gap; what could not be translated is told too, and its original stands.
  expect(attacks).toBeGreaterThan(ATTACKS.length);
  expect(attacked.gaps.length).toBeGreaterThan(0);
  for (const { event } of of(ATTACKED)) expect(JSON.stringify(event).length).toBeLessThan(10_000);
  expect(of(LONG_TRANSLATIONS).filter(({ event }) => event.type === 'translation')).toEqual([]);
  expect(of(LONG_TRANSLATIONS).filter(({ event }) => event.type === 'translation-failed')).toHaveLength(3);
  expect(of(LONG_TRANSLATIONS).filter(({ event }) => event.type === 'final')).toHaveLength(3);
});
