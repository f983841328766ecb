// Variables: those that there are, and those of others.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isOtherVariable } from './environment.ts';
import { CONFIGURATION } from './index.ts';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');

/** Where the product and its tests name variables. Tests of settings make up names of their own. */
const PLACES = ['daemon/src', 'daemon/bin', 'e2e', 'extension/src', 'scripts', 'shared/src', 'README.md', 'docs'];
const MADE_UP = /^daemon\/src\/(config\/.*|cli\/commands\/config)\.test\.ts$/;

async function filesUnder(place: string): Promise<readonly string[]> {
  if (place.endsWith('.md')) return [place];
  const entries = await readdir(path.join(ROOT, place), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(ts|mjs|md)$/.test(entry.name))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes('node_modules') && !MADE_UP.test(file));
}

test('every variable that the product or its tests name is a setting, or in the list of those that others read', async () => {
  const known = new Set(CONFIGURATION.settings.map(({ variable }) => variable));
  const files = (await Promise.all(PLACES.map(filesUnder))).flat();
  const unknown = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(path.join(ROOT, file), 'utf8');
      return [...text.matchAll(/\bSUBCAM_[A-Z0-9_]*[A-Z0-9]\b/g)]
        .map(([name]) => name)
        .filter((name) => !known.has(name) && !isOtherVariable(name));
    }),
  );
  expect(files.length).toBeGreaterThan(300);
  expect([...new Set(unknown.flat())]).toEqual([]);
});
