// What somebody types for a session that runs -> its id: the beginning of it, or "last".
import { SubcamError } from '@subcam/shared';

const LAST = 'last';

/** For the usage of commands that take one. */
export const RUNNING_SESSION_NOTE =
  'ID is the id of a session that runs, as much of its beginning as no other has, or "last" for the one that was opened last.';

/** Throws `session-unknown` where none is meant, `bad-request` where several are. */
export function runningOne(typed: string, running: readonly string[]): string {
  const latest = running.at(-1);
  if (latest === undefined)
    throw new SubcamError('session-unknown', 'No session runs on this daemon: begin one, with the extension or a bot, and try again.');
  if (running.includes(typed)) return typed;
  if (typed === LAST) return latest;
  const [one, ...others] = running.filter((id) => id.startsWith(typed));
  if (one === undefined)
    throw new SubcamError(
      'session-unknown',
      `No session that runs has an id that begins with "${typed}"; those that run: ${running.join(', ')}. What was said in others: "subcam sessions show".`,
    );
  if (others.length === 0) return one;
  throw new SubcamError('bad-request', `Several sessions' ids begin with "${typed}": type more of it (${[one, ...others].join(', ')}).`);
}
