// subcam config: what is in force of every setting and from where, changing it, and the schema that editors use.
import { SubcamError } from '@subcam/shared';
import type { SettingRow } from '@subcam/shared/http';
import { CONFIGURATION, configFileOf, configJsonSchema, findSetting, toDocument, valueOfText } from '../../config/index.ts';
import type { Configuration } from '../../config/index.ts';
import { command } from '../command.ts';
import type { Command } from '../command.ts';
import { openConfigAccess } from '../config-access.ts';
import { CONFIG_ARG, DATA_DIR_ARG, daemonFlags } from '../daemon-args.ts';
import { ADDRESS_ARGS } from '../running-daemon.ts';
import { tableLines } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

const SETTINGS_ARGS = { ...CONFIG_ARG, ...DATA_DIR_ARG, ...ADDRESS_ARGS, json: { type: 'boolean', description: 'Print JSON' } } as const;

const KEY_ARG = { type: 'positional', description: 'Key of the setting: limits.maxSessions', required: true } as const;

const CHANGE_NOTES =
  'Through the running daemon, where one runs. What a variable or a flag sets can’t be changed here. The answer says so where a change waits for the next start.';

/** `configuration`: what there is to configure; a test brings an engine of its own. */
export function configCommand(configuration: Configuration): Command {
  const subcommands: Readonly<Record<string, Command>> = {
    list: listCommand(configuration),
    get: getCommand(configuration),
    set: setCommand(configuration),
    unset: unsetCommand(configuration),
    schema: schemaCommand(configuration),
    path: PATH_COMMAND,
  };
  const find = ([name = '', ...rawArgs]: readonly string[]) => {
    const found = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
    return found === undefined ? null : { command: found, rawArgs };
  };
  return {
    description: 'Show and change settings: what is in force, and where it comes from',
    usage: (rawArgs = []) => find(rawArgs)?.command.usage() ?? Promise.resolve(overview(subcommands, configuration)),
    run: async (rawArgs, terminal) => {
      const found = find(rawArgs);
      if (found !== null) return found.command.run(found.rawArgs, terminal);
      const [name] = rawArgs;
      if (name === undefined || name.startsWith('-')) return listCommand(configuration).run(rawArgs, terminal);
      throw new SubcamError('configuration', `"${name}" is none of ${Object.keys(subcommands).join(', ')}. See "subcam config --help".`);
    },
  };
}

const listCommand = (configuration: Configuration) =>
  command({
    name: 'config list',
    description: 'Every setting: what is in force, and where it comes from',
    args: SETTINGS_ARGS,
    notes:
      'Flags win over variables, variables over what was changed with "config set", that over the configuration file, and that over defaults.',
    run: async (args, terminal) => {
      const access = await openConfigAccess(args, { configuration, terminal });
      const rows = await access.rows();
      if (args.json === true) terminal.out(JSON.stringify({ daemonUrl: access.daemonUrl, settings: rows }));
      else for (const line of tableLines(rows.map((row) => [row.key, valueText(row), sourceText(row)]))) terminal.out(line);
      if (access.daemonUrl !== null) terminal.say(`as the daemon at ${access.daemonUrl} has them`);
      return 0;
    },
  });

const getCommand = (configuration: Configuration) =>
  command({
    name: 'config get',
    description: 'The value of one setting, or of a group of them as JSON',
    args: { key: KEY_ARG, ...SETTINGS_ARGS },
    run: async (args, terminal) => {
      const rows = await (await openConfigAccess(args, { configuration, terminal })).rows();
      const row = rows.find(({ key }) => key === args.key);
      const below = rows.filter(({ key }) => key.startsWith(`${args.key}.`));
      if (row !== undefined) terminal.out(args.json === true ? JSON.stringify(row) : textOf(row.value));
      else if (below.length > 0) {
        const group = toDocument(below.map(({ key, value }) => [key.slice(args.key.length + 1), value]));
        terminal.out(JSON.stringify(group, null, args.json === true ? undefined : 2));
      } else findSetting(args.key, configuration.settings);
      return 0;
    },
  });

const setCommand = (configuration: Configuration) =>
  command({
    name: 'config set',
    description: 'Change a setting, and keep the change',
    args: {
      key: KEY_ARG,
      value: { type: 'positional', description: 'Its value; for a list, words with commas between them, or a JSON array', required: true },
      ...SETTINGS_ARGS,
    },
    notes: CHANGE_NOTES,
    run: async (args, terminal) => {
      const { schema } = findSetting(args.key, configuration.settings);
      const access = await openConfigAccess(args, { configuration, terminal });
      sayChanged(args, await access.change({ set: { [args.key]: valueOfText(args.value, schema) } }), terminal);
      return 0;
    },
  });

const unsetCommand = (configuration: Configuration) =>
  command({
    name: 'config unset',
    description: 'Take a change back: the configuration file or the default counts again',
    args: { key: KEY_ARG, ...SETTINGS_ARGS },
    notes: CHANGE_NOTES,
    run: async (args, terminal) => {
      const access = await openConfigAccess(args, { configuration, terminal });
      sayChanged(args, await access.change({ unset: [args.key] }), terminal);
      return 0;
    },
  });

const schemaCommand = ({ schema }: Configuration) =>
  command({
    name: 'config schema',
    description: 'The JSON Schema of the configuration file, for editors',
    args: { json: { type: 'boolean', description: 'On one line' } },
    notes: 'Name its place in the file as "$schema", and the editor knows every key.',
    run: (args, terminal) => {
      terminal.out(JSON.stringify(configJsonSchema(schema), null, args.json === true ? undefined : 2));
      return Promise.resolve(0);
    },
  });

const PATH_COMMAND = command({
  name: 'config path',
  description: 'Where the configuration file is looked for',
  args: { ...CONFIG_ARG, json: { type: 'boolean', description: 'Print JSON' } },
  notes: 'The file is JSON, with the keys of "subcam config" as nested objects; it need not exist.',
  run: (args, terminal) => {
    const file = configFileOf(terminal.env, daemonFlags(args));
    terminal.out(args.json === true ? JSON.stringify({ configFile: file }) : file);
    return Promise.resolve(0);
  },
});

function overview(subcommands: Readonly<Record<string, Command>>, { settings }: Configuration): string {
  const rows = Object.entries(subcommands).map(([name, { description }]) => [`  ${name}`, description]);
  return [
    'Show and change settings: what is in force, and where it comes from (subcam config)',
    '',
    'subcam config [list | get KEY | set KEY VALUE | unset KEY | schema | path] [OPTIONS]',
    '',
    ...tableLines(rows),
    '',
    '"subcam config set --help" and so on say more. Every setting and its variable:',
    '',
    ...tableLines(settings.map(({ key, variable, description }) => [`  ${key}`, variable, description])),
    '',
  ].join('\n');
}

function sayChanged(
  { key, json }: { readonly key: string; readonly json?: boolean | undefined },
  rows: readonly SettingRow[],
  terminal: Terminal,
): void {
  const row = rows.find((one) => one.key === key);
  if (row === undefined) return;
  if (json === true) terminal.out(JSON.stringify(row));
  else terminal.out(`${key}  ${valueText(row)}  ${sourceText(row)}`);
}

function textOf(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}

function valueText(row: SettingRow): string {
  return 'atNextStart' in row ? `${textOf(row.value)} (at the next start ${textOf(row.atNextStart)})` : textOf(row.value);
}

function sourceText({ source: { layer, name } }: SettingRow): string {
  if (layer === 'stored') return `changed, in ${name}`;
  return name === null ? 'default' : name;
}

export const config = configCommand(CONFIGURATION);
