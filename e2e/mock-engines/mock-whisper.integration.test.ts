// The mocked whisper service over HTTP: the words that are in the sound it gets, and nothing where there are none.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { loadConversation, type Conversation } from '../mock-meet/index.ts';
import { bareWords } from '../mock-meet/conversation/words.ts';
import { makeTestWav } from '../mock-meet/testing/test-wav.ts';
import { startMockWhisper, type MockService } from './index.ts';
import { formOf, spoken, throughACall, wavOf, whiteNoise, type FormFields } from './testing/test-sound.ts';

const answerShape = z.strictObject({
  text: z.string(),
  language: z.string(),
  confidence: z.number().min(0).max(1),
  segments: z.array(
    z.strictObject({
      id: z.int(),
      start: z.number().nonnegative(),
      end: z.number().nonnegative(),
      text: z.string().min(1),
      avg_logprob: z.number().max(0),
      no_speech_prob: z.number().min(0).max(1),
    }),
  ),
  processing_time: z.number().nonnegative(),
  model_used: z.string(),
  device_used: z.string(),
  timestamp: z.iso.datetime(),
  session_id: z.string(),
});

let conversation: Conversation;
let whisper: MockService;
let call: Float32Array;

beforeAll(async () => {
  conversation = await loadConversation('default');
  whisper = await startMockWhisper(conversation);
  call = await throughACall(conversation.audioPath);
});

afterAll(() => whisper.close());

function post(fields: FormFields): Promise<Response> {
  return fetch(`${whisper.url}/transcribe`, { method: 'POST', body: formOf(fields) });
}

async function transcribe(samples: Float32Array): Promise<z.infer<typeof answerShape>> {
  const response = await post({ audio: wavOf(samples) });
  expect(response.status).toBe(200);
  return answerShape.parse(await response.json());
}

function cut(fromMs: number, endMs: number): Float32Array {
  return call.slice(Math.round(fromMs * 16), Math.round(endMs * 16));
}

/** Words that are all in, and words that may be, as their middle is within 20 ms of an end. */
function wordsBetween(fromMs: number, endMs: number): { readonly surely: string[]; readonly perhaps: string[] } {
  const words = conversation.utterances.flatMap((utterance) => utterance.words ?? []);
  const middles = words.map((word) => ({ text: word.text, atMs: (word.startMs + word.endMs) / 2 }));
  const within = (slackMs: number): string[] =>
    middles.filter(({ atMs }) => atMs >= fromMs + slackMs && atMs < endMs - slackMs).map(({ text }) => text);
  return { surely: within(20), perhaps: within(-20) };
}

