// Speech in a language that the recogniser does not read: no words, a mark on the tile, a count in health.
import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_TILE_SETTINGS, marksOfSession, type SttRequest } from '@subcam/shared';
import type { ScriptedReading } from '../testing/fake-stt.ts';
import { openRig, send, soundOf, type Rig, type RigOptions } from './testing/pipeline-rig.ts';

let rig: Rig;
afterEach(() => rig.close());

const SECOND = 16_000;

/** What a recogniser of English makes of another language: fluent words of which it is not sure. */
const INVENTED = 'The first time I saw a little bit of it.';

function reading(text: string, averageLogProbability: number): ScriptedReading {
  return { text, pieces: [{ text, averageLogProbability, noSpeechProbability: null, compressionRatio: null }] };
}

/** With another value from sample to sample: a flat line is what sound looks like that is cut off at its loudest. */
function unclipped(sound: Int16Array): Int16Array {
  return sound.map((value, index) => Math.round(value * (1 - (index % 8) / 40)));
}

/** Of so much of it two readings do not agree yet, s. */
const SHORT = 0.55;

/** The first utterance, the louder one, is another language, of which the beginning alone sounds like English; the second one is English. */
const SOUND = soundOf([0, 1000], [0.9, 3000], [0, 1500], [0.7, 1500], [0, 12_000]);
const read = ({ samples }: SttRequest): ScriptedReading => {
  if (!samples.some((value) => value > 0.8)) return reading('Shall we begin?', -0.1);
  return samples.length < SHORT * SECOND ? reading('The first of', -0.1) : reading(INVENTED, -1.2);
};

/** In real time of the clock, a tenth of a second after the other. */
async function hear(flat: Int16Array, options: RigOptions = {}) {
  const sound = unclipped(flat);
  rig = await openRig({ languages: ['en'], read, ...options });
  const { attachment, client } = await rig.attach();
  for (let from = 0; from < sound.length; from += 1600) {
    send(attachment, sound, { from, to: Math.min(sound.length, from + 1600) });
    await rig.clock.advance(100);
  }
  return { end: () => rig.clock.run(attachment.end(sound.length)), client };
}

const texts = (): readonly string[] => rig.eventsOf('final').map(({ transcript }) => transcript.text);

describe('speech in another language', () => {
  it('becomes no words, is told to readers, and is counted', async () => {
    const { end } = await hear(SOUND);
    expect(rig.registry.omissions()).toMatchObject({ 'another-language': 1, noise: 0 });
    expect(rig.registry.session('session-1')?.captures[0]?.omissions).toMatchObject({ 'another-language': 1 });
    const account = await end();
    expect(account).toMatchObject({ lostSamples: 0, gaps: [] });
    expect(texts()).toEqual(['Shall we begin?']);
    expect(rig.eventsOf('omission')).toMatchObject([
      { sessionId: 'session-1', omission: { captureId: 'capture-1', reason: 'another-language', sampleCount: expect.any(Number) } },
    ]);
    expect(rig.registry.omissions()).toMatchObject({ 'another-language': 1 });
  });

  it('takes back what was shown of it while it was still too short to tell', async () => {
    await hear(SOUND.subarray(0, 5.5 * SECOND));
    const shown = rig.eventsOf('partial').map(({ transcript }) => transcript.text);
    expect(new Set(shown)).toEqual(new Set(['The first of']));
    const updates = rig.eventsOf('cue').map(({ update, atMs }) => ({ type: update.type, atMs }));
    const toldAtMs = rig.eventsOf('omission')[0]?.atMs;
    expect(updates.at(-1)).toEqual({ type: 'remove', atMs: toldAtMs });
  });

  it('is marked although words that were promised of it before it could be told stay', async () => {
    const longer = (request: SttRequest) => (request.samples.length < 1.5 * SECOND ? reading('The first of', -0.1) : read(request));
    const { client } = await hear(SOUND.subarray(0, 5.5 * SECOND), { read: longer });
    expect(texts()).toEqual(['The first']);
    expect(rig.eventsOf('omission')).toMatchObject([{ omission: { reason: 'another-language' } }]);
    expect(client.states.slice(-1).map((state) => marksOfSession(state).status)).toEqual(['another-language']);
    expect(client.cues.filter(({ type }) => type === 'remove')).toEqual([]);
  });

  it('is marked on the tile until words are read', async () => {
    const { client } = await hear(SOUND.subarray(0, 9 * SECOND));
    const statuses = client.states.map((state) => marksOfSession(state).status);
    const changes = statuses.filter((status, index) => status !== statuses[index - 1]);
    expect(changes).toEqual(['listening', 'another-language', 'listening']);
  });

  it('is marked for as long as a cue stays where nothing follows', async () => {
    const tile = { ...DEFAULT_TILE_SETTINGS, cueDurationMs: 5_000 };
    const { client } = await hear(soundOf([0, 1000], [0.9, 3000], [0, 8_000]), { settings: { tile } });
    const marked = client.states.filter((state) => marksOfSession(state).status === 'another-language');
    expect(marked.length).toBeGreaterThan(0);
    expect(client.states.slice(-1).map((state) => marksOfSession(state).status)).toEqual(['listening']);
    const toldAtMs = rig.eventsOf('omission')[0]?.atMs ?? 0;
    const over = rig.eventsOf('state').find(({ atMs, state }) => atMs > toldAtMs && marksOfSession(state).status === 'listening');
    expect((over?.atMs ?? 0) - toldAtMs).toBeGreaterThanOrEqual(5_000);
    expect((over?.atMs ?? 0) - toldAtMs).toBeLessThanOrEqual(5_500);
  });

  it('is shown as it was read where the setting says so', async () => {
    const { end } = await hear(SOUND, { settings: { anotherLanguageBelow: -10 } });
    await end();
    expect(texts()).toEqual([INVENTED, 'Shall we begin?']);
    expect(rig.eventsOf('omission')).toEqual([]);
  });

  it('is for a recogniser of several languages to read', async () => {
    const { end } = await hear(SOUND, { languages: ['en', 'es'] });
    await end();
    expect(texts()).toEqual([INVENTED, 'Shall we begin?']);
  });
});
