// A bot's Chrome with a debugging port of the test's own -> its extension's service worker, ended as Chrome ends it.
import { createServer } from 'node:net';
import * as z from 'zod';
import { SubcamError, systemClock, withinTime } from '@subcam/shared';
import { EXTENSION_ORIGIN } from '@subcam/shared/wire';

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  if (address === null || typeof address === 'string') throw new SubcamError('network', 'No free port on 127.0.0.1.');
  return address.port;
}

/** Chrome's switch for it. The product never opens such a port; a test that looks inside does. */
export function debuggingArgs(port: number): readonly string[] {
  return [`--remote-debugging-port=${port}`];
}

const KILL_LIMIT_MS = 10_000;
const LOOK_EVERY_MS = 50;

const targets = z.array(z.object({ id: z.string(), type: z.string(), url: z.string() }));

/**
 * Stops the service worker and resolves when Chrome lists it no more. Over plain HTTP: a DevTools session would keep it from ending.
 * Rejects when there is none to stop, and with `timeout`.
 */
export async function killServiceWorker(port: number): Promise<void> {
  const late = (): SubcamError => new SubcamError('timeout', `The service worker runs on ${KILL_LIMIT_MS / 1000} s after its end.`);
  const kill = async (signal: AbortSignal): Promise<void> => {
    const ask = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${port}/json/${path}`, { signal });
    const running = async (): Promise<readonly string[]> =>
      targets
        .parse(await (await ask('list')).json())
        .filter(({ type, url }) => type === 'service_worker' && url.startsWith(EXTENSION_ORIGIN))
        .map(({ id }) => id);
    const [id] = await running();
    if (id === undefined) throw new SubcamError('browser', 'There is no service worker of the extension to stop.');
    await ask(`close/${id}`);
    while ((await running()).includes(id)) await systemClock.sleep(LOOK_EVERY_MS, signal);
  };
  await withinTime(KILL_LIMIT_MS, kill, { clock: systemClock, late });
}
