// A process and all that it started -> cores in use and memory, as Linux counts them.
import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';

interface ProcessTimes {
  readonly pid: number;
  readonly parentPid: number;
  /** User and system time, in ticks of the kernel's clock. */
  readonly ticks: number;
}

/** Reads `/proc/PID/stat`; null where it is not one. The name in it may hold spaces and brackets. */
export function parseStat(text: string): ProcessTimes | null {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const pid = Number.parseInt(text, 10);
  const [parentPid, userTicks, systemTicks] = [fields[1], fields[11], fields[12]].map(Number);
  if (Number.isNaN(pid) || parentPid === undefined || userTicks === undefined || systemTicks === undefined) return null;
  if ([parentPid, userTicks, systemTicks].some((value) => !Number.isFinite(value))) return null;
  return { pid, parentPid, ticks: userTicks + systemTicks };
}

/** Of all processes, `rootPid` and its descendants. */
export function descendants(all: readonly ProcessTimes[], rootPid: number): readonly ProcessTimes[] {
  const inside = new Set([rootPid]);
  for (let before = 0; before < inside.size;) {
    before = inside.size;
    for (const { pid, parentPid } of all) if (inside.has(parentPid)) inside.add(pid);
  }
  return all.filter(({ pid }) => inside.has(pid));
}

/** A file of a process under `/proc`. A process that ends between two looks is left out: null. */
export async function readOwn(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null);
}

/** A process and all that it started, now. */
export async function treeOf(rootPid: number): Promise<readonly ProcessTimes[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(names.map((name) => readOwn(`/proc/${name}/stat`)));
  return descendants(
    stats.map((text) => (text === null ? null : parseStat(text))).filter((one) => one !== null),
    rootPid,
  );
}

/** CPU time between two looks at a tree, in ticks: a process that is new counts from its beginning, one that is gone up to the first look. */
export function ticksBetween(before: readonly ProcessTimes[], after: readonly ProcessTimes[]): number {
  const ticksBefore = new Map(before.map(({ pid, ticks }) => [pid, ticks]));
  return after.reduce((sum, { pid, ticks }) => sum + Math.max(0, ticks - (ticksBefore.get(pid) ?? 0)), 0);
}

/** Ticks a second; every Linux that Chromium runs on says 100, and this asks all the same. */
function ticksPerSecond(): number {
  return Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
}

/** Busy time of all cores together, in ticks, by `/proc/stat`: everything but idle and waiting for the disk. */
async function busyTicks(): Promise<number> {
  const [, ...fields] = ((await readFile('/proc/stat', 'utf8')).split('\n')[0] ?? '').split(/\s+/);
  const [user, nice, system, , , irq, softirq, steal] = fields.map(Number);
  return [user, nice, system, irq, softirq, steal].reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

export interface CoreUse {
  /** CPU seconds a second, of the tree. */
  readonly cores: number;
  /** Of everything else on the machine meanwhile. */
  readonly elsewhere: number;
}

export interface CoreMeter {
  /** Since the meter was started. */
  stop(): Promise<CoreUse>;
}

/** A process that ends is known up to the last look before. */
const LOOK_EVERY_MS = 1_000;

/** Starts measuring the tree of `rootPid`. */
export async function startCoreMeter(rootPid: number): Promise<CoreMeter> {
  const tick = ticksPerSecond();
  let last = await treeOf(rootPid);
  const busyBefore = await busyTicks();
  const startedAtMs = performance.now();
  let spent = 0;
  let looking = Promise.resolve();
  const look = async (): Promise<void> => {
    const now = await treeOf(rootPid);
    spent += ticksBetween(last, now);
    last = now;
  };
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, LOOK_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await looking;
      await look();
      const seconds = (performance.now() - startedAtMs) / 1000;
      const busy = (await busyTicks()) - busyBefore;
      return { cores: spent / tick / seconds, elsewhere: Math.max(0, busy - spent) / tick / seconds };
    },
  };
}

/** Proportional set size of the tree: memory that is shared counts in parts. Megabytes. */
export async function memoryMb(rootPid: number): Promise<number> {
  const tree = await treeOf(rootPid);
  const rollups = await Promise.all(tree.map(({ pid }) => readOwn(`/proc/${pid}/smaps_rollup`)));
  const kilobytes = rollups.reduce((sum, text) => sum + Number(/^Pss:\s+(\d+) kB/m.exec(text ?? '')?.[1] ?? 0), 0);
  return kilobytes / 1024;
}

/** Resident memory of one process alone, megabytes: now, and at most since it was started. Throws where there is no such process. */
export async function residentMb(pid: number): Promise<{ readonly nowMb: number; readonly mostMb: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN);
  return { nowMb: kilobytes('VmRSS') / 1024, mostMb: kilobytes('VmHWM') / 1024 };
}
