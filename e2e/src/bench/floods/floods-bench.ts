// A daemon as it ships, a client that talks, another that floods -> how late the talker's words and others' questions are answered.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { msToSamples, SubcamError, systemClock } from '@subcam/shared';
import type { Conversation } from '../../../mock-meet/index.ts';
import { decodeSound } from '../../../mock-engines/sound/decode-sound.ts';
import { startMockWhisper } from '../../../mock-engines/index.ts';
import { startDaemonProcess, type DaemonProcess } from '../../chain/daemon-process.ts';
import type { FloodOrder } from './flood-worker.ts';
import type { FloodName } from './floods.ts';
import { follow, talk } from './talker.ts';

/** One turn of the talker, with or without somebody who floods. */
export interface FloodTurn {
  readonly finals: readonly { readonly text: string; readonly firstSample: number; readonly latencyMs: number }[];
  /** Health, asked for again and again. */
  readonly health: { readonly tookMs: readonly number[]; readonly mostBytes: number };
  /** Of whoever flooded. */
  readonly sent: number;
}

export interface FloodsRig {
  readonly daemon: DaemonProcess;
  /** Lines of the daemon's log, so far. */
  readonly logLines: readonly string[];
  /**
   * The first `talkMs` of the conversation in real time. `flood`: who floods meanwhile, for as long or until `count` were sent. Rejects with
   * what went wrong for the talker.
   */
  turn(options: { readonly talkMs: number; readonly floods?: readonly FloodName[]; readonly count?: number }): Promise<FloodTurn>;
  close(): Promise<void>;
}

/** From the end of speech until it is known that it has ended. */
export const END_SILENCE_MS = 352;

/** Between two questions for health. */
const ASK_EVERY_MS = 20;

/** For words that were said last to arrive. */
const SETTLE_MS = 1_000;

function flood(order: FloodOrder): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./flood-worker.ts', import.meta.url), { workerData: order });
    worker.once('message', (sent: number) => resolve(sent));
    worker.once('error', reject);
    worker.once('exit', () =>
      reject(new SubcamError('internal', `The flood of ${order.names.join(', ')} ended before it told what it had sent.`)),
    );
  });
}

async function askHealth({ url, token }: DaemonProcess, over: AbortSignal): Promise<FloodTurn['health']> {
  const tookMs: number[] = [];
  let mostBytes = 0;
  while (!over.aborted) {
    const askedAtMs = performance.now();
    const response = await fetch(`${url}/api/health`, { headers: { authorization: `Bearer ${token}` } });
    mostBytes = Math.max(mostBytes, (await response.text()).length);
    tookMs.push(performance.now() - askedAtMs);
    await systemClock.sleep(ASK_EVERY_MS);
  }
  return { tookMs, mostBytes };
}

/** The recogniser is a service that knows what is said in the sound: no engine takes the processor. */
export async function openFloodsRig(conversation: Conversation, signal: AbortSignal): Promise<FloodsRig> {
  await using opened = new AsyncDisposableStack();
  const home = await mkdtemp(path.join(tmpdir(), 'subcam-floods-'));
  opened.defer(() => rm(home, { recursive: true, force: true }));
  const whisper = await startMockWhisper(conversation);
  opened.defer(() => whisper.close());
  const env = { SUBCAM_STT: 'whisper-service', SUBCAM_WHISPER_URL: whisper.url, SUBCAM_TRANSLATOR: 'none' };
  const logLines: string[] = [];
  const daemon = await startDaemonProcess({ home, port: 0, env, onLog: (line) => logLines.push(line) });
  opened.defer(() => daemon.stop());
  const heard = await decodeSound(conversation.audioPath);
  const sound = Int16Array.from(heard, (sample) => Math.round(sample * 32_767));
  let turns = 0;
  const running = opened.move();
  return {
    daemon,
    logLines,
    turn: async ({ talkMs, floods = [], count = 100_000 }) => {
      turns += 1;
      const client = { url: daemon.url, token: daemon.token, sessionId: `talk-${turns}` };
      const finals: FloodTurn['finals'][number][] = [];
      const over = new AbortController();
      const unfollow = await follow(client, (event) => {
        if (event.type !== 'final') return;
        const { text, firstSample } = event.transcript;
        finals.push({ text, firstSample, latencyMs: systemClock.nowMs() - event.speechEndAtMs - END_SILENCE_MS });
      });
      try {
        const health = askHealth(daemon, over.signal);
        const limitMs = Math.floor(talkMs / Math.max(1, floods.length));
        const order = { url: daemon.url, token: daemon.token, count, names: floods, limitMs };
        const [sent] = await Promise.all([flood(order), talk({ ...client, sound: sound.subarray(0, msToSamples(talkMs)), signal })]);
        await systemClock.sleep(SETTLE_MS, signal);
        over.abort();
        return { finals, health: await health, sent };
      } finally {
        over.abort();
        unfollow();
      }
    },
    close: () => running.disposeAsync(),
  };
}
