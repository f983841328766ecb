import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Conversation, SpokenWord } from './conversation.ts';
import { loadConversation, STORED_CONVERSATIONS, storedConversationIn } from './load-conversation.ts';
import { speakerSpans } from './speaker-spans.ts';
import { makeTestWav, tones } from '../testing/test-wav.ts';
import { bareWords } from './words.ts';

function allWords({ utterances }: Conversation): SpokenWord[] {
  return utterances.flatMap(({ words }) => words ?? []);
}

describe('the default conversation', () => {
  it('has three people talking for 70 to 80 s, in turns of at least half a second apart', async () => {
    const conversation = await loadConversation('default');
    expect(conversation.speakers).toHaveLength(3);
    expect(conversation.durationMs).toBeGreaterThan(70_000);
    expect(conversation.durationMs).toBeLessThan(80_000);
    expect(new Set(conversation.utterances.map(({ speakerId }) => speakerId)).size).toBe(3);
    for (const [index, { startMs }] of conversation.utterances.entries()) {
      const before = conversation.utterances[index - 1];
      const pauseMs = startMs - (before?.endMs ?? 0);
      expect(pauseMs).toBeGreaterThanOrEqual(500);
      expect(pauseMs).toBeLessThanOrEqual(1200);
    }
  });
});

describe('the conversation in English and Spanish', () => {
  it('has two people talking by turns for 45 to 75 s, each in one language, at least half a second apart', async () => {
    const { utterances, durationMs } = await loadConversation('en-es');
    expect(durationMs).toBeGreaterThan(45_000);
    expect(durationMs).toBeLessThan(75_000);
    expect(new Set(utterances.map(({ name, language }) => `${name} ${language}`))).toEqual(new Set(['Emma en', 'Diego es']));
    for (const [index, { startMs }] of utterances.entries()) {
      expect(startMs - (utterances[index - 1]?.endMs ?? 0)).toBeGreaterThanOrEqual(500);
    }
    const turns = utterances.filter(({ name }, index) => name !== utterances[index - 1]?.name);
    expect(turns.length).toBeGreaterThanOrEqual(12);
  });
});

describe.each(STORED_CONVERSATIONS)('the stored conversation $name', ({ name, languages }) => {
  it('is in the languages that it is listed with', async () => {
    const { utterances } = await loadConversation(name);
    const spoken = new Set(utterances.map(({ language }) => language ?? languages[0]));
    expect([...spoken].toSorted()).toEqual([...languages].toSorted());
  });

  it('knows exactly when each word of each sentence is said', async () => {
    const conversation = await loadConversation(name);
    expect(conversation.wordTimes).toBe('exact');
    for (const { text, words = [], startMs, endMs, name } of conversation.utterances) {
      expect(name).not.toBe('');
      expect(words.map((word) => word.text)).toEqual(bareWords(text));
      expect(words[0]?.startMs).toBe(startMs);
      expect(words.at(-1)?.endMs).toBe(endMs);
      for (const [index, word] of words.entries()) {
        expect(word.endMs).toBeGreaterThan(word.startMs);
        expect(word.startMs).toBeGreaterThanOrEqual(words[index - 1]?.endMs ?? 0);
      }
    }
  });

  it('is a small file', async () => {
    const { audioPath } = await loadConversation(name);
    expect((await stat(audioPath)).size).toBeLessThan(400_000);
  });
});

describe('which conversation is stored', () => {
  it.each([
    [['en'], 'default'],
    [['en-GB'], 'default'],
    [['en', 'es'], 'en-es'],
    [['es-MX', 'en'], 'en-es'],
    [['es'], null],
    [['en', 'pt'], null],
    [['en', 'es', 'pt'], null],
    [[], null],
  ])('for %j: %s', (languages, name) => {
    expect(storedConversationIn(languages)).toBe(name);
  });
});

