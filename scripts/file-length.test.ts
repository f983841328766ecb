// Every source file of the workspace, of whatever language -> at most 400 lines. The linter sees TypeScript and JavaScript alone.
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.dirname(import.meta.dirname);

const MAX_LINES = 400;
const SOURCE = /\.(?:ts|mjs|cjs|js|css|html)$/;

/** Not written by hand, or no source: packages, builds, results, recorded examples, migrations. */
const NOT_SOURCE = /(?:^|\/)(?:node_modules|dist|out|test-results|playwright-report|goldens|drizzle|fonts)(?:\/|$)/;

async function sources(): Promise<readonly string[]> {
  const folders = ['shared', 'daemon', 'extension', 'e2e', 'scripts'];
  const found = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
    }),
  );
  return found.flat().filter((file) => SOURCE.test(file) && !NOT_SOURCE.test(file));
}

test(`no source file has more than ${MAX_LINES} lines`, async () => {
  const files = await sources();
  expect(files).toContain('extension/public/ui.css');
  const lengths = await Promise.all(
    files.map(async (file) => [file, (await readFile(path.join(root, file), 'utf8')).split('\n').length - 1] as const),
  );
  expect(lengths.filter(([, lines]) => lines > MAX_LINES)).toEqual([]);
});
