// Models that are offered -> folders in the models directory: every byte checked, each folder there whole or not at all.
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { SubcamError, systemClock, type Clock, type ModelCatalogue, type OfferedFile, type TryModel } from '@subcam/shared';
import { fileSha256 } from '../lib/file-sha256.ts';
import { makeModelsDir } from '../lib/models-dir.ts';
import {
  inspectPulledModel,
  MANIFEST_FILE,
  MANIFEST_FORMAT,
  pulledModelPath,
  readPulledModels,
  type ModelManifest,
  type PulledModel,
} from '../lib/pulled-models.ts';
import { notWritten } from './disk-error.ts';
import { download } from './download.ts';
import type { InstallProgress } from './install.ts';
import { withInstallLock, type LockWait } from './install-lock.ts';
import type { PullableModel } from './pullable-model.ts';
import { installFetched } from './packed-file.ts';

/** What begins so in the models directory is work under way, or left by work that was interrupted. */
const WORK_PREFIX = '.pull-';

/** A part of a download that nobody has gone on with for so long is removed. */
const KEEP_PARTS_MS = 7 * 86_400_000;

export interface WantedModel {
  readonly model: PullableModel;
  /** Where its list was. */
  readonly from: string;
  /** See `ModelManifest`. */
  readonly pulledWith: string;
}

export interface PullOptions {
  readonly engine: string;
  readonly catalogue: Pick<ModelCatalogue, 'compare'>;
  /** Asked before a model takes its place: one that can't be loaded is not installed, and removes none. */
  readonly tryModel: TryModel;
  readonly onProgress?: (progress: InstallProgress) => void;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly onWait?: LockWait['onWait'];
}

export interface PulledOutcome {
  readonly id: string;
  /** Absolute. */
  readonly folder: string;
  /** `present`: all of it was there already, and its bytes are right. */
  readonly status: 'installed' | 'present';
  /** Ids of older models of the same pair and architecture, which were removed once this one was there. */
  readonly removed: readonly string[];
}

/**
 * One model after the other. Safe to run twice at the same time and to interrupt anywhere: a partial download is resumed, files of a damaged
 * model that are whole are kept, and the folder of a model appears under its name when all of it is there. Whoever has loaded an older model
 * has it in memory, so that its folder can go. Rejects with `network`, `model-corrupt`, `storage`, `aborted`, and `engine-failed` for a model that its
 * engine can't load.
 */
export async function pullModels(dir: string, wanted: readonly WantedModel[], options: PullOptions): Promise<readonly PulledOutcome[]> {
  const signal = options.signal ?? new AbortController().signal;
  const clock = options.clock ?? systemClock;
  await makeModelsDir(dir);
  return withInstallLock(dir, { signal, clock, onWait: options.onWait }, async () => {
    await sweep(dir, clock);
    const plans: Plan[] = [];
    for (const want of wanted) plans.push(await planOf(dir, want, options.engine));
    const totalBytes = plans.flatMap(({ fetch }) => fetch).reduce((sum, { bytes }) => sum + bytes, 0);
    let doneBytes = 0;
    const outcomes: PulledOutcome[] = [];
    for (const plan of plans) {
      const { model } = plan.want;
      const onReceived = (bytes: number): void =>
        options.onProgress?.({ modelId: model.id, title: model.title, receivedBytes: doneBytes + bytes, totalBytes });
      const { tryModel } = options;
      if (plan.isPresent) await requireLoadable(plan, { tryModel, signal });
      else await install(dir, plan, { clock, signal, tryModel, onReceived });
      doneBytes += plan.fetch.reduce((sum, { bytes }) => sum + bytes, 0);
      const removed = await removeOlder(dir, model, options);
      outcomes.push({ id: model.id, folder: plan.target, status: plan.isPresent ? 'present' : 'installed', removed });
    }
    return outcomes;
  });
}

interface Plan {
  readonly want: WantedModel;
  readonly target: string;
  readonly present: PulledModel | null;
  readonly isPresent: boolean;
  /** Files of the model as it lies there that are the offered ones. */
  readonly keep: ReadonlyMap<string, ModelManifest['files'][number]>;
  readonly fetch: readonly OfferedFile[];
}

