// A bot's Chrome with a debugging port of the test's own -> its extension's service worker, ended as Chrome ends it.
import { createServer } from 'node:net';
import { connect } from 'puppeteer-core';
import { SubcamError } from '@subcam/shared';
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

/** A browser tells of its targets one after the other. */
const TARGET_LIMIT_MS = 5000;

/** Stops the service worker and resolves when Chrome says that it is gone. Rejects when there is none to stop. */
export async function killServiceWorker(port: number): Promise<void> {
  const browser = await connect({ browserURL: `http://127.0.0.1:${port}`, defaultViewport: null });
  try {
    const isOurs = (target: { type(): string; url(): string }): boolean =>
      target.type() === 'service_worker' && target.url().startsWith(EXTENSION_ORIGIN);
    const target = await browser.waitForTarget(isOurs, { timeout: TARGET_LIMIT_MS });
    const worker = await target.worker();
    if (worker === null) throw new SubcamError('browser', "The extension's service worker can't be reached.");
    const gone = new Promise<void>((resolve) => {
      browser.on('targetdestroyed', (destroyed) => {
        if (destroyed === target) resolve();
      });
    });
    await worker.close();
    await gone;
  } finally {
    await browser.disconnect();
  }
}
