// What Kokoro's network is made of: the parts of four wheels, in their order.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { modelFiles } from '@subcam/shared';
import { expect, it } from 'vitest';
import { KOKORO, KOKORO_FOLDER } from './kokoro-model.ts';

it('the network is its parts, one after the other, however they came', async () => {
  const [made] = KOKORO.made ?? [];
  if (made === undefined) throw new Error('Nothing is made.');
  const dir = await mkdtemp(path.join(tmpdir(), 'subcam-kokoro-'));
  try {
    const parts = new Map<string, string>();
    for (const name of made.of.toReversed()) {
      const file = path.join(dir, name);
      await writeFile(file, `${name};`);
      parts.set(name, file);
    }
    const target = path.join(dir, 'network');
    await made.make(parts, { target, signal: new AbortController().signal, onProgress: () => undefined });
    expect(await readFile(target, 'utf8')).toBe('network-1;network-2;network-3;network-4;');
  } finally {
    await rm(dir, { recursive: true });
  }
});

it('all of its files lie in one folder, with the licences', () => {
  const names = modelFiles(KOKORO).map((file) => file.path);
  expect(names.every((name) => path.dirname(name) === KOKORO_FOLDER)).toBe(true);
  expect(names.map((name) => path.basename(name))).toEqual(
    expect.arrayContaining(['vocab.json', 'LICENSE', 'LICENSE-export', 'em_alex.bin', 'pf_dora.bin']),
  );
});
