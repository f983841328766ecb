// Environment and flags -> DaemonConfig: every setting of the daemon, in one place, checked before anything starts.
import { availableParallelism, homedir } from 'node:os';
import path from 'node:path';
import { SubcamError } from '@subcam/shared';
import { DEFAULT_DAEMON_PORT } from '@subcam/shared/wire';
import * as z from 'zod';

export type SttConfig =
  { readonly engine: 'moonshine'; readonly workers: number } | { readonly engine: 'whisper-service'; readonly baseUrl: string };

/** `none`: the daemon transcribes only, and a client that asks for a target language is refused. */
export type TranslatorConfig =
  { readonly engine: 'apertium' } | { readonly engine: 'translation-service'; readonly baseUrl: string } | { readonly engine: 'none' };

export interface DaemonConfig {
  /** 0 takes a free one. Always on 127.0.0.1. */
  readonly port: number;
  /** Holds `tokenFile` and `databaseFile`; made at first start, readable by its owner alone. */
  readonly dataDir: string;
  readonly tokenFile: string;
  readonly databaseFile: string;
  /** null: the default directory of the models room. */
  readonly modelsDir: string | null;
  readonly stt: SttConfig;
  readonly translator: TranslatorConfig;
  readonly maxSessions: number;
  /** How long a session waits for a client that is gone. */
  readonly graceMs: number;
  /** How much sound the daemon holds for engines that don't keep up; past it there is a gap. */
  readonly maxBacklogMs: number;
  /** From a final to giving up on its translation. */
  readonly translationDeadlineMs: number;
  /** Where programs and caches are looked for: `PATH`, `HOME`, `XDG_CACHE_HOME`. */
  readonly env: Environment;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
}

/** What the command line may set; each wins over the environment. Values are as typed. */
export interface ConfigFlags {
  readonly port?: string | number | undefined;
  readonly dataDir?: string | undefined;
  readonly modelsDir?: string | undefined;
  readonly stt?: string | undefined;
  readonly whisperUrl?: string | undefined;
  readonly sttWorkers?: string | number | undefined;
  readonly translator?: string | undefined;
  readonly translationUrl?: string | undefined;
  readonly logLevel?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

const wholeNumber = (least: number, most: number) =>
  z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)], { error: `must be a whole number from ${least} to ${most}` })
    .refine((value) => Number.isInteger(value) && value >= least && value <= most, {
      error: `must be a whole number from ${least} to ${most}`,
    });

const serviceUrl = z.url({ protocol: /^https?$/, error: 'must be an address such as http://127.0.0.1:5001' });

/** Ports that the contract gives the services. */
const DEFAULT_WHISPER_URL = 'http://127.0.0.1:5001';
const DEFAULT_TRANSLATION_URL = 'http://127.0.0.1:5003';

const settings = z.object({
  port: wholeNumber(0, 65_535).default(DEFAULT_DAEMON_PORT),
  dataDir: z.string().min(1).optional(),
  modelsDir: z.string().min(1).optional(),
  stt: z.enum(['moonshine', 'whisper-service'], { error: 'must be moonshine or whisper-service' }).default('moonshine'),
  whisperUrl: serviceUrl.default(DEFAULT_WHISPER_URL),
  sttWorkers: wholeNumber(1, 64).optional(),
  translator: z
    .enum(['apertium', 'translation-service', 'none'], { error: 'must be apertium, translation-service or none' })
    .default('apertium'),
  translationUrl: serviceUrl.default(DEFAULT_TRANSLATION_URL),
  // Contract: at most 100 sessions at once.
  maxSessions: wholeNumber(1, 1000).default(100),
  graceMs: wholeNumber(1000, 3_600_000).default(60_000),
  maxBacklogMs: wholeNumber(10_000, 3_600_000).default(600_000),
  translationDeadlineMs: wholeNumber(100, 600_000).default(10_000),
  logLevel: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
});

type SettingName = keyof z.input<typeof settings>;

