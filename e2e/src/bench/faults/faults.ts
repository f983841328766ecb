// What is done to a daemon, or to the connections of its clients, while they talk: a row of the report each.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { SubcamError, systemClock } from '@subcam/shared';
import { CAPTURE_NAMESPACE, PROTOCOL_VERSION, type Answer } from '@subcam/shared/wire';
import { io } from 'socket.io-client';
import type { OwnPostgres } from '../own-postgres.ts';
import type { FaultProxy } from './fault-proxy.ts';
import type { TalkingSession } from './talking-sessions.ts';

const run = promisify(execFile);

/** What a fault may do. */
export interface FaultRig {
  readonly proxy: FaultProxy;
  readonly sessions: readonly TalkingSession[];
  readonly random: () => number;
  readonly soundMs: number;
  /** Of the long form; a short form has less time. */
  readonly scaled: (ms: number) => number;
  readonly pid: () => number;
  readonly url: string;
  readonly token: string;
  /** SIGTERM, and started again on the same folder and port once it has ended; resolves with how long it took to end, ms. */
  readonly stopInOrder: () => Promise<number>;
  /** On which the daemon stores, where the fault needs one. */
  readonly server: OwnPostgres | null;
  readonly wait: (ms: number) => Promise<void>;
}

export interface Fault {
  readonly name: string;
  /** Over the environment of the daemon. */
  readonly env?: Readonly<Record<string, string>>;
  /** It is done to the database's server: the daemon stores on one of the bench's own. */
  readonly needsServer?: true;
  /** Resolves when it is over, with what is to be told of it; rejects where what happens is wrong in itself. */
  during(rig: FaultRig): Promise<string>;
}

const RESET_EVERY_MS = 5_000;
const HALF_OPEN_MS = 30_000;
const DRAINS_WITHIN_MS = 10_000;
const SLOW_BYTES_PER_SECOND = 20_000;
const ACKS_LOST_MS = 2_000;
const DISK_FULL_MS = 8_000;

const CLOCK_PRELOAD = path.join(import.meta.dirname, 'set-back-clock.mjs');

/** Half of the rest of the sound's time has passed, give or take. */
export const sometime = ({ random, soundMs, wait }: FaultRig, { from, to } = { from: 0.2, to: 0.6 }): Promise<void> =>
  wait(soundMs * (from + random() * (to - from)));

const resets: Fault = {
  name: 'sockets reset every 5 s',
  during: async ({ proxy, soundMs, scaled, wait }) => {
    let times = 0;
    for (let passedMs = 0; passedMs + scaled(RESET_EVERY_MS) < soundMs; passedMs += scaled(RESET_EVERY_MS)) {
      await wait(scaled(RESET_EVERY_MS));
      proxy.resetAll();
      times += 1;
    }
    return `reset ${times} times`;
  },
};

const halfOpen: Fault = {
  name: 'half-open for 30 s',
  during: async (rig) => {
    await sometime(rig, { from: 0.1, to: 0.4 });
    rig.proxy.become({ held: ['toDaemon', 'toClient'] });
    await rig.wait(rig.scaled(HALF_OPEN_MS));
    rig.proxy.become({});
    return `nothing passed for ${rig.scaled(HALF_OPEN_MS) / 1000} s, and nobody was told`;
  },
};

const latency: Fault = {
  name: 'latency of 500 ± 500 ms',
  during: async ({ proxy, random, soundMs, wait }) => {
    proxy.become({ delayMs: () => random() * 1_000 });
    await wait(soundMs);
    proxy.become({});
    return 'all the time';
  },
};

const slow: Fault = {
  name: '20 kB/s',
  during: async ({ proxy, soundMs, wait }) => {
    proxy.become({ bytesPerSecond: SLOW_BYTES_PER_SECOND });
    await wait(soundMs);
    proxy.become({});
    return 'all the time: sound alone needs 32 kB/s';
  },
};

