// The import table of docs/architecture.md against the rules that `pnpm rules` enforces: each row has its rule, each rule its row, and they say the same.
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.dirname(import.meta.dirname);

/** A rule of `only` in .dependency-cruiser.cjs: of ours, `from` may import what `to.pathNot` matches. */
interface RoomRule {
  readonly name: string;
  readonly comment?: string;
  readonly from: { readonly path: string };
  readonly to: { readonly path: string; readonly pathNot: readonly string[] };
}

/** The table -> place -> what it may import. Both columns hold names in backticks. */
async function readTable(): Promise<ReadonlyMap<string, readonly string[]>> {
  const text = await readFile(path.join(root, 'docs/architecture.md'), 'utf8');
  const [, after] = text.split(/^\| place +\| may import.*\n\| -.*\n/m);
  const rows = (after ?? '').split('\n\n')[0]?.trim().split('\n') ?? [];
  const namesOf = (cell = ''): string[] => Array.from(cell.matchAll(/`([^`]+)`/g), ([, name = '']) => name);
  return new Map(
    rows.flatMap((row) => {
      const [, places, allowed] = row.split('|');
      return namesOf(places).map((place) => [place, namesOf(allowed).toSorted()] as const);
    }),
  );
}

function readRules(): readonly RoomRule[] {
  const { forbidden } = createRequire(import.meta.url)(path.join(root, '.dependency-cruiser.cjs')) as { forbidden: readonly RoomRule[] };
  return forbidden.filter(({ comment }) => comment?.includes('import table') === true);
}

/** `^daemon/src/compose\.ts$` -> `daemon/src/compose.ts`, `^daemon/src/audio/` -> `daemon/src/audio`. */
const placeOf = ({ from }: RoomRule): string => from.path.replace(/^\^/, '').replaceAll('\\', '').replace(/[/$]$/, '');

/** What a rule can let through, by the name that the table has for it, and a file that stands for it. */
async function targets(): Promise<readonly (readonly [name: string, file: string])[]> {
  const folders = async (folder: string): Promise<string[]> => {
    const entries = await readdir(path.join(root, folder), { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && entry.name !== 'testing').map(({ name }) => name);
  };
  const daemon = await folders('daemon/src');
  const extension = await folders('extension/src');
  return [
    ['shared', 'shared/src/index.ts'],
    ['daemon/package.json', 'daemon/package.json'],
    ...['compose.ts', 'engines.ts'].map((file) => [file, `daemon/src/${file}`] as const),
    ...daemon.map((room) => [room, `daemon/src/${room}/index.ts`] as const),
    ...extension.map((room) => [`extension/${room}`, `extension/src/${room}/any.ts`] as const),
    ['extension/bus/page-*', 'extension/src/bus/page-any.ts'],
    ['extension/bus/chosen-camera.ts', 'extension/src/bus/chosen-camera.ts'],
  ];
}

test('the import table has a row for each room that a rule is about, and no other', async () => {
  const table = await readTable();
  const places = readRules().map(placeOf);
  expect([...table.keys()].toSorted()).toEqual(places.toSorted());
});

test('each row of the import table says what its rule lets through', async () => {
  const table = await readTable();
  const all = await targets();
  for (const rule of readRules()) {
    const [own = '', ...allowed] = rule.to.pathNot.map((pattern) => new RegExp(pattern));
    const permitted = all
      .filter(([, file]) => !new RegExp(own).test(file) && allowed.some((pattern) => pattern.test(file)))
      .map(([name]) => name);
    // A part of a room is not worth a word where all of it is let through.
    const told = permitted.filter((name) => !permitted.some((whole) => name.startsWith(`${whole}/`)));
    expect(table.get(placeOf(rule)), rule.name).toEqual(told.toSorted());
  }
});
