// Each import rule, broken once in a copy of the workspace: the check must fail by that rule's name, and by nothing else.
// That the workspace itself breaks none is a step of `pnpm check`.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

const root = path.dirname(import.meta.dirname);
const FOLDERS = ['shared', 'daemon', 'extension', 'e2e', 'scripts'];

/** A line that breaks a rule, in a new file or at the end of one that is there. */
interface Breach {
  readonly rule: string;
  readonly file: string;
  readonly imports: string;
}

const room = (name: string, imports: string): Breach => ({ rule: `room-${name}`, file: `daemon/src/${name}/breach.ts`, imports });
const vendor = (name: string, packageName: string): Breach => ({
  rule: `vendor-${name}`,
  file: `daemon/src/lib/breach-${name}.ts`,
  imports: packageName,
});

const BREACHES: readonly Breach[] = [
  { rule: 'no-unresolvable', file: 'daemon/src/lib/breach-unresolvable.ts', imports: './nowhere.ts' },
  { rule: 'no-circular', file: 'shared/src/clock/breach-one.ts', imports: './breach-two.ts' },
  { rule: 'no-circular', file: 'shared/src/clock/breach-two.ts', imports: './breach-one.ts' },
  { rule: 'no-undeclared', file: 'daemon/src/lib/breach-undeclared.ts', imports: 'stray-package' },
  { rule: 'no-development-package', file: 'daemon/src/lib/breach-development.ts', imports: 'typescript' },
  { rule: 'no-test-code', file: 'daemon/src/models/breach-test-code.ts', imports: './testing/loopback-registry.ts' },
  { rule: 'shared-imports-nothing-of-ours', file: 'shared/src/clock/breach-ours.ts', imports: '../../../daemon/src/config/index.ts' },
  { rule: 'shared-has-no-node', file: 'shared/src/clock/breach-node.ts', imports: 'node:fs' },
  { rule: 'shared-public-entries', file: 'daemon/src/lib/breach-entry.ts', imports: '../../../shared/src/clock/clock.ts' },
  room('audio', '../segment/index.ts'),
  room('segment', '../transcribe/index.ts'),
  room('transcribe', '../attribute/index.ts'),
  room('attribute', '../segment/index.ts'),
  room('translate', '../subtitle/index.ts'),
  room('subtitle', '../store/index.ts'),
  room('pipeline', '../store/index.ts'),
  room('tile', '../pipeline/index.ts'),
  room('gateway', '../models/index.ts'),
  room('cli', '../segment/index.ts'),
  room('bots', '../pipeline/index.ts'),
  room('store', '../bots/index.ts'),
  room('models', '../store/index.ts'),
  room('glossary', '../store/index.ts'),
  room('tokens', '../store/index.ts'),
  room('archive', '../pipeline/index.ts'),
  room('sound', '../pipeline/index.ts'),
  room('upload', '../gateway/index.ts'),
  room('webhooks', '../gateway/index.ts'),
  room('telemetry', '../store/index.ts'),
  room('lib', '../telemetry/index.ts'),
  { rule: 'daemon-engines', file: 'daemon/src/engines.ts', imports: './store/index.ts' },
  { rule: 'room-config', file: 'daemon/src/config/breach.ts', imports: '../store/index.ts' },
  { rule: 'daemon-compose', file: 'daemon/src/compose.ts', imports: '../../extension/src/index.ts' },
  { rule: 'daemon-public-entry', file: 'daemon/src/index.ts', imports: './cli/main.ts' },
  { rule: 'only-compose-joins', file: 'daemon/src/bots/breach-compose.ts', imports: '../compose.ts' },
  { rule: 'tests-stay-near', file: 'daemon/src/bots/breach.test.ts', imports: '../../../extension/src/index.ts' },
  { rule: 'rooms-by-index', file: 'daemon/src/bots/breach-inside.ts', imports: '../store/sqlite-store.ts' },
  { rule: 'extension-imports', file: 'extension/src/link/breach-daemon.ts', imports: '../../../daemon/src/index.ts' },
  { rule: 'room-camera', file: 'extension/src/camera/breach.ts', imports: '../link/capture-link.ts' },
  { rule: 'room-bus', file: 'extension/src/bus/breach.ts', imports: '../link/capture-link.ts' },
  { rule: 'room-extension-capture', file: 'extension/src/capture/breach.ts', imports: '../link/capture-link.ts' },
  { rule: 'room-extension-link', file: 'extension/src/link/breach.ts', imports: '../capture/resampler.ts' },
  { rule: 'room-extension-meet', file: 'extension/src/meet/breach.ts', imports: '../link/capture-link.ts' },
  { rule: 'room-extension-state', file: 'extension/src/state/breach.ts', imports: '../capture/resampler.ts' },
  { rule: 'room-extension-ui', file: 'extension/src/ui/breach.ts', imports: '../capture/resampler.ts' },
  { rule: 'nobody-imports-entrypoints', file: 'extension/src/bus/breach-entrypoint.ts', imports: '../entrypoints/background.ts' },
  { rule: 'nobody-imports-e2e', file: 'scripts/breach-e2e.ts', imports: '../e2e/src/demo/main.ts' },
  { rule: 'e2e-by-public-entry', file: 'e2e/src/breach-inside.ts', imports: '../../daemon/src/store/index.ts' },
  { rule: 'nobody-imports-scripts', file: 'e2e/src/breach-scripts.ts', imports: '../../scripts/test-summary.ts' },
  vendor('engine', 'onnxruntime-node'),
  { rule: 'vendor-engine', file: 'daemon/src/transcribe/breach-engine.ts', imports: 'onnxruntime-node' },
  { rule: 'vendor-engine', file: 'daemon/src/transcribe/engines/index.ts', imports: 'onnxruntime-node' },
  {
    rule: 'engines-apart',
    file: 'daemon/src/transcribe/engines/whisper-service/breach.ts',
    imports: '../moonshine/description.ts',
  },
  { rule: 'engines-by-list', file: 'daemon/src/transcribe/breach-list.ts', imports: './engines/moonshine/description.ts' },
  vendor('store', 'drizzle-orm'),
  vendor('browser', 'puppeteer-core'),
  vendor('server', 'socket.io'),
  vendor('socket-client', 'socket.io-client'),
  vendor('socket-parser', 'socket.io-parser'),
  vendor('log', 'pino'),
  vendor('command-line', 'citty'),
  vendor('tarball', 'tar'),
  vendor('wheel', 'yauzl'),
  vendor('canvas', '@napi-rs/canvas'),
];

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

