// Nothing that was said is lost, and nothing is written twice: real engines, a real process, killed again and again beside one that is left alone.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AudioAccount } from '@subcam/shared';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from './store/index.ts';
import { startDaemonChild, type DaemonChild } from './testing/daemon-child.ts';
import { portForRestarts } from './testing/port-for-restarts.ts';
import { join, pause, speak } from './testing/spoken-text.ts';
import { startSteadyClient } from './testing/steady-client.ts';

const SENTENCES = [
  'Good morning everyone, thank you for joining the call today.',
  'The first point on our list is the budget for the next year.',
  'We have spent less money than we planned in the last three months.',
  'I would like to hear what the team in the north thinks about it.',
  'There is one more question about the house near the river.',
  'Please send me the numbers before the end of the week.',
];

/** Twice real time: the recogniser keeps up easily, and every kill falls in the middle of something. */
const SPEED = 2;
const KILLS = 5;

/** With a second one, a text that the first is late with has another translation, which is right, told, and not what is looked at here. */
const ONE_TRANSLATOR = { SUBCAM_TRANSLATOR: 'apertium' };

let folder: string;
let sound: Int16Array;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-killed-'));
  const parts: Int16Array[] = [];
  for (const [index, sentence] of SENTENCES.entries()) {
    parts.push(await speak(sentence), pause(400 + 300 * index));
  }
  sound = join(parts);
});

afterAll(() => rm(folder, { recursive: true }));

interface Outcome {
  readonly account: AudioAccount;
  readonly acks: readonly number[];
  readonly connections: number;
  readonly finals: readonly unknown[];
  readonly pending: number;
}

/** Streams the whole recording; after each of the given waits the daemon is killed and started again on the same data. */
async function converse(name: string, killAfterMs: readonly number[]): Promise<Outcome> {
  const home = path.join(folder, name);
  let daemon: DaemonChild = await startDaemonChild(home, { port: await portForRestarts(), env: ONE_TRANSLATOR });
  try {
    const client = startSteadyClient({ url: () => daemon.url, token: daemon.token, sessionId: name, sound, speed: SPEED });
    // It is looked at in the end; a rejection before must not go unheard.
    client.account.catch(() => undefined);
    for (const ms of killAfterMs) {
      await sleep(ms);
      await daemon.kill();
      daemon = await startDaemonChild(home, { port: daemon.port, env: ONE_TRANSLATOR });
    }
    const account = await client.account;
    expect(await daemon.stop()).toBe(0);
    const store = await openStore({ file: path.join(home, 'subcam.db') });
    try {
      const finals = (await store.transcripts(name)).map(({ transcript, translations }) => ({
        firstSample: transcript.firstSample,
        endSample: transcript.endSample,
        speechEndSample: transcript.speechEndSample,
        text: transcript.text,
        es: translations['es'],
      }));
      const pending = (await store.pendingTranslations(name)).length;
      return { account, acks: [...client.acks], connections: client.connections, finals, pending };
    } finally {
      await store.close();
    }
  } finally {
    await daemon.kill();
  }
}

describe('a daemon that is killed at random moments', { timeout: 240_000 }, () => {
  it('has in the end exactly the finals and translations of an undisturbed one', async () => {
    const killAfterMs = fc.sample(fc.noBias(fc.integer({ min: 200, max: 2_200 })), KILLS);
    const [calm, disturbed] = await Promise.all([converse('calm', []), converse('disturbed', killAfterMs)]);
    expect(calm.finals.length).toBeGreaterThanOrEqual(SENTENCES.length - 1);
    expect(calm.connections).toBe(1);

    const context = `killed after ${killAfterMs.join(', ')} ms`;
    expect(disturbed.connections, context).toBeGreaterThan(KILLS);
    expect(disturbed.finals, context).toEqual(calm.finals);
    for (const outcome of [calm, disturbed]) {
      expect(outcome.pending, context).toBe(0);
      expect(outcome.finals, context).not.toContainEqual(expect.objectContaining({ es: undefined }));
      expect(outcome.acks, context).toEqual(outcome.acks.toSorted((a, b) => a - b));
      expect(outcome.acks.at(-1), context).toBe(sound.length);
      expect(outcome.account, context).toEqual({
        capturedSamples: sound.length,
        committedSamples: sound.length,
        ackedSamples: sound.length,
        lostSamples: 0,
        gaps: [],
      });
    }
  });
});
