// The daemon's settings as flags, for the commands that start one; each wins over everything else that sets it.
import { CONFIGURATION, CONFIG_VARIABLE, defaultOf, flagProperty } from '../config/index.ts';
import type { ConfigFlags, Setting } from '../config/index.ts';
import { tableLines } from './terminal.ts';

interface FlagArg {
  readonly type: 'string';
  readonly description: string;
  readonly valueHint: string;
}

type FlagArgs = Readonly<Record<string, FlagArg>>;

/** The configuration file, for every command that reads settings. */
export const CONFIG_ARG = {
  config: { type: 'string', description: `Configuration file (${CONFIG_VARIABLE}); see "subcam config path"`, valueHint: 'FILE' },
} as const satisfies FlagArgs;

/** As it is typed: a list with commas. */
function defaultText(setting: Setting): string {
  const given = defaultOf(setting);
  const value = Array.isArray(given) ? given.join(',') : given;
  return value === null || value === '' ? '' : `; default ${typeof value === 'string' ? value : JSON.stringify(value)}`;
}

function argOf(setting: Setting): FlagArg {
  const { description, variable, valueHint } = setting;
  // A flag can't be null: what a setting is without a value is its default here.
  const typed = description.replace('; null: ', '; default: ');
  return { type: 'string', description: `${typed} (${variable}${defaultText(setting)})`, valueHint };
}

const SETTINGS_BY_FLAG = new Map(
  CONFIGURATION.settings.flatMap((setting) => (setting.flag === null ? [] : [[setting.flag, setting] as const])),
);

const ALL_ARGS: FlagArgs = Object.fromEntries([...SETTINGS_BY_FLAG].map(([flag, setting]) => [flag, argOf(setting)]));

/** For commands that need the place of the data, and nothing else of a daemon. */
export const DATA_DIR_ARG: FlagArgs = pick('data-dir');

/** For `subcam up` alone: whoever starts a daemon for a moment takes a free port. */
export const PORT_ARG: FlagArgs = pick('port');

/** Every setting that has a flag, but for the port. */
export const DAEMON_ARGS: FlagArgs = { ...CONFIG_ARG, ...Object.fromEntries(Object.entries(ALL_ARGS).filter(([flag]) => flag !== 'port')) };

function pick(flag: string): FlagArgs {
  const arg = ALL_ARGS[flag];
  return arg === undefined ? {} : { [flag]: arg };
}

/** The flags of settings among the parsed arguments of a command. */
export function daemonFlags(args: Readonly<Record<string, unknown>>): ConfigFlags {
  const names = ['config', ...SETTINGS_BY_FLAG.keys()];
  const given = names.map((name) => [flagProperty(name), args[name]] as const);
  return Object.fromEntries(given.filter((entry): entry is readonly [string, string] => typeof entry[1] === 'string'));
}

/** The engines that may be chosen, for the end of a usage. */
export const ENGINE_NOTES = [
  'ENGINES',
  '',
  ...tableLines([
    ...CONFIGURATION.engines.stt.map(({ name, title }) => ['  --stt', name, title]),
    ['  --stt-partials', 'any of these', 'Shows words while they are spoken; --stt then reads each utterance once'],
    ...CONFIGURATION.engines.translator.map(({ name, title }) => ['  --translator', name, title]),
    ['  --translator', 'none', 'No translation'],
  ]),
].join('\n');
