import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { descendants, memoryMb, parseStat, startCoreMeter, ticksBetween } from './process-tree.ts';

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

  it('is really measured: a child that computes is seen, with memory of its own', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdout.write("on"); for (;;);'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      await once(child.stdout, 'data');
      const meter = await startCoreMeter(child.pid ?? 0);
      const untilMs = performance.now() + 300;
      while (performance.now() < untilMs) await memoryMb(child.pid ?? 0);
      expect((await meter.stop()).cores).toBeGreaterThan(0);
      expect(await memoryMb(child.pid ?? 0)).toBeGreaterThan(1);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
