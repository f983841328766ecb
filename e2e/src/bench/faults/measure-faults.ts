// Several sessions that talk to a daemon while it is killed again and again, and under every other fault -> the report of the bench.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '@subcam/daemon';
import { msToSamples, samplesToMs, SubcamError, systemClock, toSubcamError } from '@subcam/shared';
import { randomNumbers } from '@subcam/shared/testing';
import { loadConversation } from '../../../mock-meet/index.ts';
import { startDaemonProcess, type DaemonProcess } from '../../chain/daemon-process.ts';
import { readSamples } from '../speech/spoken-sound.ts';
import { openFaultProxy, type FaultProxy } from './fault-proxy.ts';
import { killAtMoments } from '../kill-moments.ts';
import { openOwnPostgres, type OwnPostgres } from '../own-postgres.ts';
import { DATABASE_FAULTS } from './database-faults.ts';
import { FAULTS, type Fault } from './faults.ts';
import { isSound, soundness, type IntegrityCheck } from './integrity-check.ts';
import { postgresIntegrity } from './postgres-integrity.ts';
import { sqliteIntegrity } from './sqlite-integrity.ts';
import {
  addedUp,
  damageOf,
  faultsReport,
  isWhole,
  type Damage,
  type FaultRow,
  type FaultsReport,
  type StoredSession,
} from './faults-report.ts';
import type { FaultsWish } from './faults-wish.ts';
import { startTalking, type FaultSound, type TalkingSession } from './talking-sessions.ts';

type Note = (text: string) => void;

/** Nobody speaks after the last word, so that its end is heard as any other. */
const PAUSE_AFTER_MS = 1_500;

/** Sessions at once; each talks at another place of the conversation. */
const SESSIONS = 3;
const QUICK_SESSIONS = 1;

/** Sound of each session under a fault. */
const SOUND_MS = 25_000;
const QUICK_SOUND_MS = 5_000;

/** Of what a fault takes in the long form, so much in the short one. */
const QUICK_SHARE = 0.1;

/** In the short form faults are tried side by side, each on a daemon of its own, and the kills beside the calm run: times are not measured there. */
const QUICK_AT_ONCE = 3;

/** From one kill to the next, on an average. */
const KILL_EVERY_MS = 2_500;

/**
 * One translator: with two, a text that the first is late with has another translation, which is right and told. How many talkers are followed is named, and
 * not measured at each start: while more people talk than that, what is shown in mid-sentence gives way, and finals need not begin with it (ADR 32).
 */
const ENV = { SUBCAM_TRANSLATOR: 'apertium', SUBCAM_TALKERS: String(SESSIONS) };

const LOOK_EVERY_MS = 10;

interface Daemon extends AsyncDisposable {
  readonly proxy: FaultProxy;
  readonly now: DaemonProcess;
  /** SIGKILL, and started again on the same folder and port. */
  kill(): Promise<void>;
  stopInOrder(): Promise<number>;
}

