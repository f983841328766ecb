// Vitest's global set-up for integration tests: the extension as it ships, built once for all files of a run into a folder of that run's own.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  // Vitest's own place for what a set-up hands to the tests; declarations merge into interfaces alone.
  interface ProvidedContext {
    /** The built extension's folder: `inject('extensionDir')`. */
    readonly extensionDir: string;
  }
}

/** Rejects with what the build said. */
export default async function setUp({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'subcam-extension-'));
  const extensionDir = join(folder, 'dist');
  await promisify(execFile)(process.execPath, [fileURLToPath(new URL('../../build.ts', import.meta.url)), extensionDir]);
  provide('extensionDir', extensionDir);
  return () => rm(folder, { recursive: true, force: true });
}
