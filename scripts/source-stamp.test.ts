// When something counts as changed: names and bytes of sources, and nothing that was made from them.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sourceStamp } from './source-stamp.mjs';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'subcam-stamp-'));
  await mkdir(path.join(root, 'src/dist'), { recursive: true });
  await writeFile(path.join(root, 'src/a.ts'), 'a');
  await writeFile(path.join(root, 'lock.yaml'), 'l');
});

afterEach(() => rm(root, { recursive: true, force: true }));

const stamp = (): string => sourceStamp(root, ['src', 'lock.yaml', 'absent'], (file) => !file.endsWith('.test.ts'));

test('a changed byte, a renamed file and a file that appears change the stamp', async () => {
  const seen = new Set([stamp()]);
  await writeFile(path.join(root, 'src/a.ts'), 'b');
  seen.add(stamp());
  await writeFile(path.join(root, 'absent'), '');
  seen.add(stamp());
  await rm(path.join(root, 'src/a.ts'));
  await writeFile(path.join(root, 'src/c.ts'), 'b');
  seen.add(stamp());
  expect(seen.size).toBe(4);
});

test('what was built, and files that are not wanted, leave the stamp as it is', async () => {
  const before = stamp();
  await writeFile(path.join(root, 'src/dist/a.js'), 'x');
  await writeFile(path.join(root, 'src/a.test.ts'), 'x');
  expect(stamp()).toBe(before);
});
