// Every way between two languages in turn, each in a process of its own -> the report of the bench.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { examineTranslators, loadConfig, routesOf, type Route } from '@subcam/daemon';
import { SubcamError, type LanguagePair } from '@subcam/shared';
import type { EnginesGroup } from './engines-wish.ts';
import type { RouteMeasures, RouteMessage, RouteOrder } from './route-measures.ts';
import type { TestLines } from './test-lines.ts';
import { routeNames, translationReport, type MeasuredWay, type TranslationReport } from './translation-report.ts';

const PROCESS_FILE = path.join(import.meta.dirname, 'route-process.ts');

/** A process that was told to end and hasn't by then is killed. */
const PATIENCE_MS = 5_000;

type Note = (text: string) => void;

/** Rejects with what the process failed of, and as the signal says; the process has ended by then. */
async function measureRoute(order: RouteOrder, onNote: Note, signal: AbortSignal): Promise<RouteMeasures> {
  signal.throwIfAborted();
  // Standard output is the report's.
  const child = fork(PROCESS_FILE, { execArgv: ['--expose-gc'], stdio: ['ignore', 2, 2, 'ipc'] });
  const gone = once(child, 'exit');
  const answer = Promise.withResolvers<RouteMeasures>();
  child.on('message', (message: RouteMessage) => {
    if (message.type === 'progress') onNote(message.text);
    else if (message.type === 'done') answer.resolve(message.measures);
    else answer.reject(new SubcamError(message.code as SubcamError['code'], message.message));
  });
  child.once('exit', (code, name) =>
    answer.reject(new SubcamError('engine-failed', `The process that measures ended before it was done (${name ?? `exit code ${code}`}).`)),
  );
  const stop = (): void => answer.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    child.send(order);
    return await answer.promise;
  } finally {
    signal.removeEventListener('abort', stop);
    if (child.connected) child.disconnect();
    const killer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    await gone;
    clearTimeout(killer);
  }
}

interface Found {
  readonly route: Route;
  /** Of its engines, and their address where the wish names it. */
  readonly name: string;
  readonly device: string;
  readonly env: EnginesGroup['env'];
}

/** Every way of a group between the two languages. A service that can't be asked is left out, with the reason; throws it where no way is left. */
async function waysOf(
  { env, label }: EnginesGroup,
  pair: LanguagePair,
  signal: AbortSignal,
): Promise<{ readonly found: readonly Found[]; readonly leftOut: Readonly<Record<string, string>> }> {
  const config = await loadConfig({ ...process.env, ...env });
  const examined = await examineTranslators(config, signal);
  const problems = new Map(examined.flatMap(({ name, problem }) => (problem === null ? [] : [[name, problem] as const])));
  const devices = new Map(examined.map(({ name, device }) => [name, device]));
  const leftOut = Object.fromEntries([...problems].map(([name, problem]) => [`${name}${label}`, problem]));
  if (problems.size === examined.length && examined.length > 0) return { found: [], leftOut };
  const routes = routesOf(config, pair).filter(({ edges }) => edges.every(({ engine }) => !problems.has(engine)));
  const names = routeNames(routes);
  const found = routes.map((route, index): Found => {
    const device = [...new Set(route.edges.map(({ engine }) => devices.get(engine) ?? 'not told'))].join(' + ');
    return { route, name: `${names[index] ?? ''}${label}`, device, env };
  });
  return { found, leftOut };
}

/**
 * `groups`: null: the engines that are in use. Rejects with `bad-request` where nothing translates the pair, with `engine-unavailable` where no engine can
 * be asked, else with what a way failed of, which it names.
 */
export async function measureTranslation(
  { lines, groups }: { readonly lines: TestLines; readonly groups: readonly EnginesGroup[] | null },
  onNote: Note,
  signal: AbortSignal,
): Promise<TranslationReport> {
  const { sources, sourceLanguage, targetLanguage, title } = lines;
  const pair = { sourceLanguage, targetLanguage };
  const all = await Promise.all((groups ?? [{ env: {}, label: '' }]).map((group) => waysOf(group, pair, signal)));
  const found = all.flatMap((one) => one.found);
  const leftOut: Readonly<Record<string, string>> = Object.assign({}, ...all.map((one) => one.leftOut));
  for (const [name, problem] of Object.entries(leftOut)) onNote(`${name} is left out: ${problem}`);
  if (found.length === 0) throw new SubcamError('engine-unavailable', `No translator can be asked: ${Object.values(leftOut).join('; ')}.`);
  onNote(
    `${sources.length} lines of ${title}, ${sourceLanguage} to ${targetLanguage}, by ${found.map(({ name, device }) => `${name} (${device})`).join(', ')}`,
  );
  const ways: MeasuredWay[] = [];
  for (const { route, name, device, env } of found) {
    const label = route.via === null ? name : `${name} (via ${route.via})`;
    const measures = await measureRoute({ route, pair, sources, env }, (text) => onNote(`${label}: ${text}`), signal).catch(
      (error: unknown): never => {
        if (signal.aborted || !(error instanceof SubcamError)) throw error;
        throw new SubcamError(error.code, `${label} could not be measured: ${error.message}`, { cause: error });
      },
    );
    ways.push({ name, device, measures });
  }
  return translationReport(lines, { ways, leftOut });
}
