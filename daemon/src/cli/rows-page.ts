// A page of rows of what was said: how many a command is asked for, and what it prints of them.
import { SubcamError } from '@subcam/shared';
import type { Terminal } from './terminal.ts';

export const DEFAULT_ROWS = 20;

/** Rows that are asked for. Throws `configuration`. */
export function limitOf(command: string, given: string | undefined): number {
  if (given === undefined) return DEFAULT_ROWS;
  if (/^[1-9]\d{0,5}$/u.test(given)) return Number(given);
  throw new SubcamError('configuration', `--limit is a number of rows from 1 on, not "${given}". See "subcam ${command} --help".`);
}

export interface ToldPage {
  /** What was answered, with where it came from. */
  readonly json: { readonly next_cursor: string | null; readonly daemonUrl: string | null };
  readonly lines: readonly string[];
  /** What is said where there are no rows; null: there are some. */
  readonly none: string | null;
}

/** For another program the answer, for a person its rows and how to see the next ones. Returns the exit code. */
export function tellPage(terminal: Terminal, isJson: boolean | undefined, { json, lines, none }: ToldPage): number {
  if (isJson === true) {
    terminal.out(JSON.stringify(json));
    return 0;
  }
  for (const line of lines) terminal.out(line);
  if (none !== null) terminal.say(none);
  if (json.next_cursor !== null) terminal.say(`There may be more: the same with --cursor ${json.next_cursor}`);
  return 0;
}
