// What adding an engine takes: in a copy of the product, one folder and one line in its list, and everybody knows it.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultModelsDir } from './models/index.ts';

const root = path.join(import.meta.dirname, '..', '..');
const FIXTURES = path.join(import.meta.dirname, 'testing', 'toy-engines');

/** The rooms in which the toys are put, and the names of their lists. */
const LISTS = [
  ['transcribe', 'STT_ENGINES'],
  ['translate', 'TRANSLATOR_ENGINES'],
] as const;

let copy: string;
let env: NodeJS.ProcessEnv;

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly said: string;
}

/** Runs a program in the copy. */
function run(program: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(program, [...args], { env: { ...env, ...more }, cwd: copy }, (error, out, said) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 128), out, said });
    });
  });
}

const subcam = (...args: readonly string[]): Promise<Ended> =>
  run(process.execPath, [path.join(copy, 'daemon', 'bin', 'subcam.mjs'), ...args]);

beforeAll(async () => {
  copy = await mkdtemp(path.join(tmpdir(), 'subcam-toys-'));
  for (const folder of ['daemon', 'shared']) {
    await cp(path.join(root, folder), path.join(copy, folder), {
      recursive: true,
      filter: (file) => !/\/(?:node_modules|dist|out)(?:\/|$)/.test(file),
    });
    await linkPackages(folder);
  }
  await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  for (const file of ['package.json', '.dependency-cruiser.cjs']) await cp(path.join(root, file), path.join(copy, file));

  // All that is added: a folder in each room, and its line in the list of that room, the very one that production reads.
  for (const [room, list] of LISTS) {
    const engines = path.join(copy, 'daemon', 'src', room, 'engines');
    await cp(path.join(FIXTURES, room, 'toy'), path.join(engines, 'toy'), { recursive: true });
    const text = await readFile(path.join(engines, 'index.ts'), 'utf8');
    const added = text
      .replace(/^import \{/m, "import { toy } from './toy/description.ts';\nimport {")
      .replace(new RegExp(`(${list}[^=]*= \\[[^\\]]*?),?\\s*\\]`), '$1, toy]');
    expect(added.split('toy')).toHaveLength(4);
    await writeFile(path.join(engines, 'index.ts'), added);
  }

  env = {
    ...process.env,
    HOME: path.join(copy, 'home'),
    XDG_CONFIG_HOME: path.join(copy, 'home', 'config'),
    SUBCAM_HOME: path.join(copy, 'home', 'data'),
    SUBCAM_MODELS: defaultModelsDir(process.env),
    // Nobody listens there: no daemon of this machine is taken for one of this test.
    SUBCAM_PORT: '9',
  };
});

afterAll(() => rm(copy, { recursive: true, force: true }));

/** Packages of others are those of the workspace; `@subcam/shared` is the copy. */
async function linkPackages(folder: string): Promise<void> {
  const installed = path.join(root, folder, 'node_modules');
  const into = path.join(copy, folder, 'node_modules');
  await mkdir(path.join(into, '@subcam'), { recursive: true });
  for (const name of await readdir(installed)) {
    if (name !== '@subcam' && !name.startsWith('.')) await symlink(path.join(installed, name), path.join(into, name));
  }
  if (folder !== 'shared') await symlink(path.join(copy, 'shared'), path.join(into, '@subcam', 'shared'));
}

test('doctor lists the new engines, with what they lack and where what they are given goes', async () => {
  const { out } = await subcam('doctor', '--json');
  const { findings } = JSON.parse(out) as { findings: { part: string; status: string; engine?: object }[] };
  const find = (part: string) => findings.find((finding) => finding.part === part);
  expect(find('stt toy')).toMatchObject({ status: 'ok', engine: { title: 'Toy recogniser', isInUse: false, leavesMachine: false } });
  expect(find('translator toy')).toMatchObject({ status: 'ok', engine: { title: 'Toy translator', isInUse: false, leavesMachine: true } });
});

test('models lists the model of a new engine', async () => {
  const { out } = await subcam('models', '--json');
  const { models } = JSON.parse(out) as { models: { id: string }[] };
  expect(models).toContainEqual(
    expect.objectContaining({ id: 'toy-voice', engines: ['toy'], needed: false, status: 'missing', licence: 'CC0-1.0', languages: ['en'] }),
  );
  expect((await subcam('models', '--help')).out).toMatch(/Engines: .*\btoy\b/);
});

test('the help of what starts a daemon names the new engines and their flags', async () => {
  const { out } = await subcam('up', '--help');
  for (const text of ['Toy recogniser', 'Toy translator', '--toy-words', 'What the toy hears']) expect(out).toContain(text);
});

test('the configuration has the settings of the new engines, and its schema describes them', async () => {
  const schema = (await subcam('config', 'schema')).out;
  for (const text of ['What the toy hears', 'What the toy ends a text with']) expect(schema).toContain(text);
  expect((await subcam('config', 'list')).out).toMatch(/engines\.translator\.toy\.end/);
});

test('the import rules let a new engine in without an edit, and hold it to its place', async () => {
  const depcruise = path.join(root, 'node_modules', '.bin', 'depcruise');
  const check = () => run(depcruise, ['--config', '.dependency-cruiser.cjs', 'daemon', 'shared']);
  expect(await check()).toMatchObject({ code: 0 });
  const description = path.join(copy, 'daemon', 'src', 'transcribe', 'engines', 'toy', 'description.ts');
  const text = await readFile(description, 'utf8');
  await writeFile(description, `${text}\nimport '../moonshine/description.ts';\n`);
  expect((await check()).out).toContain('engines-apart');
  await writeFile(description, text);
});

test('a daemon with the new engines reads a file and translates it, and each line in its store says who did it', async () => {
  const sound = path.join(copy, 'speech.wav');
  const flite = spawn('flite', ['-voice', 'slt', '-t', 'Good morning everybody.', '-o', sound]);
  expect(await once(flite, 'exit')).toEqual([0, null]);
  const chosen = ['--stt', 'toy', '--translator', 'toy', '--toy-words', 'Toys can hear'];
  const { code, out, said } = await subcam('transcribe', sound, '--to', 'es', '--json', ...chosen);
  expect(said).toMatch(/toy tin: Toy recogniser[^]*toy loud: Toy translator/);
  expect(JSON.parse(out.trim().split('\n')[0] ?? '')).toMatchObject({
    text: 'Toys can hear',
    translations: { es: 'TOYS CAN HEAR!' },
  });
  expect(code).toBe(0);

  const store = new Database(path.join(copy, 'home', 'data', 'subcam.db'), { readonly: true });
  try {
    const rows = (table: string) => store.prepare(`SELECT DISTINCT engine FROM ${table}`).all() as { engine: string }[];
    expect(rows('transcripts').map(({ engine }) => JSON.parse(engine) as unknown)).toEqual([{ name: 'toy', model: 'tin' }]);
    expect(rows('translations').map(({ engine }) => JSON.parse(engine) as unknown)).toEqual([{ name: 'toy', model: 'loud' }]);
  } finally {
    store.close();
  }
});

test('a name that no list has is refused with those that there are, the new ones among them', async () => {
  const { code, said } = await subcam('up', '--stt', 'tyo');
  expect(code).toBe(2);
  expect(said).toContain('toy');
});
