// Commands of one subject -> one command whose first argument says which is meant.
import { SubcamError } from '@subcam/shared';
import type { Command } from './command.ts';
import { tableLines } from './terminal.ts';

export interface CommandGroup {
  /** `glossary`. */
  readonly name: string;
  readonly description: string;
  readonly subcommands: Readonly<Record<string, Command>>;
  /** The one that is meant where none is named. */
  readonly byDefault: string;
  /** Lines below the list of subcommands. */
  readonly notes: string;
}

/** Rejects with `configuration` for a first argument that is none of them. */
export function commandGroup({ name, description, subcommands, byDefault, notes }: CommandGroup): Command {
  const find = ([first = '', ...rawArgs]: readonly string[]) => {
    const found = Object.hasOwn(subcommands, first) ? subcommands[first] : undefined;
    return found === undefined ? null : { command: found, rawArgs };
  };
  const overview = (): string => {
    const rows = Object.entries(subcommands).map(([one, { description: what }]) => [`  ${one}`, what]);
    const usage = `subcam ${name} [${Object.keys(subcommands).join(' | ')}] [OPTIONS]`;
    return [`${description} (subcam ${name})`, '', usage, '', ...tableLines(rows), '', notes, ''].join('\n');
  };
  return {
    description,
    usage: (rawArgs = []) => find(rawArgs)?.command.usage() ?? Promise.resolve(overview()),
    run: async (rawArgs, terminal) => {
      const found = find(rawArgs);
      if (found !== null) return found.command.run(found.rawArgs, terminal);
      const [first] = rawArgs;
      const fallback = subcommands[byDefault];
      if (fallback !== undefined && (first === undefined || first.startsWith('-'))) return fallback.run(rawArgs, terminal);
      const names = Object.keys(subcommands).join(', ');
      throw new SubcamError('configuration', `"${first}" is none of ${names}. See "subcam ${name} --help".`);
    },
  };
}