const lostAcks: Fault = {
  name: 'dropped acknowledgements',
  during: async ({ proxy, soundMs, scaled, wait }) => {
    let times = 0;
    for (let passedMs = 0; passedMs + scaled(3 * ACKS_LOST_MS) < soundMs; passedMs += scaled(2 * ACKS_LOST_MS)) {
      await wait(scaled(ACKS_LOST_MS));
      proxy.become({ lost: ['toClient'] });
      await wait(scaled(ACKS_LOST_MS));
      proxy.become({});
      proxy.resetAll();
      times += 1;
    }
    return `what the daemon said was lost ${times} times for ${scaled(ACKS_LOST_MS) / 1000} s, and the connection after it`;
  },
};

/** A hello of an earlier connection of a session that talks; resolves with how it was refused. */
async function sayHelloAgain(
  { url, token }: Pick<FaultRig, 'url' | 'token'>,
  { sessionId }: TalkingSession,
  connectionEpoch: number,
): Promise<string> {
  const socket = io(`${url}${CAPTURE_NAMESPACE}`, {
    auth: { token, protocolVersion: PROTOCOL_VERSION, client: 'replay of an old connection' },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  });
  try {
    const hello = {
      sessionId,
      captureId: `capture-of-${sessionId}`,
      connectionEpoch,
      sampleRateHz: 16_000,
      source: 'tab',
      startedAtMs: systemClock.nowMs(),
      oldestSample: 0,
      nextSample: 0,
      meetingUrl: null,
      sourceLanguage: 'en',
      targetLanguages: ['es'],
      pace: 'live',
    };
    const answer = (await socket.timeout(5_000).emitWithAck('hello', hello)) as Answer<unknown>;
    return answer.ok ? 'taken' : answer.error.code;
  } finally {
    socket.disconnect();
  }
}

const oldEpochs: Fault = {
  name: 'replayed old connections',
  during: async (rig) => {
    const { proxy, sessions, wait } = rig;
    const refused: string[] = [];
    for (const session of sessions) {
      await sometime(rig, { from: 0.05, to: 0.2 });
      proxy.resetAll();
      while (!session.isLive) await wait(20);
      for (let epoch = 1; epoch <= session.connectionEpoch; epoch += 1) {
        const code = await sayHelloAgain(rig, session, epoch);
        if (code !== 'stale-connection') throw new SubcamError('internal', `The hello of connection ${epoch} was ${code}.`);
        refused.push(code);
      }
    }
    return `${refused.length} refused as stale-connection`;
  },
};

const fullDisk: Fault = {
  name: 'disk full and free again',
  during: async (rig) => {
    await sometime(rig, { from: 0.1, to: 0.4 });
    // No file of the daemon grows beyond this; what is written beyond fails, as it does on a full disk.
    await run('prlimit', ['--pid', String(rig.pid()), '--fsize=4096:unlimited']);
    await rig.wait(rig.scaled(DISK_FULL_MS));
    await run('prlimit', ['--pid', String(rig.pid()), '--fsize=unlimited:unlimited']);
    return `for ${rig.scaled(DISK_FULL_MS) / 1000} s`;
  },
};

const clockSetBack: Fault = {
  name: 'clock set back an hour',
  env: { NODE_OPTIONS: `--import=${CLOCK_PRELOAD}` },
  during: async (rig) => {
    await sometime(rig);
    process.kill(rig.pid(), 'SIGWINCH');
    return 'once';
  },
};

const drains: Fault = {
  name: 'SIGTERM under load',
  during: async (rig) => {
    await sometime(rig);
    const tookMs = await rig.stopInOrder();
    if (tookMs > DRAINS_WITHIN_MS)
      throw new SubcamError('timeout', `It took ${Math.round(tookMs)} ms to end; it may take ${DRAINS_WITHIN_MS}.`);
    return `ended after ${Math.round(tookMs)} ms`;
  },
};

export const FAULTS: readonly Fault[] = [resets, halfOpen, latency, slow, lostAcks, oldEpochs, fullDisk, clockSetBack, drains];
