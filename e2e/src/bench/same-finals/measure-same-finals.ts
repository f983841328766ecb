// A sound, heard by a daemon three times (calm, with the cores taken, and killed again and again) -> the report of the bench.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig, openStore } from '@subcam/daemon';
import { msToSamples, samplesToMs } from '@subcam/shared';
import { loadConversation } from '../../../mock-meet/index.ts';
import { startDaemonProcess, type DaemonProcess } from '../../chain/daemon-process.ts';
import { killAtMoments } from '../kill-moments.ts';
import { readSamples } from '../speech/spoken-sound.ts';
import { sameFinalsReport, type Run, type SameFinalsReport } from './same-finals-report.ts';
import type { SameFinalsWish } from './same-finals-wish.ts';
import { sendSound } from './send-sound.ts';

/** Nobody speaks after the last word of the recording, so that its end is heard as any other. */
const PAUSE_AFTER_MS = 1_500;

/** Of the short form. */
const QUICK_SOUND_MS = 4_000;

type Note = (text: string) => void;

async function readSound({ audio, isQuick }: SameFinalsWish): Promise<Int16Array> {
  const samples = await readSamples(audio ?? (await loadConversation('default')).audioPath);
  const said = samples.subarray(0, isQuick ? msToSamples(QUICK_SOUND_MS) : samples.length);
  const sound = new Int16Array(said.length + msToSamples(PAUSE_AFTER_MS));
  sound.set(said);
  return sound;
}

/** Processes that compute without end, one for each core; ended with the stack. */
function takeCores(stack: AsyncDisposableStack): number {
  const cores = availableParallelism();
  for (let core = 0; core < cores; core += 1) {
    const busy = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
    const gone = once(busy, 'exit');
    stack.defer(async () => {
      busy.kill('SIGKILL');
      await gone;
    });
  }
  return cores;
}

interface HearOptions {
  /** Of the session. */
  readonly name: string;
  readonly sound: Int16Array;
  /** Runs while the sound is sent. */
  readonly during?: (restart: () => Promise<void>) => Promise<void>;
}

async function hear({ name, sound, during }: HearOptions, signal: AbortSignal): Promise<Run> {
  await using opened = new AsyncDisposableStack();
  const home = await mkdtemp(path.join(tmpdir(), 'subcam-same-finals-'));
  opened.defer(() => rm(home, { recursive: true, force: true }));
  const start = (port: number): Promise<DaemonProcess> => startDaemonProcess({ home, port, env: { SUBCAM_TRANSLATOR: 'none' } });
  let daemon = await start(0);
  opened.defer(() => daemon.stop());
  const restart = async (): Promise<void> => {
    await daemon.kill();
    daemon = await start(daemon.port);
  };
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const { url, token, databaseFile } = daemon;
  // The first to fail stops the other; neither is left behind.
  const disturbing = during?.(restart) ?? Promise.resolve();
  const undisturbed = Promise.allSettled([disturbing]);
  const work = [sendSound({ url, token, sessionId: name, sound, undisturbed }, either), disturbing].map(async (task) => {
    try {
      return await task;
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  });
  await Promise.allSettled(work);
  const [account] = await Promise.all(work);
  await daemon.stop();
  const store = await openStore({ file: databaseFile });
  try {
    const finals = (await store.transcripts(name)).map(({ transcript }) => transcript);
    const gaps = account === undefined ? [] : account.gaps;
    return {
      finals,
      lostSamples: account?.lostSamples ?? sound.length,
      gapSamples: gaps.reduce((sum, { sampleCount }) => sum + sampleCount, 0),
    };
  } finally {
    await store.close();
  }
}

/** Rejects with `program-missing` without ffmpeg, as the daemon and the signal say; nothing is left running. */
export async function measureSameFinals(wish: SameFinalsWish, onNote: Note, signal: AbortSignal): Promise<SameFinalsReport> {
  const sound = await readSound(wish);
  const soundMs = samplesToMs(sound.length);
  const { stt } = await loadConfig(process.env);
  onNote(`${(soundMs / 1000).toFixed(0)} s of sound, calm`);
  const calm = await hear({ name: 'calm', sound }, signal);
  onNote('with the cores taken by other work');
  await using busyCores = new AsyncDisposableStack();
  const coresTaken = takeCores(busyCores);
  const busy = await hear({ name: 'busy', sound }, signal);
  await busyCores.disposeAsync();
  onNote(`killed ${wish.kills} times`);
  let killedAtMs: readonly number[] = [];
  const during = async (restart: () => Promise<void>): Promise<void> => {
    const kill = async (sinceMs: number): Promise<number> => {
      await restart();
      return Math.round(sinceMs);
    };
    killedAtMs = await killAtMoments({ kills: wish.kills, soundMs, random: Math.random, kill }, signal);
  };
  const killed = await hear({ name: 'killed', sound, during }, signal);
  return sameFinalsReport({
    engine: stt.engine,
    soundSeconds: soundMs / 1000,
    calm,
    busy: { ...busy, coresTaken },
    killed: { ...killed, killedAtMs },
  });
}
