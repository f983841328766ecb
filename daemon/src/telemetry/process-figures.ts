// This process -> its event-loop lag, memory and processor time, under the names that dashboards for Node.js look for.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '@subcam/shared';
import { Counter, Gauge, type Registry } from 'prom-client';

/** It is looked so often whether the event loop is late, ms. */
const RESOLUTION_MS = 10;

const NS_PER_MS = 1e6;

interface ProcessFigures {
  /** Sets all of them to what is so now. */
  read(): void;
  /** Idempotent. */
  close(): void;
}

/** Lag is that since they were read last; `monitorEventLoopDelay` tells the whole wait for its timer, of which RESOLUTION_MS are no lag. */
export function watchProcess(registry: Registry, clock: Pick<Clock, 'nowMs'>): ProcessFigures {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();

  const lagS = (delayNs: number): number => Math.max(0, delayNs / NS_PER_MS - RESOLUTION_MS) / 1000;
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers: [registry] });
  const gauges = {
    p50: gauge('nodejs_eventloop_lag_p50_seconds', 'The 50th percentile of the event loop lag since the last answer.'),
    p99: gauge('nodejs_eventloop_lag_p99_seconds', 'The 99th percentile of the event loop lag since the last answer.'),
    max: gauge('nodejs_eventloop_lag_max_seconds', 'The most event loop lag since the last answer.'),
    resident: gauge('process_resident_memory_bytes', 'Resident memory size in bytes.'),
    heap: gauge('nodejs_heap_size_used_bytes', 'Process heap size used from Node.js in bytes.'),
    external: gauge('nodejs_external_memory_bytes', 'Node.js external memory size in bytes.'),
    started: gauge('process_start_time_seconds', 'Start time of the process since unix epoch in seconds.'),
  };
  gauges.started.set(clock.nowMs() / 1000 - process.uptime());
  const processor = new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Total user and system CPU time spent in seconds.',
    registers: [registry],
  });
  let toldS = 0;
  return {
    read: () => {
      const isMeasured = delays.count > 0;
      gauges.p50.set(isMeasured ? lagS(delays.percentile(50)) : 0);
      gauges.p99.set(isMeasured ? lagS(delays.percentile(99)) : 0);
      gauges.max.set(isMeasured ? lagS(delays.max) : 0);
      delays.reset();
      const { rss, heapUsed, external } = process.memoryUsage();
      gauges.resident.set(rss);
      gauges.heap.set(heapUsed);
      gauges.external.set(external);
      const { user, system } = process.cpuUsage();
      const nowS = (user + system) / 1e6;
      processor.inc(Math.max(0, nowS - toldS));
      toldS = nowS;
    },
    close: () => delays.disable(),
  };
}
