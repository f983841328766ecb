// StartRunnerOptions -> a bot in a process of its own, and a handle on it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { spokenLanguages, SubcamError, type BotStatus } from '@subcam/shared';
import { allowedMeetingUrl } from '@subcam/shared/meet';
import { leaseRequest } from '@subcam/shared/wire';
import { NO_TRANSLATION } from './runner-options.ts';

export interface StartRunnerOptions {
  readonly meetingUrl: string;
  /** `http://127.0.0.1:PORT`. */
  readonly daemonUrl: string;
  readonly tokenFile: string;
  /** Default `Subcam (live captions)`. */
  readonly displayName?: string;
  readonly sourceLanguage?: string;
  readonly spoken?: readonly string[] | undefined;
  readonly targetLanguages?: readonly string[];
  /** As `MeetingLanguages` has it; both languages must be given then. */
  readonly twoWay?: boolean;
  readonly botId?: string;
  readonly extensionDir?: string;
  readonly headed?: boolean;
  readonly chromeArgs?: readonly string[];
  readonly lobbyLimitMs?: number;
  readonly aloneLimitMs?: number;
  readonly callLimitMs?: number;
  readonly leaseMs?: number;
  /** `true`: the bot leaves when this process is gone. `false`: it lives on while the daemon renews its lease. Default true. */
  readonly leaveWithParent?: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Every change of state, in order; the last one is `completed` or `failed`. */
  readonly onStatus?: (status: BotStatus) => void;
  /** Lines of the bot's log; without it they go to this process's standard error. */
  readonly onLog?: (line: string) => void;
}

export interface RunnerHandle {
  readonly pid: number;
  /** 0 attended and left, 1 failed, 2 bad input; 128 + n when signal n ended it. After the last `onStatus`. */
  readonly exited: Promise<number>;
  /** The latest state, null before the first. */
  status(): BotStatus | null;
  /** Asks it to leave the meeting in order; again: without waiting for what is still being settled. */
  leave(): void;
  /** SIGKILL. Its Chrome ends with it. */
  kill(): void;
}

const RUNNER_PROGRAM = path.join(import.meta.dirname, 'runner-main.ts');

/** Of the signals that end a process: their numbers. */
const SIGNAL_NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

function runnerArguments(options: StartRunnerOptions): readonly string[] {
  const single: readonly (readonly [string, string | number | undefined])[] = [
    ['url', options.meetingUrl],
    ['daemon', options.daemonUrl],
    ['token-file', options.tokenFile],
    ['name', options.displayName],
    ['bot-id', options.botId],
    ['extension', options.extensionDir],
    ['lobby-limit-s', options.lobbyLimitMs === undefined ? undefined : options.lobbyLimitMs / 1000],
    ['alone-limit-s', options.aloneLimitMs === undefined ? undefined : options.aloneLimitMs / 1000],
    ['call-limit-s', options.callLimitMs === undefined ? undefined : options.callLimitMs / 1000],
    ['lease-ms', options.leaseMs],
  ];
  return [
    ...single.flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}=${value}`])),
    ...languageArguments(options),
    ...(options.chromeArgs ?? []).map((arg) => `--chrome-arg=${arg}`),
    ...(options.headed === true ? ['--headed'] : []),
    ...(options.leaveWithParent === false ? [] : ['--leave-with-stdin']),
  ];
}

function languageArguments({ sourceLanguage, spoken = [], targetLanguages, twoWay }: StartRunnerOptions): readonly string[] {
  if (twoWay === true) {
    const between = spokenLanguages({ sourceLanguage: sourceLanguage ?? '', targetLanguages: targetLanguages ?? [], twoWay });
    return [`--between=${between.join(',')}`];
  }
  const targets = targetLanguages?.length === 0 ? [NO_TRANSLATION] : (targetLanguages ?? []);
  const source = spoken.length > 0 ? spoken.join(',') : sourceLanguage;
  return [...(source === undefined ? [] : [`--source-language=${source}`]), ...targets.map((code) => `--to=${code}`)];
}

function parseStatus(line: string): BotStatus | null {
  try {
    return leaseRequest.parse(JSON.parse(line));
  } catch {
    // Not a status line: Node itself prints to standard output under some debug flags.
    return null;
  }
}

/**
 * Starts the bot's process in a process group of its own, so that a terminal's Ctrl-C reaches it only through `leave`.
 * Throws `meeting-host` before anything starts when the address is no meeting.
 */
export function startRunner(options: StartRunnerOptions): RunnerHandle {
  allowedMeetingUrl(options.meetingUrl);
  const child = spawn(process.execPath, [RUNNER_PROGRAM, ...runnerArguments(options)], {
    detached: true,
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', options.onLog === undefined ? 'inherit' : 'pipe'],
  });
  // A runner that has ended closes its end of the pipe; its exit code says why.
  child.stdin?.on('error', () => undefined);
  let latest: BotStatus | null = null;
  if (child.stdout === null) throw new SubcamError('internal', 'The bot was started without a standard output.');
  const statuses = createInterface({ input: child.stdout });
  statuses.on('line', (line) => {
    const status = parseStatus(line);
    if (status === null) return;
    latest = status;
    options.onStatus?.(status);
  });
  if (child.stderr !== null && options.onLog !== undefined) createInterface({ input: child.stderr }).on('line', options.onLog);
  const exited = once(child, 'close').then(([code, signal]: unknown[]) => {
    if (typeof code === 'number') return code;
    return 128 + (SIGNAL_NUMBERS[String(signal)] ?? 0);
  });
  exited.catch(() => undefined);
  const signal = (name: NodeJS.Signals): void => {
    if (child.exitCode === null && child.signalCode === null) child.kill(name);
  };
  return {
    pid: child.pid ?? 0,
    exited,
    status: () => latest,
    leave: () => signal('SIGTERM'),
    kill: () => signal('SIGKILL'),
  };
}
