// A folder of a test's own -> in memory where the system has such a place, so that nothing waits for a disk.
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const MEMORY = '/dev/shm';

/** Whoever makes it removes it. */
export function makeMemoryFolder(prefix: string): Promise<string> {
  return mkdtemp(path.join(existsSync(MEMORY) ? MEMORY : tmpdir(), prefix));
}
