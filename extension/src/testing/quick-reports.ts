// The built extension -> a copy of it whose tile reports ten times as often, for tests that wait for many reports.
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildClassic } from '../../build-classic.ts';

/** Copies into `folder` and returns the copy's own folder there. One script differs, in the one number that it is started with. */
export async function withQuickReports(extensionDir: string, folder: string): Promise<string> {
  const copy = join(folder, 'dist');
  await cp(extensionDir, copy, { recursive: true });
  await buildClassic({ name: 'meet-main', source: fileURLToPath(new URL('meet-main-quick.ts', import.meta.url)), outDir: copy });
  return copy;
}
