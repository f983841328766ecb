// Where the package sherpa-onnx-node lies: 32 MB of native code that few need, so that whoever wants it adds it with one command.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { SubcamError } from '@subcam/shared';
import { defaultModelsDir } from '../../../lib/models-dir.ts';

/** The version whose interface is known here. */
const VERSION = '1.13.8';
const PACKAGE = 'sherpa-onnx-node';

type Env = Readonly<Record<string, string | undefined>>;

/** Beside the models directory, so that it outlives a checkout. */
export function sherpaHome(env: Env): string {
  return path.join(path.dirname(path.resolve(defaultModelsDir(env))), 'sherpa-onnx');
}

/** What adds it. */
export function sherpaCommand(env: Env): string {
  return `npm install --prefix ${sherpaHome(env)} ${PACKAGE}@${VERSION}`;
}

/** The folder of the package. Throws `program-missing`, with the command. */
export function sherpaPackage(env: Env): string {
  const folder = path.join(sherpaHome(env), 'node_modules', PACKAGE);
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  throw new SubcamError('program-missing', `The package ${PACKAGE} is not there, on which sherpa runs. Add it: ${sherpaCommand(env)}`);
}

/** Loads it in a process of its own. Rejects with why it can't be loaded. */
export async function tryPackage(env: Env): Promise<void> {
  const folder = sherpaPackage(env);
  await promisify(execFile)(process.execPath, ['--eval', 'require(process.argv[1])', folder], { timeout: 30_000 });
}