async function planOf(dir: string, want: WantedModel, engine: string): Promise<Plan> {
  const { model } = want;
  const target = path.join(dir, pulledModelPath(engine, model));
  const present = readPulledModels(dir, engine).models.find(({ folder }) => folder === target) ?? null;
  const states = present === null ? [] : await inspectPulledModel(present);
  const whole = new Set(states.filter(({ status }) => status === 'ok').map(({ name }) => name));
  const keep = new Map(
    (present?.manifest.files ?? [])
      .filter((file) => whole.has(file.name) && model.files.some((offered) => isFile(offered, file)))
      .map((file) => [file.name, file]),
  );
  const fetch = model.files.filter(({ name }) => !keep.has(name));
  return {
    want,
    target,
    present,
    keep,
    fetch,
    isPresent: present !== null && fetch.length === 0 && keep.size === present.manifest.files.length,
  };
}

/** Rejects with `engine-failed` for a model that is there and can't be loaded. */
async function requireLoadable(
  { want: { model }, present, target }: Plan,
  { tryModel, signal }: Pick<Fetching, 'tryModel' | 'signal'>,
): Promise<void> {
  const problem = await tryModel({ ...model, files: present?.manifest.files ?? [], folder: target }, signal);
  if (problem === null) return;
  throw new SubcamError(
    'engine-failed',
    `${model.id} is in ${target}, as it is published, and can't be loaded (${problem}): "subcam models rm ${model.id}" removes it.`,
  );
}

/** Whether a file that is there was made of the offered one, or is it. */
function isFile(offered: OfferedFile, file: ModelManifest['files'][number]): boolean {
  if (offered.name !== file.name) return false;
  return file['fetchedSha256'] === offered.sha256 || file.sha256 === (offered.installedSha256 ?? offered.sha256);
}

interface Fetching {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly tryModel: TryModel;
  /** Bytes of this model so far. */
  readonly onReceived: (bytes: number) => void;
}

