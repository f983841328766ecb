#!/usr/bin/env node
// The program `subcam`: says what to do on a Node that can't run it, and hands over to the command line otherwise.
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

// V8 lets the space for new objects grow to three times 32 MB for each thread, and keeps it: 130 MB of a daemon at rest. It stays as
// it begins instead. What starts and what reads speech takes no more processor time then (measured).
setFlagsFromString('--semi-space-growth-factor=1');

// Node-API 10 is what the native modules are built for; older Nodes crash on them without a word. The types are stripped by Node itself.
if (Number(process.versions.napi) >= 10 && process.features.typescript) {
  // What Node has made of the sources is kept, so that a daemon that was killed is back in three quarters of the time. In the installation's own
  // folder, since whoever writes there decides what runs. Where it can't be written to, nothing is kept. Workers find it by the variable.
  const { directory } = module.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/subcam/compiled', import.meta.url)));
  if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] ??= directory;
  // Node looks into the package.json of a file's package once for each import of the file, and that of Drizzle is 180 kB: 0.3 s of every start. What it
  // says of the files that they import of each other is known: they lie beside each other, and are modules.
  const isOwnFileOfDrizzle = (specifier, parentUrl) =>
    /^\.{1,2}\/.*\.js$/.test(specifier) && parentUrl?.includes('/node_modules/drizzle-orm/') === true;
  module.registerHooks({
    resolve: (specifier, context, next) =>
      isOwnFileOfDrizzle(specifier, context.parentURL)
        ? { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true }
        : next(specifier, context),
  });
  const { main } = await import('../src/cli/main.ts');
  await main(process.argv.slice(2));
} else {
  process.stderr.write(
    `subcam needs Node 24 and this is Node ${process.versions.node}: start it as "npm run subcam -- …" in its folder, which brings its own.\n`,
  );
  process.exitCode = 2;
}
