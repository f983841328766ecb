// Models directory -> models of one file that were pulled from a hub without a hash of ours: what each is, and whether its bytes are those that came first.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SubcamError } from '@subcam/shared';
import * as z from 'zod';
import { fileSha256 } from './file-sha256.ts';

/** In the folder of each, beside its file. */
const PULLED_FILE_MANIFEST = 'pulled.json';

const manifestSchema = z.looseObject({
  format: z.literal(1),
  /** The name of its folder. */
  id: z.string().regex(/^[a-z0-9][\w.-]*$/),
  licence: z.string(),
  /** The address or file that it was taken from. */
  from: z.string(),
  /** What to write after `subcam models pull` for the same again. */
  pulledWith: z.string(),
  file: z.looseObject({
    name: z.string().regex(/^\w[\w.-]*$/),
    bytes: z.int().min(1),
    /** As it was when it came. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
});

/** What `pulled.json` says. */
type PulledFileManifest = z.output<typeof manifestSchema>;

interface PulledFile {
  readonly id: string;
  /** Absolute. */
  readonly folder: string;
  /** null: it can't be read. */
  readonly manifest: PulledFileManifest | null;
}

/** null: no such model was pulled. */
function readPulledFile(modelsDir: string, id: string): PulledFile | null {
  const folder = path.join(modelsDir, id);
  let text: string;
  try {
    text = readFileSync(path.join(folder, PULLED_FILE_MANIFEST), 'utf8');
  } catch {
    return null;
  }
  return { id, folder, manifest: parse(text, id) };
}

function parse(text: string, id: string): PulledFileManifest | null {
  try {
    const parsed = manifestSchema.parse(JSON.parse(text));
    return parsed.id === id ? parsed : null;
  } catch {
    return null;
  }
}

/** What is wrong with it, in a sentence that says what to do; null: its bytes are those that came. Reads all of it. */
async function whyNotWhole({
  id,
  folder,
  manifest,
}: PulledFile): Promise<{ readonly code: 'model-missing' | 'model-corrupt'; readonly message: string } | null> {
  if (manifest === null) {
    const message = `${folder} holds no model that can be read: run "subcam models rm ${id}" and "subcam models pull ${id}".`;
    return { code: 'model-corrupt', message };
  }
  const sha256 = await fileSha256(path.join(folder, manifest.file.name));
  if (sha256 === manifest.file.sha256) return null;
  const again = `run "subcam models pull ${manifest.pulledWith}" to fetch it again.`;
  return sha256 === null
    ? { code: 'model-missing', message: `The file of the model ${id} is not in ${folder}: ${again}` }
    : { code: 'model-corrupt', message: `The file of the model ${id} in ${folder} is not the one that came: ${again}` };
}

/** Rejects with `model-missing` or `model-corrupt`. */
export async function verifyPulledFile(modelsDir: string, id: string): Promise<void> {
  const found = readPulledFile(modelsDir, id);
  if (found === null) {
    throw new SubcamError(
      'model-missing',
      `There is no model ${id} in ${modelsDir}: run "subcam models pull ${id}", or choose another one.`,
    );
  }
  const problem = await whyNotWhole(found);
  if (problem !== null) throw new SubcamError(problem.code, problem.message);
}
