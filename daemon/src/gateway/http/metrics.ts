// The metrics over HTTP, in the text format of Prometheus.
import { metricsRoute } from '@subcam/shared/http';
import { answered, MediaAnswer, type AnsweredRoute } from './answered-route.ts';

export interface MetricsDeps {
  /** All metrics as they are now. */
  readonly metricsText: () => Promise<string>;
}

export function answerMetrics({ metricsText }: MetricsDeps): readonly AnsweredRoute[] {
  return [answered(metricsRoute, async () => new MediaAnswer('text/plain', Buffer.from(await metricsText())))];
}
