import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { descendants, memoryMb, parseStat, residentMb, startCoreMeter, ticksBetween } from './process-tree.ts';

const stat = (pid: number, name: string, parentPid: number): string =>
  `${pid} (${name}) S ${parentPid} 1 1 0 -1 4194560 100 0 0 0 3 4 7 8 20 0 1 0 100 1000 50 1844`;

describe('a process tree', () => {
  it('is read from the kernel’s lines, whatever a process calls itself', () => {
    expect(parseStat(stat(42, 'a) S 1 (b', 7))).toEqual({ pid: 42, parentPid: 7, ticks: 7 });
    expect(parseStat('')).toBeNull();
    expect(parseStat('42 (cut off')).toBeNull();
  });

  it('holds children of children, in any order, and nobody else', () => {
    const one = (pid: number, parentPid: number) => ({ pid, parentPid, ticks: 0 });
    const all = [one(30, 20), one(20, 10), one(10, 1), one(11, 1), one(21, 11)];
    expect(descendants(all, 10).map(({ pid }) => pid)).toEqual([30, 20, 10]);
  });

  it('spends what its processes spend, those that are new included and those that are gone left out', () => {
    const one = (pid: number, ticks: number) => ({ pid, parentPid: 1, ticks });
    expect(ticksBetween([one(1, 100), one(2, 50)], [one(1, 130), one(3, 7)])).toBe(37);
  });

  it('tells the resident memory of a process at most, also of what it gave back', async () => {
    const code = 'let big = Buffer.alloc(2e8, 1); big = null; gc(); process.stdout.write("on"); setInterval(() => {}, 1e6);';
    const child = spawn(process.execPath, ['--expose-gc', '-e', code], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      await once(child.stdout, 'data');
      const { mostMb } = await residentMb(child.pid ?? 0);
      expect(mostMb).toBeGreaterThan(190);
      // What is collected goes back to the system in a thread of its own.
      const nowMb = async (): Promise<number> => (await residentMb(child.pid ?? 0)).nowMb;
      await expect.poll(nowMb, { timeout: 10_000 }).toBeLessThan(mostMb - 100);
      expect((await residentMb(child.pid ?? 0)).mostMb).toBe(mostMb);
    } finally {
      child.kill('SIGKILL');
    }
    await expect(residentMb(2 ** 30)).rejects.toThrow();
  });

  it('is really measured: a child that computes is seen, with memory of its own', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdout.write("on"); for (;;);'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      await once(child.stdout, 'data');
      const meter = await startCoreMeter(child.pid ?? 0);
      const untilMs = performance.now() + 300;
      while (performance.now() < untilMs) await memoryMb(child.pid ?? 0);
      expect((await meter.stop()).cores).toBeGreaterThan(0);
      expect(await memoryMb(child.pid ?? 0)).toBeGreaterThan(1);
      const { nowMb, mostMb } = await residentMb(child.pid ?? 0);
      expect(nowMb).toBeGreaterThan(10);
      expect(nowMb).toBeLessThan(1_000);
      expect(mostMb).toBeGreaterThanOrEqual(nowMb);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
