// A process id -> when that process started: a process that got the same id later began at another time.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Of the fields of /proc/PID/stat behind the program's name: the start, in ticks since the machine started. */
const START_FIELD = 19;

/** A word that is the same as long as the process lives; null: there is no such process, or this system does not say. */
export async function processStart(processId: number): Promise<string | null> {
  const stat = await readFile(`/proc/${processId}/stat`, 'utf8').catch(() => null);
  // The name stands in brackets, and may have brackets and blanks in it.
  if (stat !== null) return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_FIELD] ?? null;
  if (process.platform === 'linux' || process.platform === 'win32') return null;
  const env = { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' };
  const said = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(processId)], { env }).catch(() => null);
  const started = said?.stdout.trim().replaceAll(/\s+/g, '-') ?? '';
  return started === '' ? null : started;
}
