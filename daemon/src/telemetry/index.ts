// What the daemon tells its operator.
export { createLog, silentLog, type Log, type LogOptions } from './log.ts';