/** Setting -> its environment variable and, where there is one, its flag: what an error message names. */
const NAMES: Readonly<Record<SettingName, { readonly variable: string; readonly flag?: string }>> = {
  port: { variable: 'SUBCAM_PORT', flag: '--port' },
  dataDir: { variable: 'SUBCAM_HOME', flag: '--data-dir' },
  modelsDir: { variable: 'SUBCAM_MODELS', flag: '--models-dir' },
  stt: { variable: 'SUBCAM_STT', flag: '--stt' },
  whisperUrl: { variable: 'SUBCAM_WHISPER_URL', flag: '--whisper-url' },
  sttWorkers: { variable: 'SUBCAM_STT_WORKERS', flag: '--stt-workers' },
  translator: { variable: 'SUBCAM_TRANSLATOR', flag: '--translator' },
  translationUrl: { variable: 'SUBCAM_TRANSLATION_URL', flag: '--translation-url' },
  maxSessions: { variable: 'SUBCAM_MAX_SESSIONS' },
  graceMs: { variable: 'SUBCAM_GRACE_MS' },
  maxBacklogMs: { variable: 'SUBCAM_MAX_BACKLOG_MS' },
  translationDeadlineMs: { variable: 'SUBCAM_TRANSLATION_DEADLINE_MS' },
  logLevel: { variable: 'SUBCAM_LOG', flag: '--log-level' },
};

function defaultDataDir(env: Environment): string {
  const base = env['XDG_DATA_HOME'] || path.join(env['HOME'] || homedir(), '.local', 'share');
  return path.join(base, 'subcam');
}

/**
 * Two workers keep partials and finals of one meeting apart (each runs one thread; a second thread in a worker costs twice the
 * CPU for no gain); a larger machine gets one for every two cores.
 */
function defaultSttWorkers(): number {
  return Math.max(2, Math.floor(availableParallelism() / 2));
}

function readSettings(env: Environment, flags: ConfigFlags): z.output<typeof settings> {
  const names = Object.entries(NAMES) as [SettingName, { variable: string; flag?: string }][];
  const given = names.map(([name, { variable }]) => {
    const flag = name in flags ? flags[name as keyof ConfigFlags] : undefined;
    // An empty variable counts as unset, as shells and compose files write it.
    return [name, flag ?? (env[variable] || undefined), flag !== undefined] as const;
  });
  const parsed = settings.safeParse(Object.fromEntries(given.map(([name, value]) => [name, value])));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const name = issue.path[0] as SettingName;
    const { variable, flag } = NAMES[name];
    const fromFlag = given.some(([other, , isFlag]) => other === name && isFlag);
    return `${fromFlag && flag !== undefined ? flag : variable} ${issue.message}`;
  });
  throw new SubcamError('configuration', `${problems.join('; ')}. Change it or leave it out.`, { cause: parsed.error });
}

/** The daemon's settings. Throws `configuration`, naming the variable or flag that is wrong and what it may be. */
export function loadConfig(env: Environment, flags: ConfigFlags = {}): DaemonConfig {
  const given = readSettings(env, flags);
  const dataDir = path.resolve(given.dataDir ?? defaultDataDir(env));
  return {
    port: given.port,
    dataDir,
    tokenFile: path.join(dataDir, 'token'),
    databaseFile: path.join(dataDir, 'subcam.db'),
    modelsDir: given.modelsDir === undefined ? null : path.resolve(given.modelsDir),
    stt:
      given.stt === 'moonshine'
        ? { engine: 'moonshine', workers: given.sttWorkers ?? defaultSttWorkers() }
        : { engine: 'whisper-service', baseUrl: given.whisperUrl },
    translator:
      given.translator === 'translation-service'
        ? { engine: 'translation-service', baseUrl: given.translationUrl }
        : { engine: given.translator },
    maxSessions: given.maxSessions,
    graceMs: given.graceMs,
    maxBacklogMs: given.maxBacklogMs,
    translationDeadlineMs: given.translationDeadlineMs,
    env,
    logLevel: given.logLevel,
  };
}
