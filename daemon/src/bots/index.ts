// Bots: a Chrome that attends a meeting with the extension, in a process of its own that outlives the daemon by one lease.
export { BOT_END_CODES, endCode, type BotEndCode } from './bot-end.ts';
export { DEFAULT_DISPLAY_NAME } from './runner-options.ts';
export { startRunner, type RunnerHandle, type StartRunnerOptions } from './start-runner.ts';
