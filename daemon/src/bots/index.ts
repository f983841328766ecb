// Bots: a Chrome that attends a meeting with the extension, in a process of its own that outlives the daemon by one lease.
export { startRunner, type RunnerHandle, type StartRunnerOptions } from './start-runner.ts';
