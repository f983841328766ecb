// A server of the transport bench -> processor time and event-loop lag of this process, between two messages of the bench.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ServerRequest, ServerTold } from './served-load.ts';

/** It is looked so often whether the event loop is late, ms; so much of each look is no lag. */
const RESOLUTION_MS = 5;

/** Tells the bench where this process listens, and from then on what it uses. */
export function serveMeter({ url, token }: { readonly url: string; readonly token: string }): void {
  const tell = (told: ServerTold): void => void process.send?.(told);
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  let usedBefore = process.cpuUsage();
  process.on('message', (request: ServerRequest) => {
    switch (request.type) {
      case 'begin':
        delays.reset();
        delays.enable();
        usedBefore = process.cpuUsage();
        break;
      case 'end': {
        const { user, system } = process.cpuUsage(usedBefore);
        delays.disable();
        tell({ type: 'used', cpuMs: (user + system) / 1000, lagP99Ms: Math.max(0, delays.percentile(99) / 1e6 - RESOLUTION_MS) });
        break;
      }
    }
  });
  tell({ type: 'ready', url, token });
}
