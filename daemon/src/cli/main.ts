// process.argv -> a command and its exit code: 0 done, 1 it failed, 2 bad input or something that has to be installed first.
import { SubcamError, toSubcamError } from '@subcam/shared';
import type { ErrorCode } from '@subcam/shared';
import type { Command } from './command.ts';
import { ownVersion } from '../lib/own-version.ts';
import { processTerminal, tableLines } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** Loaded when they are asked for: `subcam doctor` has to run where a native module of the daemon can't be loaded. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  up: async () => (await import('./commands/up.ts')).up,
  demo: async () => (await import('./commands/demo.ts')).demo,
  join: async () => (await import('./commands/join.ts')).join,
  transcribe: async () => (await import('./commands/transcribe.ts')).transcribe,
  record: async () => (await import('./commands/record.ts')).record,
  render: async () => (await import('./commands/render.ts')).render,
  models: async () => (await import('./commands/models.ts')).models,
  pair: async () => (await import('./commands/pair.ts')).pair,
  tokens: async () => (await import('./commands/tokens.ts')).tokens,
  webhooks: async () => (await import('./commands/webhooks.ts')).webhooks,
  sessions: async () => (await import('./commands/sessions.ts')).sessions,
  config: async () => (await import('./commands/config.ts')).config,
  glossary: async () => (await import('./commands/glossary.ts')).glossary,
  db: async () => (await import('./commands/db.ts')).db,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
};

/** What the person who typed the command can mend before trying again; no network and no daemon are of that kind. */
const MENDED_BY_HAND: readonly ErrorCode[] = [
  'bad-request',
  'configuration',
  'meeting-host',
  'model-corrupt',
  'model-missing',
  'network',
  'pairing-code',
  'program-missing',
  'sound-corrupt',
  'sound-format',
  'unauthorized',
  'forbidden-scope',
];

/** The same of one command alone. */
const MENDED_FOR: Readonly<Record<string, readonly ErrorCode[]>> = { db: ['storage'], sessions: ['session-unknown', 'storage'] };

/** Runs the program; sets the exit code and returns, so that what still has to be written or closed can be. */
export async function main(argv: readonly string[]): Promise<void> {
  // A reader that has seen enough ("| head") closes the pipe: that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  process.exitCode = await runCli(argv, processTerminal());
}

/** Resolves with the exit code; errors have been said. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rawArgs] = argv;
  try {
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      terminal.out(await overview());
      return name === undefined ? 2 : 0;
    }
    if (name === '--version') {
      terminal.out(await ownVersion());
      return 0;
    }
    const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (load === undefined) throw new SubcamError('configuration', `There is no command "${name}". See "subcam --help".`);
    const command = await load();
    if (rawArgs.includes('--help') || rawArgs.includes('-h')) {
      terminal.out(await command.usage(rawArgs));
      return 0;
    }
    return await command.run(rawArgs, terminal);
  } catch (thrown) {
    const error = toSubcamError(thrown);
    if (rawArgs.includes('--json')) {
      terminal.out(JSON.stringify({ error: { code: error.code, message: error.message, retryable: error.retryable } }));
    }
    terminal.say(rawArgs.includes('--verbose') ? stackOf(error) : error.message);
    if (error.code === 'aborted') return 130;
    return MENDED_BY_HAND.includes(error.code) || (MENDED_FOR[name ?? ''] ?? []).includes(error.code) ? 2 : 1;
  }
}

async function overview(): Promise<string> {
  const rows = await Promise.all(Object.entries(COMMANDS).map(async ([name, load]) => [`  ${name}`, (await load()).description]));
  return [
    'Subcam: live translated subtitles that every participant of a video meeting can read, because they arrive as a camera.',
    '',
    'subcam COMMAND [OPTIONS]',
    '',
    ...tableLines(rows),
    '',
    'subcam COMMAND --help says more. Exit codes: 0 done, 1 failed, 2 bad input or something is missing.',
  ].join('\n');
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
