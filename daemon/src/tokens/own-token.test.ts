// The token is made once and is nobody else's to read.
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureToken } from './own-token.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-token-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('the token', () => {
  it('is made at the first start, for its owner alone, and is the same at the next', async () => {
    const file = path.join(folder, 'data', 'token');
    const token = await ensureToken(file);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await ensureToken(file)).toBe(token);
    expect(await readdir(path.dirname(file))).toEqual(['token']);
  });

  it('is one for daemons that start at once', async () => {
    const file = path.join(folder, 'token');
    expect(new Set(await Promise.all(Array.from({ length: 8 }, () => ensureToken(file)))).size).toBe(1);
  });

  it('that others could read is closed to them', async () => {
    const file = path.join(folder, 'token');
    const token = await ensureToken(file);
    await chmod(file, 0o644);
    expect(await ensureToken(file)).toBe(token);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  // Only root can act as somebody who may not close another's file.
  it.runIf(process.geteuid?.() === 0)('that another user has put there for all to read is refused, and left alone', async () => {
    const file = path.join(folder, 'token');
    await ensureToken(file);
    await chmod(folder, 0o777);
    for (const mode of [0o644, 0o666]) {
      await chmod(file, mode);
      process.seteuid?.(12_345);
      try {
        const failure = { code: 'configuration', message: expect.stringContaining('belongs to another user') as string };
        await expect(ensureToken(file)).rejects.toMatchObject(failure);
      } finally {
        process.seteuid?.(0);
      }
      expect((await stat(file)).mode & 0o777).toBe(mode);
    }
  });

  it('is never an empty one', async () => {
    const file = path.join(folder, 'token');
    await writeFile(file, '\n');
    await expect(ensureToken(file)).rejects.toMatchObject({ code: 'configuration' });
  });
});