describe('the mocked whisper service', () => {
  it('writes a whole sentence as it is written, punctuation and all', async () => {
    for (const { startMs, endMs, text } of conversation.utterances) {
      const answer = await transcribe(cut(startMs - 250, endMs + 250));
      expect(answer.text).toBe(text);
    }
  });

  it.each([0.5, 1, 2, 4, 8, 12])('knows the words of any %d s in which somebody talks, wherever they are cut', async (seconds) => {
    const durationMs = seconds * 1000;
    let asked = 0;
    for (let fromMs = 437; fromMs + durationMs < conversation.durationMs; fromMs += Math.max(1733, durationMs / 2)) {
      const { surely, perhaps } = wordsBetween(fromMs, fromMs + durationMs);
      // With less than a word in it, a short piece may be silent.
      if (seconds < 1 && surely.length < 2) continue;
      asked += 1;
      const heard = bareWords((await transcribe(cut(fromMs, fromMs + durationMs))).text);
      expect(heard.length, `from ${fromMs} ms`).toBeGreaterThanOrEqual(surely.length);
      expect(perhaps.join(' '), `from ${fromMs} ms`).toContain(heard.join(' '));
    }
    expect(asked).toBeGreaterThan(5);
  });

  it('hears more as a segment grows', async () => {
    let before = '';
    for (let endMs = 10_000; endMs <= 13_900; endMs += 250) {
      const { text } = await transcribe(cut(9300, endMs));
      expect(text.startsWith(before), `"${text}" after "${before}"`).toBe(true);
      before = text;
    }
    expect(before).toBe('I finished the first part of the work last night, and all the tests are green.');
  });

  it('hears sound that lost some packets and was stretched on its way', async () => {
    const sound = cut(37_700, 46_900);
    // 60 ms said twice, as a jitter buffer does, and 40 ms lost.
    const stretched = new Float32Array(sound.length + 60 * 16);
    stretched.set(sound.subarray(0, 4000 * 16));
    stretched.set(sound.subarray(3940 * 16), 4000 * 16);
    stretched.fill(0, 6000 * 16, 6040 * 16);
    const { text, segments } = await transcribe(stretched);
    expect(text).toBe(
      'I have one question about the search. Can people use it in their own language? Not yet, but it is the next thing on my list.',
    );
    expect(segments.map((segment) => segment.text)).toHaveLength(3);
  });

  it('tells one segment a sentence, with its times in the sound that was sent', async () => {
    const { segments } = await transcribe(cut(27_900, 33_900));
    expect(segments.map(({ id, text }) => [id, text])).toEqual([
      [0, 'The pages are two times faster now.'],
      [1, 'I will show you the numbers after lunch.'],
    ]);
    expect(segments[0]?.start).toBeCloseTo(0.348, 1);
    expect(segments[0]?.end).toBeCloseTo(2.91, 1);
    expect(segments[1]?.start).toBeCloseTo(3.51, 1);
  });

  it('answers what it is sent, not what would come next', async () => {
    const late = cut(59_500, 64_400);
    const early = cut(400, 3700);
    expect((await transcribe(late)).text).toBe('Please wait until Friday, so that we can try everything once more.');
    expect((await transcribe(early)).text).toBe('Good morning everyone, and thank you for coming to the meeting.');
    expect((await transcribe(late)).text).toBe('Please wait until Friday, so that we can try everything once more.');
  });

  it.each([500, 1000, 4000])('hears nothing in %d ms of silence or noise', async (durationMs) => {
    for (const sound of [
      new Float32Array(durationMs * 16),
      whiteNoise(durationMs),
      whiteNoise(durationMs).map((sample) => sample * 0.001),
    ]) {
      const answer = await transcribe(sound);
      expect(answer.text).toBe('');
      expect(answer.segments).toEqual([]);
      expect(answer.confidence).toBe(0);
    }
  });

  it.each(['rms', 'slt', 'awb'])('hears nothing when the voice %s says something else', async (voice) => {
    const other = await spoken(
      voice,
      'The old fisherman carried seven wooden boxes across the frozen river, and nobody asked him what the boxes contained.',
    );
    for (const seconds of [0.5, 1, 3, 5]) {
      for (let from = 0; from + seconds * 16_000 <= other.length; from += seconds * 8000) {
        expect((await transcribe(other.slice(from, from + seconds * 16_000))).text).toBe('');
      }
    }
  });

  it('answers in the language that it is told, and counts its requests', async () => {
    const before = whisper.requests();
    const auto = answerShape.parse(await (await post({ audio: wavOf(cut(400, 3700)), language: 'auto' })).json());
    expect(auto.language).toBe('en');
    expect(whisper.requests()).toBe(before + 1);
  });

  it.each<[string, FormFields]>([
    ['no sound', {}],
    ['sound that is no WAV', { audio: new Uint8Array([1, 2, 3]) }],
    ['a rate that it does not read', { audio: Uint8Array.from(makeTestWav(new Float32Array(4410), { rateHz: 44_100 })) }],
    ['an unknown task', { audio: wavOf(new Float32Array(16_000)), task: 'sing' }],
  ])('refuses %s with a 400 and a reason', async (_, fields) => {
    const response = await post(fields);
    expect(response.status).toBe(400);
    expect(z.strictObject({ error: z.string().min(1) }).safeParse(await response.json()).success).toBe(true);
  });

  it('refuses a body that is no form', async () => {
    const response = await fetch(`${whisper.url}/transcribe`, { method: 'POST', body: 'hello' });
    expect(response.status).toBe(400);
  });

  it('says that it is healthy, and knows no other path', async () => {
    const health = await fetch(`${whisper.url}/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ status: 'healthy' });
    expect((await fetch(`${whisper.url}/constructor`)).status).toBe(404);
  });

  it('does not start for a conversation that nobody wrote down', async () => {
    await expect(startMockWhisper({ ...conversation, utterances: [], wordTimes: null })).rejects.toMatchObject({ code: 'configuration' });
  });
});
