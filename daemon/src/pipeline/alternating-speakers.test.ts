// Two people, each in a language of their own, and a recogniser that is sometimes wrong about which: every utterance goes in the right direction.
import { afterEach, describe, expect, it } from 'vitest';
import { SAMPLES_PER_MS, type SttRequest } from '@subcam/shared';
import { createFakeTranslator } from '../testing/fake-translator.ts';
import type { ScriptedReading } from '../testing/fake-stt.ts';
import { openRig, send, soundOf, type Rig } from './testing/pipeline-rig.ts';

let rig: Rig;
afterEach(() => rig.close());

interface Utterance {
  readonly spoken: 'en' | 'es';
  readonly ms: number;
  /** What the recogniser hears, and how sure it is. */
  readonly hears: string;
  readonly at: number;
}

/** Twenty-four utterances, by turns; of three of them (an eighth) the recogniser hears another language than is spoken. */
const TALK: readonly Utterance[] = (
  [
    ['en', 3000, 'en', 0.96],
    ['es', 2500, 'es', 0.93],
    ['en', 1800, 'en', 0.9],
    ['es', 3200, 'es', 0.97],
    ['es', 1200, 'es', 0.8],
    ['en', 2600, 'en', 0.9],
    ['es', 900, 'en', 0.9],
    ['en', 2200, 'en', 0.97],
    ['es', 2400, 'es', 0.88],
    ['en', 2600, 'es', 0.8],
    ['es', 2100, 'es', 0.9],
    ['en', 1500, 'en', 0.85],
    ['es', 2800, 'es', 0.94],
    ['en', 3000, 'en', 0.98],
    ['en', 1000, 'en', 0.7],
    ['es', 2500, 'es', 0.9],
    ['en', 2000, 'cy', 0.75],
    ['es', 2300, 'es', 0.9],
    ['en', 1700, 'en', 0.9],
    ['es', 2600, 'es', 0.92],
    ['en', 2700, 'en', 0.95],
    ['es', 1400, 'es', 0.8],
    ['en', 2400, 'en', 0.93],
    ['es', 2200, 'es', 0.9],
  ] as const
).map(([spoken, ms, hears, at]) => ({ spoken, ms, hears, at }));

/** Each utterance is told by how loud it is. */
const levelOf = (index: number): number => 0.6 + index * 0.01;
const indexOf = ({ samples }: SttRequest): number => {
  const loudest = samples.reduce((most, sample) => Math.max(most, sample), 0);
  return Math.round((loudest / (32_000 / 32_768) - 0.6) / 0.01);
};

/** After an utterance; before the first one that is heard wrongly it is so long that silence is committed. */
const pauseAfterMs = (index: number): number => (index === 5 ? 8_000 : 1_000);
const SOUND = soundOf([0, 1000], ...TALK.flatMap(({ ms }, index) => [[levelOf(index), ms] as const, [0, pauseAfterMs(index)] as const]));

/** A service: asked for a language, it reads in it. */
function read(request: SttRequest): ScriptedReading {
  const index = indexOf(request);
  const { hears, at } = TALK[index] ?? { hears: 'en', at: 0 };
  const language = request.language === 'auto' ? hears : request.language;
  return { text: `sentence ${index} in ${language}`, language, heardLanguage: { language: hears, probability: at } };
}

const LANGUAGES = { sourceLanguage: 'en', targetLanguages: ['es'], twoWay: true };

type Attached = Awaited<ReturnType<Rig['attach']>>['attachment'];

/** Who speaks, as the page tells it. */
async function tellSpeakers(attachment: Attached, startedAtMs: number): Promise<void> {
  for (const participantId of ['en', 'es'])
    await attachment.meeting({ type: 'participant-joined', atMs: startedAtMs, participantId, displayName: participantId, isSelf: false });
  let atMs = startedAtMs + 1000;
  for (const [index, { spoken: participantId, ms }] of TALK.entries()) {
    await attachment.meeting({ type: 'speaking-started', atMs, participantId });
    await attachment.meeting({ type: 'speaking-stopped', atMs: atMs + ms, participantId });
    atMs += ms + pauseAfterMs(index);
  }
}

async function talk({ knowsSpeakers, killAtMs }: { readonly knowsSpeakers: boolean; readonly killAtMs?: number }) {
  const options = { read, translator: createFakeTranslator() };
  rig = await openRig(options);
  const startedAtMs = rig.clock.nowMs();
  let { attachment } = await rig.attach(LANGUAGES);
  if (knowsSpeakers) await tellSpeakers(attachment, startedAtMs);
  const endSample = killAtMs === undefined ? SOUND.length : killAtMs * SAMPLES_PER_MS;
  let epoch = 1;
  const play = async (to: number): Promise<void> => {
    for (let from = attachment.welcome.resumeFromSample; from < to; from += 8_000) {
      send(attachment, SOUND, { from, to: Math.min(to, from + 8_000), epoch });
      await rig.clock.advance(500);
    }
  };
  await play(endSample);
  if (killAtMs !== undefined) {
    await rig.restart(options);
    ({ attachment } = await rig.attach({ ...LANGUAGES, nextSample: endSample }));
    epoch = 2;
    await play(SOUND.length);
  }
  const lastState = rig.registry.session('session-1');
  await rig.clock.run(attachment.end(SOUND.length));
  const finals = (await rig.store.transcripts('session-1')).map(({ transcript: { text, language }, translations }) => ({
    text,
    language,
    into: Object.keys(translations).join(),
  }));
  return { finals, askedAgain: lastState?.captures[0]?.askedAgainForLanguage };
}

const allRight = TALK.map(({ spoken }, index) => ({
  text: `sentence ${index} in ${spoken}`,
  language: spoken,
  into: spoken === 'en' ? 'es' : 'en',
}));

describe('two people who talk by turns in two languages', () => {
  it('are all read in the right language and translated into the other one, where the page tells who speaks', async () => {
    const { finals, askedAgain } = await talk({ knowsSpeakers: true });
    expect(finals).toEqual(allRight);
    expect(askedAgain).toBe(3);
  });

  it('are read as the recogniser hears them where nobody knows who speaks, but for what is short, unsure or not allowed', async () => {
    const { finals } = await talk({ knowsSpeakers: false });
    const wrongOnes = finals.flatMap(({ language }, index) => (language === TALK[index]?.spoken ? [] : [index]));
    expect(finals).toHaveLength(TALK.length);
    expect(wrongOnes).toEqual([6, 9]);
  });

  it.each([26_500, 59_000])('have the same finals when the daemon is killed after %d ms and goes on', async (killAtMs) => {
    const { finals } = await talk({ knowsSpeakers: true, killAtMs });
    expect(finals).toEqual(allRight);
  });
});
