// A daemon that was started with Node's inspector -> the threads in which it translates, stopped from outside as a fault would stop them.
import { SubcamError, systemClock, withinTime } from '@subcam/shared';
import * as z from 'zod';

/** What a daemon needs in its environment, so that its threads can be reached. The inspector listens on loopback alone. */
export const INSPECTED = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

const ADDRESS = /^Debugger listening on (?<url>ws:\/\/127\.0\.0\.1:\d+\/[\w-]+)$/u;

/** Of the file that such a thread runs. */
const TRANSLATOR_FILE = /\/bergamot-worker\.ts$/u;

const ANSWER_LIMIT_MS = 5_000;

/** Where the inspector listens, as a line of the daemon's log says it; null: another line. */
export function inspectorIn(line: string): string | null {
  return ADDRESS.exec(line)?.groups?.['url'] ?? null;
}

export interface TranslatorThreads {
  /** How many there are now. */
  readonly count: number;
  /** All that are there now work without end, and answer nothing any more. */
  hang(): void;
  /** All that are there now end at once. */
  end(): void;
  close(): void;
}

const attached = z.object({
  method: z.literal('NodeWorker.attachedToWorker'),
  params: z.object({ sessionId: z.string(), workerInfo: z.object({ url: z.string() }) }),
});
const detached = z.object({ method: z.literal('NodeWorker.detachedFromWorker'), params: z.object({ sessionId: z.string() }) });
const enabled = z.object({ id: z.literal(1) });

/** Resolves when it knows the threads that are there. Rejects with `timeout` or `network`. */
export async function reachTranslatorThreads(inspectorUrl: string): Promise<TranslatorThreads> {
  const socket = new WebSocket(inspectorUrl);
  const threads = new Set<string>();
  const ready = Promise.withResolvers<void>();
  let nextId = 1;
  const send = (method: string, params: object): void => {
    socket.send(JSON.stringify({ id: nextId, method, params }));
    nextId += 1;
  };
  const runInAll = (expression: string): void => {
    const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } });
    for (const sessionId of threads) send('NodeWorker.sendMessageToWorker', { sessionId, message });
  };
  socket.addEventListener('open', () => send('NodeWorker.enable', { waitForDebuggerOnStart: false }));
  socket.addEventListener('error', () => ready.reject(new SubcamError('network', `Nothing answers at ${inspectorUrl}.`)));
  socket.addEventListener('message', ({ data }) => {
    const message: unknown = JSON.parse(String(data));
    const begun = attached.safeParse(message).data?.params;
    if (begun !== undefined && TRANSLATOR_FILE.test(begun.workerInfo.url)) threads.add(begun.sessionId);
    const gone = detached.safeParse(message).data?.params;
    if (gone !== undefined) threads.delete(gone.sessionId);
    if (enabled.safeParse(message).success) ready.resolve();
  });
  const late = (): SubcamError => new SubcamError('timeout', `The inspector at ${inspectorUrl} does not answer.`);
  await withinTime(ANSWER_LIMIT_MS, () => ready.promise, { clock: systemClock, late });
  return {
    get count() {
      return threads.size;
    },
    hang: () => runInAll('for (;;);'),
    end: () => runInAll('process.exit(1)'),
    close: () => socket.close(),
  };
}
