// Every way between two languages in turn, each in a process of its own -> the report of the bench.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { loadConfig, routesOf } from '@subcam/daemon';
import { SubcamError } from '@subcam/shared';
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

/** Rejects with `bad-request` where nothing translates the pair, else with what a way failed of, which it names. */
export async function measureTranslation(lines: TestLines, onNote: Note, signal: AbortSignal): Promise<TranslationReport> {
  const { sources, sourceLanguage, targetLanguage, title } = lines;
  const pair = { sourceLanguage, targetLanguage };
  const routes = routesOf(await loadConfig(process.env), pair);
  const names = routeNames(routes);
  onNote(`${sources.length} lines of ${title}, ${sourceLanguage} to ${targetLanguage}, by ${names.join(', ')}`);
  const ways: MeasuredWay[] = [];
  for (const [index, route] of routes.entries()) {
    const name = names[index] ?? '';
    const label = route.via === null ? name : `${name} (via ${route.via})`;
    const measures = await measureRoute({ route, pair, sources }, (text) => onNote(`${label}: ${text}`), signal).catch(
      (error: unknown): never => {
        if (signal.aborted || !(error instanceof SubcamError)) throw error;
        throw new SubcamError(error.code, `${label} could not be measured: ${error.message}`, { cause: error });
      },
    );
    ways.push({ name, measures });
  }
  return translationReport(lines, ways);
}
