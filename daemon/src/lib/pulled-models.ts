// Models directory -> the models that were pulled into it: what each is, where it lies, and whether its files are the ones that came.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { isLanguageCode, MODEL_CHANNELS, SubcamError } from '@subcam/shared';
import * as z from 'zod';
import { fileSha256 } from './file-sha256.ts';

export const MANIFEST_FILE = 'manifest.json';

/** The number of the manifest's form: a reader refuses one that it does not know. */
export const MANIFEST_FORMAT = 1;

/** A name of a file or folder that never leads out of the folder that it is in. */
const fileName = z.string().regex(/^\w[\w.@+-]*$/);

const language = z.string().refine(isLanguageCode);

const manifestSchema = z.looseObject({
  format: z.literal(MANIFEST_FORMAT),
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  title: z.string(),
  sourceLanguage: language,
  targetLanguage: language,
  version: fileName,
  architecture: fileName,
  channel: z.enum(MODEL_CHANNELS),
  licence: z.string(),
  /** Address of the list, or the folder, that it was taken from. */
  from: z.string(),
  /** What to write after `subcam models pull` for the same again. */
  pulledWith: z.string(),
  /** What was measured of these very files, by `pnpm bench translation` for instance. */
  measured: z
    .array(
      z.looseObject({
        testSet: z.string().min(1),
        chrf2: z.number().min(0).max(100),
        p50Ms: z.number().min(0),
        memoryMb: z.number().min(0),
      }),
    )
    .optional(),
  files: z
    .array(
      z.looseObject({
        name: fileName,
        /** Of the file as it lies there. */
        bytes: z.int().min(0),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .min(1),
});

/** What `manifest.json` in the folder of a pulled model says. Further keys are kept. */
export type ModelManifest = z.output<typeof manifestSchema>;

export interface PulledModel {
  readonly manifest: ModelManifest;
  /** Absolute. */
  readonly folder: string;
}

export interface PulledModels {
  /** In order of their folders' names. */
  readonly models: readonly PulledModel[];
  /** Folders where a model should be and none can be read; `problem`: a sentence without its full stop. */
  readonly unreadable: readonly { readonly folder: string; readonly problem: string }[];
}

/** Relative to the models directory, with forward slashes: `bergamot/en-de/3.0-tiny`. */
export function pulledModelPath(
  engine: string,
  model: Pick<ModelManifest, 'sourceLanguage' | 'targetLanguage' | 'version' | 'architecture'>,
): string {
  return `${engine}/${model.sourceLanguage}-${model.targetLanguage}/${model.version}-${model.architecture}`;
}

/** Those of one engine that are there now. Looks at no file but the manifests. Throws `storage` for a folder that can't be read. */
export function readPulledModels(modelsDir: string, engine: string): PulledModels {
  const models: PulledModel[] = [];
  const unreadable: { folder: string; problem: string }[] = [];
  const root = path.join(modelsDir, engine);
  for (const pair of foldersIn(root)) {
    for (const name of foldersIn(path.join(root, pair))) {
      const folder = path.join(root, pair, name);
      const manifest = readManifest(folder);
      if (typeof manifest === 'string') unreadable.push({ folder, problem: manifest });
      else if (pulledModelPath(engine, manifest) === `${engine}/${pair}/${name}`) models.push({ manifest, folder });
      else unreadable.push({ folder, problem: `its ${MANIFEST_FILE} describes another model, ${manifest.id}` });
    }
  }
  return { models, unreadable };
}

export interface PulledFileState {
  readonly name: string;
  readonly status: 'ok' | 'missing' | 'corrupt';
}

/** The state of each file by its full SHA-256. Changes nothing. Rejects with `storage` when a file can't be read. */
export async function inspectPulledModel({ manifest, folder }: PulledModel): Promise<readonly PulledFileState[]> {
  const states: PulledFileState[] = [];
  for (const { name, sha256 } of manifest.files) {
    const found = await fileSha256(path.join(folder, name));
    states.push({ name, status: found === null ? 'missing' : found === sha256 ? 'ok' : 'corrupt' });
  }
  return states;
}

/** Reads a text as a manifest; a sentence without its full stop where it is none. */
export function parseManifest(text: string): ModelManifest | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return `its ${MANIFEST_FILE} is no JSON`;
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `its ${MANIFEST_FILE} is damaged, or of another version of Subcam (${issue?.path.join('.') || 'all of it'})`;
}

function readManifest(folder: string): ModelManifest | string {
  try {
    return parseManifest(readFileSync(path.join(folder, MANIFEST_FILE), 'utf8'));
  } catch (error) {
    return `its ${MANIFEST_FILE} can't be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`;
  }
}

/** Names in order; none where there is no such folder. Those that begin with a dot are work that is under way. */
function foldersIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .toSorted();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw new SubcamError('storage', `The models in ${folder} can't be read (${message}): mend its permissions or set SUBCAM_MODELS.`, {
      cause: error,
    });
  }
}
