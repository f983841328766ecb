// What somebody types for a session -> the session: its id, the beginning of it, or "last".
import { SubcamError } from '@subcam/shared';
import type { DataSession } from '@subcam/shared/http';
import type { DataService } from '../archive/index.ts';

const LAST = 'last';

/** For the usage of commands that take one. */
export const SESSION_NOTE =
  'ID is the id of a session, as much of its beginning as no other has, or "last" for the one that was opened last.';

/** How many are named where several could be meant. */
const NAMED = 5;

/** Rejects with `session-unknown` where there is none, and with `bad-request` where several begin so. */
export async function whichSession(data: Pick<DataService, 'sessions'>, typed: string): Promise<DataSession> {
  const { sessions } = await data.sessions({ id: typed, limit: NAMED + 1 });
  const exact = sessions.find(({ session_id }) => session_id === typed);
  if (exact !== undefined) return exact;
  if (typed === LAST) {
    const [latest] = (await data.sessions({ limit: 1 })).sessions;
    if (latest !== undefined) return latest;
    throw new SubcamError('session-unknown', 'No session is stored yet.');
  }
  const [one, ...others] = sessions;
  if (one === undefined)
    throw new SubcamError('session-unknown', `No session's id begins with "${typed}": "subcam sessions list" shows them.`);
  if (others.length === 0) return one;
  const names = sessions.slice(0, NAMED).map(({ session_id }) => session_id);
  throw new SubcamError(
    'bad-request',
    `Several sessions' ids begin with "${typed}": type more of it (${names.join(', ')}${sessions.length > NAMED ? ', …' : ''}).`,
  );
}
