// Telemetry: what the daemon tells its operator, as log lines.
export { createLog, silentLog, type Log, type LogOptions } from './log.ts';