describe('a recording of anybody', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'subcam-conversation-test-'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function record(
    transcript: string | null,
    options: { rateHz?: number; channels?: number } = {},
  ): Promise<{ audio: string; transcript: string | null }> {
    const { rateHz = 22_050, channels = 1 } = options;
    const mono = tones(
      [
        [500, 0],
        [2000, 0.3],
        [900, 0],
        [1000, 0.2],
        [300, 0],
        [1000, 0.2],
        [800, 0],
        [3000, 0.3],
        [500, 0],
      ],
      rateHz,
    );
    const audio = path.join(folder, `${rateHz}-${channels}.wav`);
    await writeFile(
      audio,
      makeTestWav(
        [...mono].flatMap((sample) => Array.from({ length: channels }, () => sample)),
        { rateHz, channels },
      ),
    );
    if (transcript === null) return { audio, transcript };
    const file = path.join(folder, 'transcript.txt');
    await writeFile(file, transcript);
    return { audio, transcript: file };
  }

  it.each([
    [8000, 1],
    [44_100, 2],
    [48_000, 1],
  ])('at %i Hz with %i channels parts into turns at its long pauses', async (rateHz, channels) => {
    const words = 'Eva: one two three four\nJan: five six seven eight\r\n\nEva: nine ten eleven twelve thirteen fourteen\n';
    const conversation = await loadConversation(await record(words, { rateHz, channels }));
    expect(conversation.durationMs).toBeCloseTo(10_000, -1);
    expect(conversation.speakers.map(({ name }) => name)).toEqual(['Eva', 'Jan']);
    const turns = conversation.utterances.map(({ name, startMs, endMs }) => [
      name,
      Math.round(startMs / 100) / 10,
      Math.round(endMs / 100) / 10,
    ]);
    expect(turns).toEqual([
      ['Eva', 0.5, 2.5],
      ['Jan', 3.4, 5.7],
      ['Eva', 6.5, 9.5],
    ]);
  });

  it('has word times that are called estimates, in order, and on the sound', async () => {
    const conversation = await loadConversation(
      await record('Eva: one two three four\nJan: five six seven eight\nEva: nine ten eleven twelve thirteen'),
    );
    expect(conversation.wordTimes).toBe('estimated');
    const words = allWords(conversation);
    expect(words).toHaveLength(13);
    for (const [index, word] of words.entries()) {
      expect(word.endMs).toBeGreaterThanOrEqual(word.startMs);
      expect(word.startMs).toBeGreaterThanOrEqual((words[index - 1]?.endMs ?? 0) - 1);
      const onSound = [
        [480, 2520],
        [3380, 4420],
        [4680, 5720],
        [6480, 9520],
      ].some(([from = 0, to = 0]) => word.startMs >= from && word.startMs <= to);
      expect(onSound).toBe(true);
    }
  });

  it('belongs to one speaker where nobody is named, and a colon inside a sentence names nobody', async () => {
    const conversation = await loadConversation(await record('this is what I mean to say today: nothing\nand that is all'));
    expect(conversation.speakers).toHaveLength(1);
    expect(conversation.utterances).toHaveLength(2);
    expect(conversation.utterances[0]?.text).toBe('this is what I mean to say today: nothing');
  });

  it('with more lines than pauses still gives each line its time, in order', async () => {
    const lines = Array.from({ length: 9 }, (_value, index) => `${index % 2 === 0 ? 'Eva' : 'Jan'}: word number ${index}`);
    const { utterances } = await loadConversation(await record(lines.join('\n')));
    expect(utterances).toHaveLength(9);
    for (const [index, { startMs, endMs }] of utterances.entries()) {
      expect(endMs).toBeGreaterThan(startMs);
      expect(startMs).toBeGreaterThanOrEqual((utterances[index - 1]?.endMs ?? 0) - 1);
    }
  });

  it('without a transcript is played by one participant, and nobody claims to know its words', async () => {
    const conversation = await loadConversation(await record(null));
    expect(conversation).toMatchObject({ wordTimes: null, utterances: [] });
    expect(speakerSpans(conversation)).toEqual([{ speakerId: 'speaker-1', startMs: 0, endMs: conversation.durationMs }]);
  });

  it('is played whole: every moment of it belongs to exactly one participant', async () => {
    for (const conversation of [
      await loadConversation('default'),
      await loadConversation('en-es'),
      await loadConversation(await record('Eva: one two\nJan: three four\nEva: five six')),
    ]) {
      const spans = speakerSpans(conversation);
      expect(spans[0]?.startMs).toBe(0);
      expect(spans.at(-1)?.endMs).toBe(conversation.durationMs);
      for (const [index, span] of spans.entries()) if (index > 0) expect(span.startMs).toBe(spans[index - 1]?.endMs);
      for (const { speakerId, startMs, endMs } of conversation.utterances) {
        const owner = spans.find((span) => span.startMs <= startMs && span.endMs >= endMs);
        expect(owner?.speakerId).toBe(speakerId);
      }
    }
  });

  it.each([
    [
      'a silent recording with words',
      async () => ({ audio: await silent(), transcript: (await record('Eva: hello')).transcript }),
      'silent',
    ],
    ['a transcript without words', () => record(' \n--\n'), 'no words'],
    ['a transcript of names alone', () => record('Eva: \nJan: --\n'), 'no words'],
    ['a recording that is not there', () => Promise.resolve({ audio: '/nowhere.wav', transcript: null }), 'cannot be opened'],
  ])('%s is refused with a sentence', async (_what, make, says) => {
    await expect(make().then(loadConversation)).rejects.toThrow(
      expect.objectContaining({ code: 'configuration', message: expect.stringContaining(says) }),
    );
  });

  async function silent(): Promise<string> {
    const file = path.join(folder, 'silent.wav');
    await writeFile(file, makeTestWav(new Float32Array(8000), { rateHz: 8000 }));
    return file;
  }
});
