// Arguments as typed -> a command's run: unknown flags, missing values and values out of a list are refused, not ignored.
import { parseArgs as parseStrictly, stripVTControlCharacters } from 'node:util';
import { defineCommand, parseArgs, renderUsage } from 'citty';
import type { ArgsDef, ParsedArgs } from 'citty';
import { SubcamError } from '@subcam/shared';
import type { Terminal } from './terminal.ts';

export interface Command {
  readonly description: string;
  /** `rawArgs`: what was typed after the command's name, for one that has subcommands. */
  usage(rawArgs?: readonly string[]): Promise<string>;
  /** Resolves with the exit code. Rejects with `configuration` for arguments that it doesn't understand. */
  run(rawArgs: readonly string[], terminal: Terminal): Promise<number>;
}

export interface CommandSpec<A extends ArgsDef> {
  readonly name: string;
  readonly description: string;
  readonly args: A;
  /** What may follow the named positionals, any number of times, and is then in `args._` behind them; left out: nothing may. */
  readonly rest?: string;
  /** Lines below the usage. */
  readonly notes?: string;
  readonly run: (args: ParsedArgs<A>, terminal: Terminal, rawArgs: readonly string[]) => Promise<number>;
}

/** Flags of every command. */
const COMMON = {
  verbose: { type: 'boolean', description: 'Show the stack of an error' },
} as const satisfies ArgsDef;

export function command<const A extends ArgsDef>(spec: CommandSpec<A>): Command {
  const args = { ...spec.args, ...COMMON };
  const definition = defineCommand({ meta: { name: `subcam ${spec.name}`, description: spec.description }, args });
  return {
    description: spec.description,
    usage: async () =>
      [
        stripVTControlCharacters(await renderUsage(definition)).replaceAll(/ +$/gmu, ''),
        ...(spec.notes === undefined ? [] : [spec.notes, '']),
      ].join('\n'),
    run: (rawArgs, terminal) => {
      const surplus = check(spec.name, rawArgs, args);
      if (surplus[0] !== undefined && spec.rest === undefined) {
        throw refusal(spec.name, `"${surplus[0]}" is one argument too many`);
      }
      return spec.run(parseArgs<A>([...rawArgs], args), terminal, rawArgs);
    },
  };
}

/** Every value of a flag that may be given several times. */
export function everyValue(rawArgs: readonly string[], name: string): readonly string[] {
  const { values } = parseStrictly({ args: [...rawArgs], options: { [name]: { type: 'string', multiple: true } }, strict: false });
  return (values[name] ?? []) as string[];
}

/** Milliseconds of a flag in seconds; null when it isn't given. Throws `configuration`. */
export function secondsOf(name: string, flag: string, given: string | undefined): number | null {
  if (given === undefined) return null;
  const seconds = Number(given);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000;
  throw new SubcamError('configuration', `--${flag} is a number of seconds, not "${given}". See "subcam ${name} --help".`);
}

/** A comma list: empty parts and blanks around them don't count. */
export function listOf(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function refusal(name: string, problem: string): SubcamError {
  return new SubcamError('configuration', `${problem}. See "subcam ${name} --help".`);
}

/** The positionals that no argument is named for. Throws `configuration`. */
function check(name: string, rawArgs: readonly string[], args: ArgsDef): readonly string[] {
  const flags = Object.entries(args).filter(([, arg]) => arg.type !== 'positional');
  const options = Object.fromEntries(
    flags.map(([flag, arg]) => [flag, { type: arg.type === 'boolean' ? ('boolean' as const) : ('string' as const) }]),
  );
  const refuse = (problem: string): SubcamError => refusal(name, problem);
  let parsed;
  try {
    parsed = parseStrictly({ args: [...rawArgs], options, allowPositionals: true, strict: true });
  } catch (error) {
    // Node's message goes on with advice on "--" that no command here needs.
    throw refuse((error instanceof Error ? error.message : String(error)).split('. ')[0] ?? 'The arguments make no sense');
  }
  const positionals = Object.entries(args).filter(([, arg]) => arg.type === 'positional');
  for (const [index, [label, arg]] of positionals.entries()) {
    const value = parsed.positionals[index];
    if (value === undefined && arg.required !== false && arg.default === undefined) throw refuse(`${label.toUpperCase()} is missing`);
  }
  for (const [flag, arg] of flags) {
    const value = parsed.values[flag];
    if (value === '') throw refuse(`--${flag} needs a value`);
    if (arg.type !== 'enum' || typeof value !== 'string') continue;
    if (!(arg.options ?? []).includes(value)) throw refuse(`--${flag} is one of ${(arg.options ?? []).join(', ')}, not "${value}"`);
  }
  return parsed.positionals.slice(positionals.length);
}
