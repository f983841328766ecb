// Sources -> dist (or the folder that is named): what Chrome loads. Modules for our own pages, one classic script each for the two worlds of a meeting page.
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { TILE_FONTS } from '@subcam/shared/paint';
import { buildClassic, common, root } from './build-classic.ts';
import { packagedFontPath } from './src/bus/tile-font-files.ts';

const dist = resolve(process.argv[2] ?? join(root, 'dist'));
/** Built beside its place and then moved there: whoever loads the extension meanwhile sees the old or the new one, never a half. */
const building = `${dist}.building-${process.pid}`;

const entry = (name: string): string => join(root, 'src', 'entrypoints', `${name}.ts`);

/** Pages of our own origin and the service worker: ES modules that share chunks. */
async function buildModules(names: readonly string[]): Promise<void> {
  await build({
    ...common,
    publicDir: join(root, 'public'),
    build: {
      outDir: building,
      emptyOutDir: false,
      target: 'chrome137',
      minify: false,
      modulePreload: false,
      rolldownOptions: {
        input: Object.fromEntries(names.map((name) => [name, entry(name)])),
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          assetFileNames: 'assets/[name]-[hash][extname]',
        },
      },
    },
    worker: { format: 'es', rolldownOptions: { output: { entryFileNames: '[name].js' } } },
  });
}

async function copyFonts(): Promise<void> {
  await mkdir(join(building, 'fonts'), { recursive: true });
  const copy = (file: string, target: string): Promise<void> => copyFile(fileURLToPath(import.meta.resolve(file)), join(building, target));
  await Promise.all(TILE_FONTS.map(({ file }) => copy(file, packagedFontPath(file))));
  await copy('@subcam/shared/fonts/LICENSE', join('fonts', 'LICENSE'));
}

const startedAtMs = performance.now();
try {
  await buildModules(['background', 'offscreen', 'popup', 'options', 'frame-clock']);
  const classic = (name: string): Promise<void> => buildClassic({ name, source: entry(name), outDir: building });
  await Promise.all([classic('meet-main'), classic('meet-isolated'), copyFonts()]);
  await rm(dist, { recursive: true, force: true });
  await rename(building, dist);
} finally {
  await rm(building, { recursive: true, force: true });
}

const files = await readdir(dist, { recursive: true, withFileTypes: true });
const sizes = await Promise.all(files.filter((one) => one.isFile()).map((one) => stat(join(one.parentPath, one.name))));
const kilobytes = Math.round(sizes.reduce((sum, { size }) => sum + size, 0) / 1000);
process.stdout.write(`extension: ${sizes.length} files, ${kilobytes} kB in ${Math.round(performance.now() - startedAtMs)} ms -> ${dist}\n`);
