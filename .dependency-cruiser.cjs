// Imports -> whether each is one that the layout allows: the table of docs/architecture.md as rules that a tool enforces.

/** Tests, their fixtures and fakes: they may reach further than what they test, as `TEST_REACH` says. */
const TESTS = String.raw`(\.test\.ts$|/testing/)`;

/** Everything of this workspace; what is not ours is the subject of `vendor-…`. */
const OURS = '^(shared|daemon|extension|e2e|scripts)/';

const SHARED = String.raw`^shared/src/(((paint|meet|shape|wire|wire/http|testing)/)?index|session/session)\.ts$`;
const LIB = ['^daemon/src/lib/', String.raw`^daemon/src/telemetry/index\.ts$`];

/** The public entry of rooms of the daemon. */
const index = (...rooms) => String.raw`^daemon/src/(${rooms.join('|')})/index\.ts$`;

const PIPELINE_ROOMS = ['audio', 'segment', 'transcribe', 'attribute', 'translate', 'subtitle'];
const DAEMON_ROOMS = [
  ...PIPELINE_ROOMS,
  'pipeline',
  'tile',
  'gateway',
  'cli',
  'bots',
  'store',
  'models',
  'telemetry',
  'config',
  'glossary',
  'tokens',
  'archive',
  'sound',
  'upload',
  'webhooks',
];
const EXTENSION_ROOMS = ['capture', 'link', 'meet', 'state'];

/** What the tests of the daemon may use beyond what their room may. */
const TEST_REACH = [index(...DAEMON_ROOMS), '^daemon/src/lib/', '^daemon/src/testing/', String.raw`^daemon/src/(compose|engines)\.ts$`];

/** Of ours, only `allowed` and its own folder may be imported from `from`. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  comment: `${name}: see the import table in docs/architecture.md.`,
  from: { path: from, pathNot: TESTS },
  to: { path: OURS, pathNot: [from, ...allowed] },
});

/** A vendor's package may be imported in these files alone (and in tests, and in e2e, which is built on other people's tools). */
const vendor = (name, packages, adapters) => ({
  name: `vendor-${name}`,
  severity: 'error',
  comment: `${packages.join(', ')}: only the adapter may know it, so that it can be exchanged.`,
  from: { path: '^(shared|daemon|extension)/', pathNot: [TESTS, ...adapters] },
  to: { path: String.raw`(^|/)node_modules/(${packages.join('|')})/` },
});

/** The folder of one engine: `$1` is its room, `$2` its name. */
const ENGINE_FOLDER = '^daemon/src/([^/]+)/engines/([^/]+)/';

/** Packages that any file of the daemon may use. */
const PLACED_PACKAGES = ['zod', '@fontsource/[^/]+'];

/** Name of the rule, packages, the files that may import them. */
const VENDORS = [
  ['store', ['better-sqlite3', 'drizzle-orm', 'drizzle-kit', 'pg'], ['^daemon/src/store/', String.raw`^daemon/drizzle[^/]*\.config\.ts$`]],
  ['browser', ['puppeteer-core'], [String.raw`^daemon/src/bots/(?:[^/]*-launcher|chrome-page)\.ts$`]],
  ['server', ['socket.io', 'express', 'express-rate-limit', 'helmet', 'ws', '@fastify/busboy'], ['^daemon/src/gateway/']],
  [
    'socket-client',
    ['socket.io-client'],
    [
      String.raw`^daemon/src/cli/(?:client|follow-session)\.ts$`,
      String.raw`^daemon/src/bots/daemon-link\.ts$`,
      '^daemon/src/transcribe/engines/whisper-service/',
      '^extension/src/link/',
    ],
  ],
  ['socket-parser', ['socket.io-parser'], ['^daemon/src/gateway/', String.raw`^daemon/src/cli/client\.ts$`, '^extension/src/link/']],
  ['log', ['pino', 'prom-client'], ['^daemon/src/telemetry/']],
  ['command-line', ['citty', 'close-with-grace'], ['^daemon/src/cli/']],
  ['tarball', ['tar'], [String.raw`^daemon/src/models/npm-tarball\.ts$`]],
  ['wheel', ['yauzl'], [String.raw`^daemon/src/models/wheel\.ts$`]],
  ['canvas', ['@napi-rs/canvas'], [String.raw`^daemon/src/lib/offscreen-canvas\.ts$`]],
];

