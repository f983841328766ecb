import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFrameSpool, type SpooledFrame } from './frame-spool.ts';

describe('the spool of frames', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'subcam-spool-'));
  });
  afterEach(async () => {
    await rm(dir, { recursive: true, force: true });
  });

  function frame(width: number, height: number, seed: number): SpooledFrame {
    return { width, height, i420: Uint8Array.from({ length: (width * height * 3) / 2 }, (_, index) => (index % 97 === seed ? seed : 16)) };
  }

  it('gives back every frame to the byte, through a change of size', async () => {
    const spool = await openFrameSpool(path.join(dir, 'frames'));
    const given = [frame(64, 36, 1), frame(64, 36, 2), frame(64, 36, 2), frame(128, 72, 3), frame(128, 72, 4)];
    for (const one of given) spool.add(one);
    await spool.end();
    expect(spool.frames).toBe(5);
    const back: SpooledFrame[] = [];
    for await (const one of spool.read()) back.push(one);
    expect(back).toEqual(given);
  });

  it('leaves the frames that it is given as they are, Buffers too', async () => {
    const spool = await openFrameSpool(path.join(dir, 'frames'));
    const given = [frame(64, 36, 1), frame(64, 36, 2)].map((one) => ({ ...one, i420: Buffer.from(one.i420) }));
    const before = given.map((one) => Buffer.from(one.i420));
    for (const one of given) spool.add(one);
    await spool.end();
    expect(given.map((one) => one.i420)).toEqual(before);
  });

  it('gives back a picture as often as it stood still', async () => {
    const spool = await openFrameSpool(path.join(dir, 'frames'));
    const [one, other] = [frame(64, 36, 1), frame(64, 36, 2)];
    for (const given of [one, one, other, other, one]) spool.add(given);
    await spool.end();
    const back: SpooledFrame[] = [];
    for await (const given of spool.read()) back.push(given);
    expect(back).toEqual([one, one, other, other, one]);
  });

  it('keeps a still picture in almost nothing', async () => {
    const file = path.join(dir, 'frames');
    const spool = await openFrameSpool(file);
    for (let index = 0; index < 30; index += 1) spool.add(frame(640, 360, 5));
    await spool.end();
    expect((await stat(file)).size).toBeLessThan(640 * 360 * 1.5);
  });

  it('says so when it cannot keep up, and keeps what it took', async () => {
    const spool = await openFrameSpool(path.join(dir, 'frames'));
    expect(() => {
      for (let index = 0; index < 500; index += 1) spool.add(frame(64, 36, index % 7));
    }).toThrow(/cannot keep up/);
    await spool.end();
    const back: SpooledFrame[] = [];
    for await (const one of spool.read()) back.push(one);
    expect(back).toHaveLength(spool.frames);
  });
});
