// For tests of file modes: a umask that takes nothing away, so that whoever forgets to set a mode is found out.
import { stat } from 'node:fs/promises';

/** From now until it is disposed of, new files get every right that their maker asks for. */
export function openUmask(umask = 0o000): Disposable {
  const before = process.umask(umask);
  return { [Symbol.dispose]: () => void process.umask(before) };
}

/** Permission bits in octal: `600`. */
export async function modeOf(file: string): Promise<string> {
  return ((await stat(file)).mode & 0o777).toString(8).padStart(3, '0');
}
