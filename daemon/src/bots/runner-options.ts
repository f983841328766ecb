// Command-line flags -> RunnerSettings: everything that a bot's process is told, checked before a browser starts.
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  DEFAULT_MEETING_LANGUAGES,
  isLanguageCode,
  LEASE_MS,
  parseBetween,
  parseSpoken,
  spokenLanguages,
  SubcamError,
  type MeetingLanguages,
} from '@subcam/shared';
import { allowedMeetingUrl } from '@subcam/shared/meet';
import { requireDrawable } from '@subcam/shared/paint';
import { DEFAULT_DAEMON_PORT } from '@subcam/shared/wire';
import { DEFAULT_ATTENDANCE_LIMITS, type AttendanceLimits } from './attendance.ts';

/** How a bot names itself: it says what it is. */
export const DEFAULT_DISPLAY_NAME = 'Subcam (live captions)';

/** Meet's box for a name takes 60 characters. */
const MAX_NAME_LENGTH = 60;

/** `--to none`: what is said, in its own language alone. */
export const NO_TRANSLATION = 'none';

/** The extension's build in a checkout of the repository. */
export const DEFAULT_EXTENSION_DIR = path.join(import.meta.dirname, '..', '..', '..', 'extension', 'dist');

export interface RunnerSettings {
  readonly botId: string;
  /** As `allowedMeetingUrl` gives it. */
  readonly meetingUrl: string;
  /** The daemon on this machine, `http://127.0.0.1:PORT`. */
  readonly daemonUrl: string;
  readonly tokenFile: string;
  readonly displayName: string;
  readonly sourceLanguage: string;
  readonly spoken?: readonly string[] | undefined;
  readonly targetLanguages: readonly string[];
  readonly twoWay: boolean;
  readonly extensionDir: string;
  readonly headed: boolean;
  /** Passed to Chrome as they are. */
  readonly chromeArgs: readonly string[];
  readonly limits: AttendanceLimits;
  /** Not renewed for so long: the bot leaves. */
  readonly leaseMs: number;
  /** The bot leaves when its standard input closes, so that it does not outlive who started it. */
  readonly leaveWithStdin: boolean;
}

export const RUNNER_HELP = `subcam bot runner: one Chrome that attends one Google Meet meeting and shows its subtitles as a camera

  node daemon/src/bots/runner-main.ts --url https://meet.google.com/abc-defg-hij --token-file FILE

  --url URL               the meeting: https://meet.google.com/ and its code
  --daemon URL            the daemon on this machine (default http://127.0.0.1:${DEFAULT_DAEMON_PORT})
  --token-file FILE       file that holds the daemon's token
  --name TEXT             name in the meeting (default "${DEFAULT_DISPLAY_NAME}")
  --source-language CODE  what is spoken; CODE,CODE for several, auto for any (default ${DEFAULT_MEETING_LANGUAGES.sourceLanguage})
  --to CODE               language of the subtitles; may be repeated; none for no translation (default ${DEFAULT_MEETING_LANGUAGES.targetLanguages.join(', ')})
  --between CODE,CODE     two-way: what is spoken, each translated into the other; in place of --source-language and --to
  --bot-id ID             name of this bot towards the daemon (default: a random one)
  --extension DIR         the built extension (default: the one of this repository)
  --headed                show the browser
  --chrome-arg=ARG        passed on to Chrome; may be repeated
  --lobby-limit-s N       longest wait to be let in (default ${DEFAULT_ATTENDANCE_LIMITS.lobbyMs / 1000})
  --alone-limit-s N       leave after being alone for so long (default ${DEFAULT_ATTENDANCE_LIMITS.aloneMs / 1000})
  --call-limit-s N        leave after so long in the call (default ${DEFAULT_ATTENDANCE_LIMITS.callMs / 1000})
  --lease-ms N            leave when the daemon was out of reach for so long (default ${LEASE_MS})
  --leave-with-stdin      leave when standard input closes
  --help                  this text

Standard output: one JSON line for each change of state: {botId, state, reason, meetingUrl, atMs}. Standard error: the log, as JSON lines.
SIGTERM and SIGINT leave the meeting in order; a second one does not wait for what is still being settled.
Exit codes: 0 attended and left, 1 failed (the last state says why), 2 bad input.
`;

