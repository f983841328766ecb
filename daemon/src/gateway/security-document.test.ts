// docs/security.md against the tests that it names and the limits that there are: nothing in it is only said.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONFIGURATION } from '../config/index.ts';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const text = await readFile(path.join(ROOT, 'docs', 'security.md'), 'utf8');

/** Rows of tables, without heads and rules: their cells. */
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('|') && !/^\|[\s|-]*$/.test(line))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
  .filter((cells) => cells.at(-1) !== 'shown by');

/** `file › title`, each in quotation marks of code. */
function testsIn(cell: string): readonly (readonly [file: string, title: string])[] {
  return [...cell.matchAll(/`([^`]+?) › ([^`]+)`/g)].map(([, file = '', title = '']) => [file, title]);
}

describe('the document of security', () => {
  it('names a test in each of its lines', () => {
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.filter((cells) => testsIn(cells.at(-1) ?? '').length === 0).map(([first]) => first)).toEqual([]);
  });

  it('names only tests that exist', async () => {
    const missing: string[] = [];
    for (const [file, title] of rows.flatMap((cells) => testsIn(cells.at(-1) ?? ''))) {
      const source = await readFile(path.join(ROOT, file), 'utf8').catch(() => '');
      // As a title stands in its file: between quotation marks, its own ones escaped or not.
      const isThere = [`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) => source.includes(quoted));
      if (!isThere) missing.push(`${file} › ${title}`);
    }
    expect(missing).toEqual([]);
  });

  it('has a line for each limit that is a setting, and for none that is not', () => {
    const named = new Set([...text.matchAll(/`((?:limits|uploads)\.\w+)`/g)].map(([, key]) => key));
    const settings = CONFIGURATION.settings.map(({ key }) => key).filter((key) => /^(limits|uploads)\./.test(key));
    expect(named).toEqual(new Set(settings));
  });
});
