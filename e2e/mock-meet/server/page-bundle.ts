// A page's TypeScript -> one classic script, bundled in memory.
import { build, type Rolldown } from 'vite';
import { SubcamError } from '@subcam/shared';

/** Takes a third of a second. Throws `internal` when the page's code does not build. */
export async function bundlePageScript(entryFile: string): Promise<string> {
  const output = (await build({
    configFile: false,
    envFile: false,
    publicDir: false,
    logLevel: 'silent',
    build: { write: false, minify: false, target: 'es2024', lib: { entry: entryFile, formats: ['iife'], name: 'page' } },
  })) as Rolldown.RolldownOutput | Rolldown.RolldownOutput[];
  const chunks = [output].flat().flatMap((result) => result.output.filter((file) => file.type === 'chunk'));
  const [script] = chunks;
  if (script === undefined || chunks.length > 1)
    throw new SubcamError('internal', `${entryFile} was built into ${chunks.length} scripts instead of one.`);
  return script.code;
}
