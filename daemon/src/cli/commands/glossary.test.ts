// subcam glossary without a daemon: terms one by one and as CSV, what is said of them, and what is refused before anything is changed.
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '../main.ts';
import { recordingTerminal } from '../testing/recording-terminal.ts';

let home: string;
let env: Record<string, string>;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'subcam-glossary-command-'));
  // A port on which nobody listens: the discard service's.
  env = { HOME: home, SUBCAM_PORT: '9' };
});

afterEach(() => rm(home, { recursive: true }));

async function run(argv: readonly string[], input: readonly Uint8Array[] = []) {
  const terminal = recordingTerminal(env, false, input);
  const code = await runCli(['glossary', ...argv], terminal);
  return { code, out: terminal.outLines.join('\n'), said: terminal.saidLines.join('\n') };
}

const file = (): string => path.join(home, '.local', 'share', 'subcam', 'glossary.json');

test('terms are added, replaced, listed and removed', async () => {
  expect(await run([])).toMatchObject({ code: 0, out: '', said: expect.stringContaining('no term') as string });
  expect(await run(['add', 'en-pt', 'standup', 'reunião diária'])).toEqual({ code: 0, out: '1 added; the glossary has 1 term', said: '' });
  expect(await run(['add', 'all', 'Harbor'])).toMatchObject({ out: '1 added; the glossary has 2 terms' });
  expect(await run(['add', 'en-pt', 'Standup', 'reunião'])).toMatchObject({ out: '1 replaced; the glossary has 2 terms' });
  expect(await run(['add', 'en-pt', 'IT', 'TI', '--case-sensitive', '--json'])).toMatchObject({ code: 0 });
  expect((await run(['list'])).out.split('\n')).toEqual([
    'en-pt  Standup  reunião',
    '*-*    Harbor   (stays as it is)',
    'en-pt  IT       TI  (these very letters)',
  ]);
  expect(JSON.parse((await run(['list', 'all', '--json'])).out)).toEqual({
    daemonUrl: null,
    terms: [{ pair: '*-*', source: 'Harbor', target: null, caseSensitive: false }],
  });
  expect(await run(['rm', 'en-pt', 'standup'])).toMatchObject({ out: '1 removed; the glossary has 2 terms' });
  expect(await run(['rm', 'en-pt', '--all'])).toMatchObject({ out: '1 removed; the glossary has 1 term' });
  expect((await stat(file())).mode & 0o777).toBe(0o600);
});

test('terms are taken from a CSV file and written as one that is taken again', async () => {
  const csv = path.join(home, 'terms.csv');
  await writeFile(csv, 'source,target,case_sensitive\nstandup,reunião diária,\nHarbor,,\n');
  expect(await run(['import', 'en-pt', csv])).toMatchObject({ code: 0, out: '2 added; the glossary has 2 terms' });
  expect(JSON.parse((await run(['import', csv, 'en-pt', '--json'])).out)).toMatchObject({ added: 0, replaced: 2, terms: 2 });
  const { out } = await run(['export', 'en-pt']);
  expect(out).toBe('pair,source,target,case_sensitive\r\nen-pt,standup,reunião diária,false\r\nen-pt,Harbor,,false\r');
  const other = path.join(home, 'out.csv');
  expect(await run(['export', '--out', other])).toMatchObject({ code: 0, said: `2 terms written to ${other}.` });
  expect(await run(['export', '--out', other])).toMatchObject({ code: 2, said: expect.stringContaining('exists already') as string });
  await run(['add', 'all', 'Night Owl']);
  expect(await run(['import', other, '--replace'])).toMatchObject({ out: '2 added, 3 removed; the glossary has 2 terms' });
  expect(await run(['import', 'en-es', '-'], [Buffer.from('source\nHar'), Buffer.from('bor\n')])).toMatchObject({
    out: '1 added; the glossary has 3 terms',
  });
});

test('a file with one bad line changes nothing, and is refused with its place', async () => {
  await run(['add', 'en-pt', 'there']);
  const before = await readFile(file(), 'utf8');
  const csv = path.join(home, 'terms.csv');
  await writeFile(csv, 'source,target\ngood,bom\n,x\n');
  const { code, said } = await run(['import', 'en-pt', csv, '--replace']);
  expect(code).toBe(2);
  expect(said).toBe('Nothing was taken from the file.\nline 3, column 1 (source): The term is empty.');
  expect(await readFile(file(), 'utf8')).toBe(before);
});

test('the limits are settings', async () => {
  env = { ...env, SUBCAM_LIMITS_MAX_GLOSSARY_TERMS: '1', SUBCAM_LIMITS_MAX_GLOSSARY_TERM_LENGTH: '12' };
  await run(['add', 'en-pt', 'one']);
  expect(await run(['add', 'en-pt', 'two'])).toMatchObject({ code: 2, said: expect.stringContaining('at most 1 terms') as string });
  expect(await run(['add', 'en-pt', 'thirteen long'])).toMatchObject({ code: 2, said: expect.stringContaining('at most 12') as string });
});

test.each<[string[], string]>([
  [['add', 'en', 'x'], '"en" is no pair of languages'],
  [['add', 'en-pt'], 'SOURCE is missing'],
  [['add', 'en-pt', ' '], 'The term is empty'],
  [['rm', 'en-pt'], 'Name a term, or ask for --all'],
  [['rm', 'en-pt', 'x', '--all'], 'one of the two'],
  [['rm', 'en-pt', 'nothing'], 'There is no term "nothing" for en-pt'],
  [['list', 'english'], 'no pair'],
  [['import', 'en-pt', '/nowhere.csv'], 'There is no file /nowhere.csv'],
  [['import', 'terms', 'terms.csv'], '"terms" is no pair'],
  [['delete'], '"delete" is none of add, rm, list, import, export'],
])('%j is refused with exit code 2', async (argv, message) => {
  expect(await run(argv)).toMatchObject({ code: 2, said: expect.stringContaining(message) as string });
});

test('help tells of every command, and each of its own', async () => {
  const overview = (await run(['--help'])).out;
  for (const name of ['add', 'rm', 'list', 'import', 'export']) {
    expect(overview).toContain(`  ${name} `);
    expect((await run([name, '--help'])).out).toContain('PAIR is written as en-pt');
  }
});