async function install(dir: string, { want, target, present, keep, fetch }: Plan, fetching: Fetching): Promise<void> {
  const { model } = want;
  const work = path.join(dir, `${WORK_PREFIX}${randomUUID()}`);
  const fetched: string[] = [];
  const files: ModelManifest['files'] = [];
  let before = 0;
  try {
    await mkdir(work);
    for (const offered of model.files) {
      const kept = keep.get(offered.name);
      if (kept !== undefined) {
        await copyFile(path.join(target, offered.name), path.join(work, offered.name));
        files.push(kept);
        continue;
      }
      if (!fetch.includes(offered)) continue;
      const source = path.join(dir, `${WORK_PREFIX}${offered.sha256.slice(0, 32)}.download`);
      await fetchFile(source, { want, offered }, { ...fetching, onReceived: (bytes) => fetching.onReceived(before + bytes) });
      fetched.push(source);
      before += offered.bytes;
      try {
        const made = await installFetched(
          { source, target: path.join(work, offered.name) },
          { ...offered, title: `${offered.name} of ${model.id}` },
          fetching.signal,
        );
        files.push({ name: offered.name, ...made, fetchedSha256: offered.sha256, location: offered.location });
      } catch (error) {
        // What came is what was published, and of no use: fetched again, it would be the same.
        if (error instanceof SubcamError && error.code === 'model-corrupt') await rm(source, { force: true });
        throw error;
      }
    }
    const { id, title, sourceLanguage, targetLanguage, version, architecture, channel, licence } = model;
    const about = { id, title, sourceLanguage, targetLanguage, version, architecture, channel, licence };
    // What is known of these very files beside what is published, how good they were measured to be, is still true.
    const known = present !== null && isSameFiles(present.manifest.files, files) ? present.manifest : {};
    const manifest: ModelManifest = { ...known, format: MANIFEST_FORMAT, ...about, from: want.from, pulledWith: want.pulledWith, files };
    await writeFile(path.join(work, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
    const problem = await fetching.tryModel({ ...model, files, folder: work }, fetching.signal);
    if (problem !== null) {
      for (const source of fetched) await rm(source, { force: true });
      throw new SubcamError(
        'engine-failed',
        `${id} came as it is published and can't be loaded (${problem}), so that it was not installed: choose another model; "subcam models list --remote" names them.`,
      );
    }
    await replaceFolder(dir, work, target);
    for (const source of fetched) await rm(source, { force: true });
  } catch (error) {
    if (!(error instanceof SubcamError) && error instanceof Error && 'syscall' in error) throw notWritten(target, error);
    throw error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function isSameFiles(some: ModelManifest['files'], others: ModelManifest['files']): boolean {
  const keysOf = (files: ModelManifest['files']): string =>
    files
      .map(({ name, sha256 }) => `${name} ${sha256}`)
      .toSorted()
      .join();
  return keysOf(some) === keysOf(others);
}

/** Puts a whole folder in the place of another, or where there is none. */
async function replaceFolder(dir: string, folder: string, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  await moveAway(dir, target);
  await rename(folder, target);
}

/** Takes a folder from its name at once, and then removes it. Nothing happens where there is none. */
async function moveAway(dir: string, folder: string): Promise<void> {
  const away = path.join(dir, `${WORK_PREFIX}${randomUUID()}`);
  try {
    await rename(folder, away);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new SubcamError('storage', `${folder} can't be removed: mend its permissions.`, { cause: error });
  }
  await rm(away, { recursive: true, force: true });
}

interface Wanted {
  readonly want: WantedModel;
  readonly offered: OfferedFile;
}

/** Makes `path` the published file. */
async function fetchFile(file: string, { want, offered }: Wanted, { clock, signal, onReceived }: Fetching): Promise<void> {
  const { url, headers } = want.model.locate(offered);
  const title = `${offered.name} of ${want.model.id}`;
  if ((await fileSha256(file)) === offered.sha256) {
    onReceived(offered.bytes);
    return;
  }
  if (url.protocol === 'file:') {
    await copyChecked(fileURLToPath(url), file, { offered, title, signal });
    onReceived(offered.bytes);
    return;
  }
  await download({
    url: url.href,
    path: file,
    bytes: offered.bytes,
    sha256: offered.sha256,
    title,
    check: `check ${want.from}, or take it from elsewhere with --from`,
    // What is counted and resumed is the file, not how a server packs it on the way.
    headers: { ...headers, 'accept-encoding': 'identity' },
    clock,
    signal,
    onProgress: onReceived,
    again: `subcam models pull ${want.pulledWith}`,
  });
}

async function copyChecked(
  source: string,
  file: string,
  { offered, title, signal }: { readonly offered: OfferedFile; readonly title: string; readonly signal: AbortSignal },
): Promise<void> {
  try {
    await pipeline(createReadStream(source), createWriteStream(file), { signal });
  } catch (error) {
    signal.throwIfAborted();
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new SubcamError('configuration', `${source} is not there: the list names it as ${title}.`, { cause: error });
    }
    throw new SubcamError('storage', `${source} can't be copied to ${file} (${error instanceof Error ? error.message : String(error)}).`, {
      cause: error,
    });
  }
  const sha256 = await fileSha256(file);
  if (sha256 === offered.sha256) return;
  await rm(file, { force: true });
  throw new SubcamError(
    'model-corrupt',
    `${source} is not the published file (SHA-256 ${sha256 ?? 'of nothing'}), so that nothing was installed from it: copy it again.`,
  );
}

/** Of the same pair and architecture. */
async function removeOlder(dir: string, model: PullableModel, { engine, catalogue }: PullOptions): Promise<readonly string[]> {
  const isOlder = ({ manifest }: PulledModel): boolean =>
    manifest.sourceLanguage === model.sourceLanguage &&
    manifest.targetLanguage === model.targetLanguage &&
    manifest.architecture === model.architecture &&
    catalogue.compare(manifest, model) < 0;
  const older = readPulledModels(dir, engine).models.filter(isOlder);
  for (const { folder } of older) await moveAway(dir, folder);
  return older.map(({ manifest }) => manifest.id);
}

/**
 * Removes folders with their files, and what is left empty above them. Whoever has loaded them has them in memory. Rejects with `storage`
 * or `aborted`.
 */
export async function removePulledModels(dir: string, folders: readonly string[], wait: LockWait): Promise<void> {
  await withInstallLock(dir, wait, async () => {
    for (const folder of folders) {
      await moveAway(dir, folder);
      await removeIfEmpty(path.dirname(folder));
      await removeIfEmpty(path.dirname(path.dirname(folder)));
    }
  });
}

async function removeIfEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => null);
  if (names?.length === 0) await rm(folder, { recursive: true, force: true });
}

/** What interrupted work has left: whoever holds the lock is the only one at work. */
async function sweep(dir: string, clock: Clock): Promise<void> {
  for (const name of await readdir(dir)) {
    if (!name.startsWith(WORK_PREFIX)) continue;
    const file = path.join(dir, name);
    const found = await stat(file).catch(() => null);
    if (found === null) continue;
    if (found.isDirectory() || clock.nowMs() - found.mtimeMs > KEEP_PARTS_MS) await rm(file, { recursive: true, force: true });
  }
}
