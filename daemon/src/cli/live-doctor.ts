// A running daemon's metrics -> `subcam doctor --live`: where its time is lost.
import { setTimeout as sleep } from 'node:timers/promises';
import { SubcamError, systemClock, withinTime } from '@subcam/shared';
import { checkIdentity, metricsRoute } from '@subcam/shared/http';
import { readMetricSamples, type MetricSamples } from './metric-samples.ts';
import { requireDaemon, type AddressFlags, type RunningDaemon } from './running-daemon.ts';
import type { Terminal } from './terminal.ts';
import { whereTimeGoes } from './where-time-goes.ts';

/** Until the metrics are there. */
const DEADLINE_MS = 5_000;

/** Rejects with `network` where nobody answers, and with `forbidden-scope` where the token does not allow metrics. */
async function readMetrics(daemon: RunningDaemon): Promise<MetricSamples> {
  await checkIdentity(daemon);
  const late = (): SubcamError => new SubcamError('network', `The daemon at ${daemon.url} does not answer in time.`, { retryable: true });
  const ask = async (signal: AbortSignal): Promise<{ readonly status: number; readonly text: string }> => {
    const response = await fetch(`${daemon.url}${metricsRoute.path}`, { headers: { authorization: `Bearer ${daemon.token}` }, signal });
    return { status: response.status, text: await response.text() };
  };
  const { status, text } = await withinTime(DEADLINE_MS, ask, { clock: systemClock, late });
  if (status === 403)
    throw new SubcamError('forbidden-scope', `This token does not allow metrics: use one with the scope ${metricsRoute.scope}.`);
  if (status !== 200)
    throw new SubcamError('network', `The daemon at ${daemon.url} answers ${status} to ${metricsRoute.path}: is it of this version?`);
  return readMetricSamples(text);
}

/** `overMs`: what is counted is what happens in so long; null: since the daemon's start. Rejects as `requireDaemon` does. */
export async function liveDoctor(
  flags: AddressFlags,
  terminal: Terminal,
  { overMs, isJson }: { readonly overMs: number | null; readonly isJson: boolean },
): Promise<void> {
  const daemon = await requireDaemon(flags, terminal);
  const before = overMs === null ? null : await readMetrics(daemon);
  if (overMs !== null) await sleep(overMs);
  const now = await readMetrics(daemon);
  const report = whereTimeGoes(now, before === null ? now : now.since(before));
  if (isJson) terminal.out(JSON.stringify({ ...report, overMs }));
  else for (const sentence of report.sentences) terminal.out(sentence);
}
