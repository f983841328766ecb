// One source file -> one classic script: what a content script has to be, since a module would load too late for document_start.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { InlineConfig } from 'vite';

export const root = dirname(fileURLToPath(import.meta.url));

/** Readable output: a reviewer of the extension, and whoever debugs it, sees the sources' own names. */
export const common: InlineConfig = {
  root,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  define: { 'process.env.NODE_ENV': JSON.stringify('production') },
};

/** Of a function that is not strict, whatever it calls can read the arguments (`caller`), and so could the page. */
const STRICT = "'use strict';";

export interface ClassicScript {
  /** The script is `<name>.js`. */
  readonly name: string;
  readonly source: string;
  /** What lies there already stays. */
  readonly outDir: string;
}

export async function buildClassic({ name, source, outDir }: ClassicScript): Promise<void> {
  await build({
    ...common,
    build: {
      outDir,
      emptyOutDir: false,
      target: 'chrome137',
      minify: false,
      rolldownOptions: {
        input: { [name]: source },
        output: { format: 'iife', banner: STRICT, entryFileNames: '[name].js', codeSplitting: false },
      },
    },
  });
}
