// The daemon and a bare server, each in a process of its own, under the same streams in turn -> the report of the bench.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { SubcamError } from '@subcam/shared';
import type { LoadFigures, LoadOrder, LoadTold, ServerRequest, ServerTold } from './served-load.ts';
import { isInTime, transportReport, type TransportReport, type Turn } from './transport-report.ts';

interface Amounts {
  readonly rounds: number;
  readonly streams: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Streams on the daemon alone, as long as one core carries them. */
  readonly steps: readonly number[];
}

/** As many streams as a core should carry and some more. The first seconds are those in which Node compiles what it runs often. */
const FULL: Amounts = { rounds: 3, streams: 150, warmUpSeconds: 4, seconds: 10, steps: [50, 100, 150, 200, 300, 400, 600] };
const QUICK: Amounts = { rounds: 1, streams: 3, warmUpSeconds: 0.2, seconds: 1, steps: [3] };

/** Of the bare server before it is known how often the daemon acknowledges. */
const FRAMES_A_SECOND = 50;

type Protocol = LoadOrder['protocol'];

const SERVERS: Readonly<Record<Protocol, string>> = { subcam: 'subcam-server.ts', bare: 'bare-server.ts' };

/** Another program of this folder, which ends when this one does. */
function start(file: string, args: readonly string[], signal: AbortSignal): ChildProcess {
  return fork(path.join(import.meta.dirname, file), [...args], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], signal, execArgv: [] });
}

/** The next message of this type. Rejects when the process ends before. */
async function told<Told extends { readonly type: string }, Type extends Told['type']>(
  child: ChildProcess,
  type: Type,
): Promise<Extract<Told, { readonly type: Type }>> {
  const over = new AbortController();
  const ended = once(child, 'exit', { signal: over.signal }).then(() => {
    throw new SubcamError('internal', `A process of the bench has ended before it told "${type}".`);
  });
  const heard = async (): Promise<Extract<Told, { readonly type: Type }>> => {
    for (;;) {
      const [message] = (await once(child, 'message', { signal: over.signal })) as [Told];
      if (message.type === type) return message as Extract<Told, { readonly type: Type }>;
    }
  };
  try {
    return await Promise.race([heard(), ended]);
  } finally {
    over.abort();
    ended.catch(() => undefined);
  }
}

async function ending(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  if (child.connected) child.disconnect();
  await ended;
}

/** A server of its own for each turn: none has what another left behind. */
async function takeTurn(order: Omit<LoadOrder, 'url' | 'token'>, signal: AbortSignal): Promise<Turn> {
  await using opened = new AsyncDisposableStack();
  const home = await mkdtemp(path.join(tmpdir(), 'subcam-transport-'));
  opened.defer(() => rm(home, { recursive: true, force: true }));
  const server = start(SERVERS[order.protocol], [home], signal);
  opened.defer(() => ending(server));
  const { url, token } = await told<ServerTold, 'ready'>(server, 'ready');
  const load = start('load.ts', [JSON.stringify({ ...order, url, token } satisfies LoadOrder)], signal);
  opened.defer(() => ending(load));
  const ask = (request: ServerRequest): void => void server.send(request);
  await told<LoadTold, 'sending'>(load, 'sending');
  ask({ type: 'begin' });
  const beganMs = performance.now();
  const settled = told<LoadTold, 'sent'>(load, 'sent');
  settled.catch(() => undefined);
  await told<LoadTold, 'flowed'>(load, 'flowed');
  const wallMs = performance.now() - beganMs;
  const used = told<ServerTold, 'used'>(server, 'used');
  ask({ type: 'end' });
  const { cpuMs, lagP99Ms } = await used;
  const { type: _type, ...figures } = await settled;
  return { ...(figures satisfies LoadFigures), streams: order.streams, cpuMs, lagP99Ms, wallMs };
}

/** `isQuick`: a second with a few streams, which shows that everything works. Rejects with what a process of it failed of. */
export async function measureTransport(
  { isQuick, onNote }: { readonly isQuick: boolean; readonly onNote: (text: string) => void },
  signal: AbortSignal,
): Promise<TransportReport> {
  const { rounds, streams, warmUpSeconds, seconds, steps } = isQuick ? QUICK : FULL;
  const loadBefore = Math.round((loadavg()[0] ?? 0) * 10) / 10;
  const turns: { readonly daemon: Turn[]; readonly bare: Turn[] } = { daemon: [], bare: [] };
  let framesPerAck = FRAMES_A_SECOND;
  for (let round = 1; round <= rounds; round += 1) {
    onNote(`${streams} streams, round ${round} of ${rounds}`);
    const daemon = await takeTurn({ protocol: 'subcam', streams, warmUpSeconds, seconds, framesPerAck }, signal);
    turns.daemon.push(daemon);
    framesPerAck = Math.max(1, Math.round(daemon.frames / Math.max(1, daemon.acks)));
    turns.bare.push(await takeTurn({ protocol: 'bare', streams, warmUpSeconds, seconds, framesPerAck }, signal));
  }
  const tried: Turn[] = [];
  for (const step of steps) {
    onNote(`${step} streams on the daemon`);
    const turn = await takeTurn({ protocol: 'subcam', streams: step, warmUpSeconds, seconds, framesPerAck }, signal);
    tried.push(turn);
    if (!isInTime(turn)) break;
  }
  return transportReport({ ...turns, steps: tried }, loadBefore);
}
