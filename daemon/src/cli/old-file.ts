// The file that was worked with before everything was moved to a server -> what people must know of it.
import { existsSync } from 'node:fs';
import { shellWord } from '../config/index.ts';

/** Of one that is there. */
export function oldFileSentence(file: string): string {
  const parts = ['', '-wal', '-shm'].map((suffix) => `${file}${suffix}`).filter((part) => existsSync(part));
  return `${file} still has everything that was said until it moved; nothing reads it any more. What you delete from now on is deleted from it, too. To remove it: rm ${parts.map(shellWord).join(' ')}`;
}
