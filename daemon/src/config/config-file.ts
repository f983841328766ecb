// The configuration file -> who else on this machine may use it, in a sentence, and what closes it.
import { stat } from 'node:fs/promises';
import type { Environment } from './environment.ts';
import type { ConfigFlags } from './flags.ts';
import { configFileOf } from './read-layers.ts';
import { modeText, shellWord, whoElseHas, type OpenToOthers } from './rights-of-others.ts';

/**
 * The file that a run with this environment and these flags reads. It may hold keys and addresses of services with a password in them, and
 * says which services hear the meeting and how browsers are started. null for one that is its owner's alone, that is not there, that
 * another user keeps for several to read, or on Windows, which has no such modes.
 */
export async function examineConfigFile(env: Environment, flags: ConfigFlags = {}): Promise<OpenToOthers | null> {
  if (process.platform === 'win32') return null;
  const file = configFileOf(env, flags);
  const found = await stat(file).catch(() => null);
  if (found === null || !found.isFile()) return null;
  const writers = whoElseHas(found.mode, 0o2);
  const readers = whoElseHas(found.mode, 0o4);
  const isOwn = found.uid === process.geteuid?.();
  if (writers === null && (readers === null || !isOwn)) return null;
  const mode = modeText(found.mode);
  const problem =
    writers === null
      ? `${readers ?? ''} can read it, with every key and password in it`
      : `${writers} can change it, and so decide who hears what is said and what Subcam starts`;
  return {
    mode,
    isWritable: writers !== null,
    problem: `The configuration file ${file} has mode ${mode}: ${problem}`,
    // Closed to all but its owner, another user's file could not be read here any more.
    mend: `chmod ${isOwn ? '600' : 'go-w'} ${shellWord(file)}`,
  };
}