module.exports = {
  forbidden: [
    {
      name: 'no-unresolvable',
      severity: 'error',
      comment: 'An import that the tool can’t follow would pass every other rule unseen.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Two files that need each other are one file, or lack a third.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-undeclared',
      severity: 'error',
      comment: 'A package that no package.json names is there by accident.',
      from: {},
      to: { path: '(^|/)node_modules/', dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'undetermined'] },
    },
    {
      name: 'no-development-package',
      severity: 'error',
      comment: 'What runs at a user’s must not need what is installed for development.',
      from: { path: '^(shared|daemon|extension)/src/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-test-code',
      severity: 'error',
      comment: 'Fakes and fixtures belong to tests.',
      from: { path: OURS, pathNot: [TESTS, '^e2e/'] },
      to: { path: TESTS },
    },

    {
      name: 'shared-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: OURS, pathNot: '^shared/' },
    },
    {
      name: 'shared-has-no-node',
      severity: 'error',
      comment: 'It runs in pages and workers too.',
      from: { path: '^shared/src/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'shared-public-entries',
      severity: 'error',
      comment: 'Shared is used through what its package.json exports.',
      from: { pathNot: '^(shared|scripts)/' },
      to: { path: '^shared/', pathNot: SHARED },
    },

    only('room-audio', '^daemon/src/audio/', [SHARED, ...LIB]),
    only('room-segment', '^daemon/src/segment/', [SHARED, ...LIB, index('audio')]),
    only('room-transcribe', '^daemon/src/transcribe/', [SHARED, ...LIB, index('segment')]),
    only('room-attribute', '^daemon/src/attribute/', [SHARED, ...LIB, index('transcribe')]),
    only('room-translate', '^daemon/src/translate/', [SHARED, ...LIB, index('attribute')]),
    only('room-subtitle', '^daemon/src/subtitle/', [SHARED, ...LIB, index('translate')]),
    only('room-pipeline', '^daemon/src/pipeline/', [SHARED, ...LIB, index(...PIPELINE_ROOMS)]),
    only('room-archive', '^daemon/src/archive/', [SHARED, ...LIB, index('subtitle')]),
    only('room-tile', '^daemon/src/tile/', [SHARED, ...LIB, index('subtitle')]),
    only('room-gateway', '^daemon/src/gateway/', [
      SHARED,
      ...LIB,
      index('pipeline', 'subtitle', 'tile', 'tokens', 'store', 'bots', 'archive', 'upload', 'webhooks'),
    ]),
    only('room-cli', '^daemon/src/cli/', [
      SHARED,
      ...LIB,
      index('pipeline', 'subtitle', 'tile', 'store', 'bots', 'models', 'config', 'glossary', 'tokens', 'archive', 'sound'),
      String.raw`^daemon/src/(compose|engines)\.ts$`,
      String.raw`^daemon/package\.json$`,
    ]),
    only('room-sound', '^daemon/src/sound/', [SHARED, ...LIB]),
    only('room-upload', '^daemon/src/upload/', [SHARED, ...LIB, index('pipeline', 'sound')]),
    only('room-webhooks', '^daemon/src/webhooks/', [SHARED, ...LIB, index('subtitle')]),
    only('room-bots', '^daemon/src/bots/', [SHARED, ...LIB]),
    only('room-store', '^daemon/src/store/', [SHARED, ...LIB]),
    only('room-models', '^daemon/src/models/', [SHARED, ...LIB]),
    only('room-glossary', '^daemon/src/glossary/', [SHARED, ...LIB]),
    only('room-tokens', '^daemon/src/tokens/', [SHARED, ...LIB]),
    only('room-telemetry', '^daemon/src/telemetry/', [SHARED, '^daemon/src/lib/']),
    only('room-lib', '^daemon/src/lib/', [SHARED]),
    only('daemon-engines', String.raw`^daemon/src/engines\.ts$`, [SHARED, ...LIB, index('segment', 'transcribe', 'translate')]),
    only('room-config', '^daemon/src/config/', [SHARED, ...LIB, String.raw`^daemon/src/engines\.ts$`]),
    only('daemon-compose', String.raw`^daemon/src/compose\.ts$`, [
      SHARED,
      ...LIB,
      index(...DAEMON_ROOMS.filter((room) => room !== 'cli')),
      String.raw`^daemon/src/engines\.ts$`,
    ]),
    only('daemon-public-entry', String.raw`^daemon/src/index\.ts$`, [
      SHARED,
      ...LIB,
      index(...DAEMON_ROOMS.filter((room) => room !== 'cli')),
      String.raw`^daemon/src/(compose|engines)\.ts$`,
    ]),
    {
      name: 'only-compose-joins',
      severity: 'error',
      comment: 'The daemon is put together in one place; only who starts a daemon may use it.',
      from: { path: '^daemon/src/', pathNot: [TESTS, '^daemon/src/cli/', String.raw`^daemon/src/index\.ts$`] },
      to: { path: String.raw`^daemon/src/compose\.ts$` },
    },
    {
      name: 'tests-stay-near',
      severity: 'error',
      comment: 'A test uses its own folder, the public entry of other rooms, and the fakes.',
      from: { path: String.raw`^daemon/src/([^/]+)/.*(\.test\.ts$|testing/)` },
      to: { path: OURS, pathNot: ['^daemon/src/$1/', SHARED, ...TEST_REACH] },
    },
    {
      name: 'rooms-by-index',
      severity: 'error',
      comment: 'A room is what its index.ts exports.',
      from: { path: '^daemon/src/([^/]+)' },
      to: { path: `^daemon/src/(${DAEMON_ROOMS.join('|')})/`, pathNot: ['^daemon/src/$1/', String.raw`/index\.ts$`] },
    },

    {
      name: 'extension-imports',
      severity: 'error',
      comment: 'The extension knows shared alone; the daemon is at the other end of a socket.',
      from: { path: '^extension/' },
      to: { path: OURS, pathNot: ['^extension/', SHARED] },
    },
    only('room-camera', '^extension/src/camera/', [SHARED, '^extension/src/bus/(page-|chosen-camera)']),
    only('room-bus', '^extension/src/bus/', [SHARED]),
    ...EXTENSION_ROOMS.map((room) => only(`room-extension-${room}`, `^extension/src/${room}/`, [SHARED, '^extension/src/bus/'])),
    only('room-extension-ui', '^extension/src/ui/', [SHARED, '^extension/src/(bus|state)/']),
    {
      name: 'nobody-imports-entrypoints',
      severity: 'error',
      comment: 'They are wiring: what is worth importing belongs in a room.',
      from: { pathNot: '^extension/src/entrypoints/' },
      to: { path: '^extension/src/entrypoints/' },
    },
    {
      name: 'nobody-imports-e2e',
      severity: 'error',
      comment: 'It is started as a program.',
      from: { pathNot: '^e2e/' },
      to: { path: '^e2e/' },
    },
    {
      name: 'e2e-by-public-entry',
      severity: 'error',
      comment: 'It uses the packages as a stranger would.',
      from: { path: '^e2e/' },
      to: {
        path: '^(daemon|extension|scripts)/',
        pathNot: [
          String.raw`^daemon/(src/index\.ts|package\.json)$`,
          String.raw`^extension/src/(index|link/index|testing/test-daemon)\.ts$`,
        ],
      },
    },
    {
      name: 'nobody-imports-scripts',
      severity: 'error',
      from: { pathNot: '^scripts/' },
      to: { path: '^scripts/' },
    },

    ...VENDORS.map(([name, packages, adapters]) => vendor(name, packages, adapters)),
    {
      name: 'vendor-engine',
      severity: 'error',
      comment: 'A package that no other rule gives a place is an engine’s SDK: only the engine’s own folder may know it.',
      from: { path: '^daemon/src/', pathNot: [TESTS, ENGINE_FOLDER] },
      to: {
        path: String.raw`(^|/)node_modules/(?!\.pnpm/)(?!(${[...PLACED_PACKAGES, ...VENDORS.flatMap(([, packages]) => packages)].join('|')})/)`,
      },
    },
    {
      name: 'engines-apart',
      severity: 'error',
      comment: 'An engine is one folder and one line in its list; what several share is in the room or in lib.',
      from: { path: ENGINE_FOLDER },
      to: { path: ENGINE_FOLDER, pathNot: '^daemon/src/$1/engines/$2/' },
    },
    {
      name: 'engines-by-list',
      severity: 'error',
      comment: 'Nobody but the list of its kind knows an engine by name.',
      from: { path: '^(daemon|scripts|e2e)/', pathNot: [ENGINE_FOLDER, String.raw`^daemon/src/[^/]+/engines/index\.ts$`] },
      to: { path: ENGINE_FOLDER },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Only ours: the code of most packages lies in a folder of the same name, and a rule must see it.
    exclude: { path: '^(shared|daemon|extension|e2e)/(dist|out|test-results)/' },
    // Test tools are declared once, at the root.
    combinedDependencies: true,
    // Types are imports too: a room that knows another's types depends on it.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
