// Telemetry: what the daemon tells its operator, as log lines and as metrics.
export { createLog, silentLog, type Log, type LogOptions } from './log.ts';
export { noMetrics, STAGES, type LiveFigures, type Metrics, type Shown, type Stage } from './metrics.ts';
export { liveFigures } from './live-figures.ts';
export { createPrometheus, type Prometheus } from './prometheus.ts';
