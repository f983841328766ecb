// The bot's process: flags and signals in, one JSON line for each state on standard output, an exit code.
import { randomUUID } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { SubcamError, systemClock, toSubcamError } from '@subcam/shared';
import { findChromium } from '../lib/programs.ts';
import { completed } from './bot-end.ts';
import { makeBotToken } from './bot-token.ts';
import { launchChrome } from './chrome-launcher.ts';
import { openDaemonLink } from './daemon-link.ts';
import type { BotLog } from './join-flow.ts';
import { parseRunnerFlags, RUNNER_HELP, type RunnerSettings } from './runner-options.ts';
import { runBot } from './runner.ts';

const EXIT = { completed: 0, failed: 1, badInput: 2 } as const;

const log: BotLog = (message, fields) => {
  process.stderr.write(`${JSON.stringify({ atMs: systemClock.nowMs(), part: 'bot', message, ...fields })}\n`);
};

async function readToken(file: string): Promise<string> {
  try {
    const token = (await readFile(file, 'utf8')).trim();
    if (token !== '') return token;
  } catch (error) {
    throw new SubcamError(
      'configuration',
      `The token file ${file} cannot be read. The daemon makes it at its first start: \`subcam up\`.`,
      { cause: error },
    );
  }
  throw new SubcamError('configuration', `The token file ${file} is empty. Remove it and start the daemon anew: \`subcam up\`.`);
}

async function needExtension(dir: string): Promise<void> {
  try {
    await access(path.join(dir, 'manifest.json'));
  } catch (error) {
    throw new SubcamError('configuration', `There is no built extension in ${dir}. Build it with \`pnpm build\`.`, { cause: error });
  }
}

async function needChromium(): Promise<string> {
  const found = await findChromium(process.env);
  if (found !== null) return found;
  throw new SubcamError(
    'program-missing',
    'There is no Chromium. Run `npm run setup`, install Chromium or Chrome, or set SUBCAM_CHROMIUM to its path.',
  );
}

/** First signal: leave in order. Second: don't wait. */
function leaveSignals(settings: RunnerSettings): { readonly leave: AbortSignal; readonly hurry: AbortSignal } {
  const leave = new AbortController();
  const hurry = new AbortController();
  const ask = (why: string): void => {
    if (leave.signal.aborted) hurry.abort();
    else leave.abort(completed('left', why));
  };
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => ask('The bot was asked to leave.'));
  if (settings.leaveWithStdin) {
    process.stdin.once('close', () => {
      if (!leave.signal.aborted) ask('Whoever started the bot is gone.');
    });
    process.stdin.resume();
  }
  return { leave: leave.signal, hurry: hurry.signal };
}

async function main(args: readonly string[]): Promise<number> {
  let settings: RunnerSettings;
  let token: string;
  let executablePath: string;
  try {
    const parsed = parseRunnerFlags(args, randomUUID);
    if (parsed === 'help') {
      process.stdout.write(RUNNER_HELP);
      return EXIT.completed;
    }
    settings = parsed;
    token = await readToken(settings.tokenFile);
    await needExtension(settings.extensionDir);
    executablePath = await needChromium();
  } catch (error) {
    process.stderr.write(`${toSubcamError(error).message}\n`);
    return EXIT.badInput;
  }
  const end = await runBot(
    settings,
    {
      clock: systemClock,
      launch: launchChrome,
      openLink: (onLeave) => openDaemonLink({ daemonUrl: settings.daemonUrl, token, clock: systemClock, onLeave }),
      makeToken: () => makeBotToken({ daemonUrl: settings.daemonUrl, token, botId: settings.botId, log }),
      executablePath,
      onStatus: (status) => process.stdout.write(`${JSON.stringify(status)}\n`),
      log,
    },
    leaveSignals(settings),
  );
  return end.state === 'completed' ? EXIT.completed : EXIT.failed;
}

// Whoever read our output may be gone; the bot still has a meeting to leave in order.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

process.exitCode = await main(process.argv.slice(2));
process.stdin.destroy();