let copy: string;

beforeAll(async () => {
  copy = await mkdtemp(path.join(tmpdir(), 'subcam-rules-'));
  const isSource = (file: string): boolean => !/\/(node_modules|dist|out|test-results)(\/|$)/.test(file);
  for (const folder of FOLDERS) {
    await cp(path.join(root, folder), path.join(copy, folder), { recursive: true, filter: isSource });
    await linkPackages(folder);
  }
  await cp(path.join(root, '.dependency-cruiser.cjs'), path.join(copy, '.dependency-cruiser.cjs'));
  await cp(path.join(root, 'package.json'), path.join(copy, 'package.json'));
  await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
});

afterAll(() => rm(copy, { recursive: true, force: true }));

/** Packages of others are those of the workspace; our own are the copies. */
async function linkPackages(folder: string): Promise<void> {
  const installed = path.join(root, folder, 'node_modules');
  const names = await readdir(installed).catch(() => []);
  for (const name of names) {
    if (name === '@subcam' || name.startsWith('.')) continue;
    await mkdir(path.join(copy, folder, 'node_modules'), { recursive: true });
    await symlink(path.join(installed, name), path.join(copy, folder, 'node_modules', name));
  }
  for (const name of await readdir(path.join(installed, '@subcam')).catch(() => [])) {
    await mkdir(path.join(copy, folder, 'node_modules', '@subcam'), { recursive: true });
    await symlink(path.join(copy, name), path.join(copy, folder, 'node_modules', '@subcam', name));
  }
}

/** Runs the check in the copy; its exit code is that of `pnpm rules` with the `err` report alone, so a list is asked for separately. */
function depcruise(...options: string[]): Promise<{ readonly exitCode: number; readonly said: string }> {
  const program = path.join(root, 'node_modules', '.bin', 'depcruise');
  return new Promise((resolve) => {
    execFile(program, ['--config', '.dependency-cruiser.cjs', ...options, ...FOLDERS], { cwd: copy }, (error, out, said) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), said: out + said });
    });
  });
}

async function violationsNow(): Promise<readonly Violation[]> {
  const file = path.join(copy, 'violations.json');
  const { exitCode, said } = await depcruise('--output-type', 'json', '--output-to', file);
  expect(exitCode, said).toBe(0);
  return (JSON.parse(await readFile(file, 'utf8')) as { summary: { violations: Violation[] } }).summary.violations;
}

/** The copy as it was before the breaches. */
async function mendBreaches(): Promise<void> {
  for (const { file } of BREACHES) {
    await rm(path.join(copy, file), { force: true });
    if (existsSync(path.join(root, file))) await cp(path.join(root, file), path.join(copy, file));
  }
}

const shown = (violation: Violation): string => `${violation.rule.name}: ${violation.from} -> ${violation.to}`;

test('one illegal import of each kind is found by its rule, and nothing else is', async () => {
  onTestFinished(mendBreaches);
  const stray = path.join(copy, 'daemon', 'node_modules', 'stray-package');
  await mkdir(stray);
  await writeFile(path.join(stray, 'package.json'), '{"name": "stray-package", "version": "1.0.0", "main": "index.js"}');
  await writeFile(path.join(stray, 'index.js'), '');
  for (const breach of BREACHES) await appendFile(path.join(copy, breach.file), `\nimport '${breach.imports}';\n`);

  expect((await depcruise()).exitCode).toBeGreaterThan(0);
  const violations = await violationsNow();
  // A circle is told once, at either of its files.
  const rulesAt = (file: string): string[] =>
    violations.filter(({ from, to, rule }) => from === file || (rule.name === 'no-circular' && to === file)).map(({ rule }) => rule.name);
  for (const { rule, file } of BREACHES) expect(rulesAt(file), file).toContain(rule);
  const strangers = violations.filter(
    (violation) => violation.rule.name !== 'no-circular' && !BREACHES.some(({ file }) => file === violation.from),
  );
  expect(strangers.map(shown)).toEqual([]);
});

test('no rule goes untested', () => {
  const { forbidden } = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as { forbidden: readonly { name: string }[] };
  expect(new Set(BREACHES.map((breach) => breach.rule))).toEqual(new Set(forbidden.map((rule) => rule.name)));
});