const FLAGS = {
  url: { type: 'string' },
  daemon: { type: 'string', default: `http://127.0.0.1:${DEFAULT_DAEMON_PORT}` },
  'token-file': { type: 'string' },
  name: { type: 'string', default: DEFAULT_DISPLAY_NAME },
  'source-language': { type: 'string' },
  to: { type: 'string', multiple: true },
  between: { type: 'string' },
  'bot-id': { type: 'string' },
  extension: { type: 'string', default: DEFAULT_EXTENSION_DIR },
  headed: { type: 'boolean', default: false },
  'chrome-arg': { type: 'string', multiple: true },
  'lobby-limit-s': { type: 'string' },
  'alone-limit-s': { type: 'string' },
  'call-limit-s': { type: 'string' },
  'lease-ms': { type: 'string' },
  'leave-with-stdin': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function wrong(message: string): SubcamError {
  return new SubcamError('configuration', `${message} See --help.`);
}

function milliseconds(flag: string, text: string | undefined, rule: { readonly unitMs: number; readonly fallbackMs: number }): number {
  if (text === undefined) return rule.fallbackMs;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) throw wrong(`--${flag} takes a number above 0, not "${text}".`);
  return value * rule.unitMs;
}

function languages(flag: string, codes: readonly string[]): readonly string[] {
  const bad = codes.find((code) => !isLanguageCode(code));
  if (bad !== undefined) throw wrong(`--${flag} takes a language code such as en or es, not "${bad}".`);
  return codes;
}

function targets(codes: readonly string[]): readonly string[] {
  if (codes.length === 1 && codes[0] === NO_TRANSLATION) return [];
  for (const code of languages('to', codes)) requireDrawable(code);
  return codes;
}

function meetingLanguages(flags: ReturnType<typeof readFlags>): MeetingLanguages & { readonly twoWay: boolean } {
  const { 'source-language': source, to, between } = flags;
  if (between === undefined) {
    const { sourceLanguage, targetLanguages } = DEFAULT_MEETING_LANGUAGES;
    const spoken = parseSpoken(source ?? sourceLanguage, '--source-language');
    return { ...spoken, targetLanguages: targets(to ?? targetLanguages), twoWay: false };
  }
  if (source !== undefined || to !== undefined) throw wrong('--between says all languages: leave --source-language and --to out.');
  const given = parseBetween(between);
  for (const code of spokenLanguages(given)) requireDrawable(code);
  return given;
}

/** Whether a bot's token may go there: plain HTTP to this machine alone. */
function loopbackUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' || url.hostname !== '127.0.0.1' || url.pathname !== '/' || url.search !== '' || url.username !== '') {
    throw wrong(`--daemon takes an address on this machine such as http://127.0.0.1:${DEFAULT_DAEMON_PORT}, not "${text}".`);
  }
  return url.origin;
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, allowPositionals: false, strict: true }).values;
  } catch (error) {
    throw new SubcamError('configuration', `${error instanceof Error ? error.message : String(error)} See --help.`, { cause: error });
  }
}

/** `'help'` when help was asked for. Throws `configuration` or `meeting-host`; reads no file. */
export function parseRunnerFlags(args: readonly string[], randomBotId: () => string): RunnerSettings | 'help' {
  const flags = readFlags(args);
  if (flags.help) return 'help';
  if (flags.url === undefined) throw wrong('--url is missing: which meeting?');
  const meetingUrl = allowedMeetingUrl(flags.url);
  const tokenFile = flags['token-file'];
  if (tokenFile === undefined)
    throw wrong('--token-file is missing: the daemon made it at its first start, as "token" in its data directory.');
  const botId = flags['bot-id'] ?? randomBotId();
  if (!/^[A-Za-z0-9_-]{1,100}$/.test(botId)) throw wrong('--bot-id takes letters, digits, _ and -.');
  const displayName = flags.name.trim();
  if (displayName === '' || displayName.length > MAX_NAME_LENGTH) throw wrong(`--name takes 1 to ${MAX_NAME_LENGTH} characters.`);
  const seconds = (flag: 'lobby-limit-s' | 'alone-limit-s' | 'call-limit-s', fallbackMs: number): number =>
    milliseconds(flag, flags[flag], { unitMs: 1000, fallbackMs });
  return {
    botId,
    meetingUrl,
    daemonUrl: loopbackUrl(flags.daemon),
    tokenFile: path.resolve(tokenFile),
    displayName,
    ...meetingLanguages(flags),
    extensionDir: path.resolve(flags.extension),
    headed: flags.headed,
    chromeArgs: flags['chrome-arg'] ?? [],
    limits: {
      ...DEFAULT_ATTENDANCE_LIMITS,
      lobbyMs: seconds('lobby-limit-s', DEFAULT_ATTENDANCE_LIMITS.lobbyMs),
      aloneMs: seconds('alone-limit-s', DEFAULT_ATTENDANCE_LIMITS.aloneMs),
      callMs: seconds('call-limit-s', DEFAULT_ATTENDANCE_LIMITS.callMs),
    },
    leaseMs: milliseconds('lease-ms', flags['lease-ms'], { unitMs: 1, fallbackMs: LEASE_MS }),
    leaveWithStdin: flags['leave-with-stdin'],
  };
}