async function openDaemon(env: Readonly<Record<string, string>>): Promise<Daemon> {
  await using opened = new AsyncDisposableStack();
  const home = await mkdtemp(path.join(tmpdir(), 'subcam-faults-'));
  opened.defer(() => rm(home, { recursive: true, force: true }));
  const start = (port: number): Promise<DaemonProcess> => startDaemonProcess({ home, port, env: { ...ENV, ...env } });
  let now = await start(0);
  opened.defer(() => now.stop());
  const proxy = opened.use(await openFaultProxy(now.port));
  const running = opened.move();
  return {
    proxy,
    get now() {
      return now;
    },
    kill: async () => {
      await now.kill();
      now = await start(now.port);
    },
    stopInOrder: async () => {
      const beganMs = systemClock.monotonicMs();
      await now.stop();
      const tookMs = systemClock.monotonicMs() - beganMs;
      now = await start(now.port);
      return tookMs;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

interface Talk {
  readonly databaseUrl: string | null;
  readonly sounds: readonly FaultSound[];
  readonly env?: Readonly<Record<string, string>>;
  /** What is done meanwhile. */
  readonly during: (daemon: Daemon, sessions: readonly TalkingSession[]) => Promise<string>;
}

interface Talked {
  readonly sessions: readonly StoredSession[];
  /** Of the database, once the daemon has ended. */
  readonly integrity: readonly IntegrityCheck[];
  readonly detail: string;
}

/** Rejects where a session could not be settled, or as `during` does. */
async function talk({ databaseUrl, sounds, env = {}, during }: Talk, signal: AbortSignal): Promise<Talked> {
  await using daemon = await openDaemon({ ...env, ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }) });
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  // A server keeps what was said in the run before.
  const run = randomUUID();
  const undisturbed = Promise.withResolvers<void>();
  const { url, token } = daemon.now;
  const sessions = sounds.map((sound, index) =>
    startTalking({ url, token, sessionId: `${run}-${index}`, sound, undisturbed: undisturbed.promise }, either),
  );
  try {
    const detail = await during(daemon, sessions);
    undisturbed.resolve();
    const accounts = await Promise.all(sessions.map(({ account }) => account));
    await daemon.now.stop();
    // Before anybody opens it who might mend it.
    const integrity = databaseUrl === null ? sqliteIntegrity(daemon.now.databaseFile) : await postgresIntegrity(databaseUrl);
    const store = await openStore({ file: daemon.now.databaseFile, url: databaseUrl });
    try {
      const stored = sessions.map(async ({ sessionId }, index): Promise<StoredSession> => {
        const finals = (await store.transcripts(sessionId)).map(({ transcript, translations, attribution }) => ({
          firstSample: transcript.firstSample,
          endSample: transcript.endSample,
          text: transcript.text,
          translations,
          speaker: attribution.displayName,
        }));
        const { lostSamples = 0, gaps = [] } = accounts[index] ?? {};
        const pending = (await store.pendingTranslations(sessionId)).length;
        return { finals, pending, lostSamples: lostSamples + gaps.reduce((sum, { sampleCount }) => sum + sampleCount, 0) };
      });
      return { sessions: await Promise.all(stored), integrity, detail };
    } finally {
      await store.close();
    }
  } finally {
    undisturbed.resolve();
    stop.abort(new SubcamError('aborted', 'This run is over.'));
    await Promise.allSettled(sessions.map(({ account }) => account));
  }
}

const nothingHappens = (soundMs: number, signal: AbortSignal) => async (): Promise<string> => {
  await systemClock.sleep(soundMs, signal);
  return '';
};

/** So much of the conversation for each session, from another place of it; it goes round. */
async function soundsOf(count: number, soundMs: number): Promise<readonly FaultSound[]> {
  const { audioPath, utterances } = await loadConversation('default');
  const whole = await readSamples(audioPath);
  const wholeMs = samplesToMs(whole.length);
  return Array.from({ length: count }, (_, index) => {
    const fromMs = utterances[Math.floor((index * utterances.length) / count)]?.startMs ?? 0;
    const said = new Int16Array(msToSamples(soundMs + PAUSE_AFTER_MS));
    const from = msToSamples(Math.max(0, fromMs - 300));
    for (let at = 0; at < msToSamples(soundMs); at += 1) said[at] = whole[(from + at) % whole.length] ?? 0;
    const speaking = Array.from({ length: 1 + Math.ceil((fromMs + soundMs) / wholeMs) }, (_round, round) => round).flatMap((round) =>
      utterances.map(({ name, startMs, endMs }) => {
        const shiftMs = round * wholeMs - samplesToMs(from);
        return { name, startMs: startMs + shiftMs, endMs: endMs + shiftMs };
      }),
    );
    return { samples: said, speaking: speaking.filter(({ startMs, endMs }) => startMs >= 0 && endMs <= soundMs) };
  });
}

/** SIGKILL; how long it then takes until every session is taken up again. */
async function timeToResume(daemon: Daemon, sessions: readonly TalkingSession[], signal: AbortSignal): Promise<number> {
  const epochs = sessions.map(({ connectionEpoch }) => connectionEpoch);
  const killedAtMs = systemClock.monotonicMs();
  await daemon.kill();
  const isBack = (): boolean => sessions.every(({ isLive, connectionEpoch }, index) => isLive && connectionEpoch > (epochs[index] ?? 0));
  while (!isBack()) await systemClock.sleep(LOOK_EVERY_MS, signal);
  return systemClock.monotonicMs() - killedAtMs;
}

const damageOfAll = (calm: Talked, disturbed: Talked): Damage =>
  addedUp(
    disturbed.sessions.map((session, index) => damageOf(calm.sessions[index] ?? { finals: [], pending: 0, lostSamples: 0 }, session)),
  );

interface RowDeps {
  readonly sounds: readonly FaultSound[];
  readonly calm: Talked;
  readonly wish: FaultsWish;
  readonly seed: number;
}

async function rowOf(fault: Fault, deps: RowDeps, signal: AbortSignal): Promise<FaultRow> {
  if (fault.needsServer !== true) return rowOn(fault, { ...deps, server: null }, signal);
  await using server = await openOwnPostgres();
  return await rowOn(fault, { ...deps, server }, signal);
}

async function rowOn(
  fault: Fault,
  { sounds, calm, wish, seed, server }: RowDeps & { readonly server: OwnPostgres | null },
  signal: AbortSignal,
): Promise<FaultRow> {
  const databaseUrl = server?.url ?? wish.databaseUrl;
  const soundMs = samplesToMs(sounds[0]?.samples.length ?? 0);
  const during: Talk['during'] = (daemon, sessions) =>
    fault.during({
      proxy: daemon.proxy,
      sessions,
      random: randomNumbers(seed),
      soundMs,
      scaled: (ms) => (wish.isQuick ? ms * QUICK_SHARE : ms),
      pid: () => daemon.now.pid,
      url: daemon.now.url,
      token: daemon.now.token,
      stopInOrder: () => daemon.stopInOrder(),
      server,
      wait: (ms) => systemClock.sleep(ms, signal),
    });
  try {
    const talked = await talk({ databaseUrl, sounds, during, ...(fault.env === undefined ? {} : { env: fault.env }) }, signal);
    const damage = damageOfAll(calm, talked);
    const { lost, twice, changed, first } = damage;
    const finals = talked.sessions.reduce((sum, session) => sum + session.finals.length, 0);
    const harm = isWhole(damage) ? `${finals} finals as without it` : `${lost} lost, ${twice} twice, ${changed} changed: ${first}`;
    const { integrity } = talked;
    const isUnharmed = isWhole(damage) && isSound(integrity);
    return { name: fault.name, seed, ok: isUnharmed, detail: `${talked.detail}; ${harm}; ${soundness(integrity)}`, integrity };
  } catch (thrown) {
    signal.throwIfAborted();
    return { name: fault.name, seed, ok: false, detail: toSubcamError(thrown).message, integrity: [] };
  }
}

/** Rejects with `configuration` for a store that is not there, with `program-missing` without ffmpeg, and as the signal says; nothing is left running. */
export async function measureFaults(wish: FaultsWish, onNote: Note, signal: AbortSignal): Promise<FaultsReport> {
  if (wish.store === 'sqlite' || wish.databaseUrl !== null) return measureOn(wish, onNote, signal);
  await using server = await openOwnPostgres();
  return await measureOn({ ...wish, databaseUrl: server.url }, onNote, signal);
}

async function measureOn(wish: FaultsWish, onNote: Note, signal: AbortSignal): Promise<FaultsReport> {
  const { kills, seed, store, databaseUrl, isQuick, isKillsOnly } = wish;
  const count = isQuick ? QUICK_SESSIONS : SESSIONS;
  // A server has one database, and that one daemon.
  const isSideBySide = isQuick && store === 'sqlite';
  const killedMs = Math.max(isQuick ? QUICK_SOUND_MS : SOUND_MS, kills * KILL_EVERY_MS);
  const calmRun = async (sounds: readonly FaultSound[]): Promise<Talked> =>
    talk({ databaseUrl, sounds, during: nothingHappens(samplesToMs(sounds[0]?.samples.length ?? 0), signal) }, signal);
  const long = await soundsOf(count, killedMs);
  let resumesMs: readonly number[] = [];
  const killedRun = (): Promise<Talked> =>
    talk(
      {
        databaseUrl,
        sounds: long,
        during: async (daemon, sessions) => {
          const soundMs = samplesToMs(long[0]?.samples.length ?? 0);
          const kill = (): Promise<number> => timeToResume(daemon, sessions, signal);
          resumesMs = await killAtMoments({ kills, soundMs, random: randomNumbers(seed), kill }, signal);
          return '';
        },
      },
      signal,
    );
  const [calmLong = null, killed = null] = await inTurn(
    [
      () => noted(`${count} sessions talk for ${Math.round(killedMs / 1000)} s, calm`, onNote, () => calmRun(long)),
      () => noted(`killed ${kills} times`, onNote, killedRun),
    ],
    isSideBySide ? 2 : 1,
  );
  if (calmLong === null || killed === null) throw new SubcamError('internal', 'A run of the bench is missing.');
  const damage = damageOfAll(calmLong, killed);
  const { integrity } = killed;
  if (isKillsOnly) return faultsReport({ store, kills }, { killed: damage, integrity, resumesMs, rows: [] });
  const sounds = await soundsOf(count, isQuick ? QUICK_SOUND_MS : SOUND_MS);
  const calm = await calmRun(sounds);
  const faults = store === 'postgres' ? [...FAULTS, ...DATABASE_FAULTS] : FAULTS;
  const rows = await inTurn(
    faults.map((fault, index) => () => noted(fault.name, onNote, () => rowOf(fault, { sounds, calm, wish, seed: seed + index }, signal))),
    isSideBySide ? QUICK_AT_ONCE : 1,
  );
  return faultsReport({ store, kills }, { killed: damage, integrity, resumesMs, rows });
}

async function noted<T>(note: string, onNote: Note, work: () => Promise<T>): Promise<T> {
  onNote(note);
  return work();
}

/** What they answer, in their order; so many are under way at once. The first that fails fails all, once none is under way any more. */
async function inTurn<T>(work: readonly (() => Promise<T>)[], atOnce: number): Promise<readonly T[]> {
  const waiting = [...work.entries()];
  const answers: T[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [place, one] = next;
      answers[place] = await one();
    }
  };
  const settled = await Promise.allSettled(Array.from({ length: atOnce }, worker));
  for (const one of settled) if (one.status === 'rejected') throw one.reason;
  return answers;
}
