// Speech that goes on without a pause, through the real detector and recogniser: words at the cuts are whole, and said once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FRAME_SAMPLES, systemClock, type Stt, type VadFactory } from '@subcam/shared';
import { openIngest } from '../audio/index.ts';
import { segment } from '../segment/index.ts';
import { openLocalStt, openLocalVad } from '../testing/local-engines.ts';
import { join, speak } from '../testing/spoken-text.ts';
import { transcribe } from './index.ts';

const SENTENCES = [
  'Good morning everybody, and welcome to the meeting of this week.',
  'The first point on the list is the budget for the coming year, and the second is the new platform for our customers.',
  'We have spent less money than we planned in the last three months, because nobody has travelled since the spring.',
  'Please send the report to the office in the north before the end of the month, so that they can compare the numbers.',
  'The people who live near the river would like to know when the bridge will be open again, and I could not tell them.',
  'After lunch we will look at the printing costs, which have doubled, and at the contract with the telephone company.',
  'If there are no other questions, I thank you all for your patience, and I hope that the weather is better tomorrow.',
];

const forever = new AbortController().signal;

/** 10 ms. */
const BLOCK_SAMPLES = 160;
const QUIET_AMPLITUDE = 250;
/** A stop consonant is quiet for less. */
const PAUSE_BLOCKS = 8;

/** The same speech, breathless: what is quiet for 80 ms and longer is taken out. */
function withoutPauses(sound: Int16Array): Int16Array {
  const blocks = Array.from({ length: Math.floor(sound.length / BLOCK_SAMPLES) }, (_, index) =>
    sound.subarray(index * BLOCK_SAMPLES, (index + 1) * BLOCK_SAMPLES),
  );
  const isQuiet = blocks.map((block) => block.every((sample) => Math.abs(sample) < QUIET_AMPLITUDE));
  const lengthOfRun = (at: number): number => {
    let [first, end] = [at, at];
    while (isQuiet[first - 1] === true) first -= 1;
    while (isQuiet[end] === true) end += 1;
    return end - first;
  };
  return join(blocks.filter((_, index) => isQuiet[index] !== true || lengthOfRun(index) < PAUSE_BLOCKS));
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[a-z']+/gu) ?? [];

/** Words that are wrong, missing or too many (edit distance). */
function wordErrors(spoken: readonly string[], heard: readonly string[]): number {
  let row = Array.from({ length: heard.length + 1 }, (_, index) => index);
  for (const [at, word] of spoken.entries()) {
    const next = [at + 1];
    for (const [index, other] of heard.entries()) {
      next.push(Math.min((row[index] ?? 0) + (word === other ? 0 : 1), (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

describe('long speech without a pause, with the engines of a laptop', () => {
  let vadFactory: VadFactory;
  let stt: Stt;
  let sound: Int16Array;
  beforeAll(async () => {
    vadFactory = await openLocalVad();
    stt = await openLocalStt();
    sound = withoutPauses(join(await Promise.all(SENTENCES.map((sentence) => speak(sentence, 'awb')))));
  });
  afterAll(() => stt.close());

  async function hear(settings: { readonly overlapSamples?: number }): Promise<readonly string[]> {
    const ingest = openIngest({ resumeFromSample: 0, maxBacklogSamples: sound.length });
    for (let first = 0; first < sound.length; first += FRAME_SAMPLES) {
      ingest.push({ firstSample: first, samples: sound.subarray(first, first + FRAME_SAMPLES) });
    }
    ingest.end(sound.length);
    const resume = { committedThrough: 0, state: null };
    const segments = segment(ingest.items(forever), { vadFactory, captureId: 'c', resume, settings }, forever);
    const texts: string[] = [];
    const deps = { stt, captureId: 'c', language: 'en', pace: 'file', clock: systemClock } as const;
    for await (const event of transcribe(segments, deps, forever)) if (event.type === 'final') texts.push(event.transcript.text);
    return texts;
  }

  it('has no double word and no half at a cut, and fewer wrong words than where nothing is shared', async () => {
    const spoken = wordsOf(SENTENCES.join(' '));
    const texts = await hear({});
    const heard = wordsOf(texts.join(' '));
    const apart = await hear({ overlapSamples: 0 });
    expect(texts.length).toBeGreaterThanOrEqual(3);
    expect(apart.length).toBeGreaterThanOrEqual(3);
    const errors = wordErrors(spoken, heard);
    const context = JSON.stringify({ texts, apart, errors, without: wordErrors(spoken, wordsOf(apart.join(' '))) }, null, 2);
    expect(errors, context).toBeLessThan(wordErrors(spoken, wordsOf(apart.join(' '))));
    // The two words at a cut are words that were said one after the other: neither is a half, none is lost between them, none comes twice.
    for (let at = 1; at < texts.length; at += 1) {
      const [before, after] = [wordsOf(texts[at - 1] ?? '').at(-1), wordsOf(texts[at] ?? '')[0]];
      expect(` ${spoken.join(' ')} `, context).toContain(` ${before} ${after} `);
    }
  });
});
