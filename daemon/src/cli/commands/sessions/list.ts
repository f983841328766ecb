// subcam sessions list: which sessions are stored.
import { SubcamError, systemClock } from '@subcam/shared';
import { command } from '../../command.ts';
import { DATA_ARGS, openDataAccess } from '../../data-access.ts';
import { INSTANT_HINT, INSTANT_NOTE, instantOf } from '../../instant-arg.ts';
import { sessionLines } from '../../session-lines.ts';

const DEFAULT_ROWS = 20;

export const list = command({
  name: 'sessions list',
  description: 'The sessions that are stored, the latest first',
  args: {
    since: { type: 'string', description: 'Opened then or later', valueHint: INSTANT_HINT },
    until: { type: 'string', description: 'Opened before', valueHint: INSTANT_HINT },
    meeting: { type: 'string', description: 'The address of the meeting has this in it: abc-defg-hij', valueHint: 'TEXT' },
    language: { type: 'string', description: 'Spoken in it, or translated into: en', valueHint: 'LANG' },
    limit: { type: 'string', description: `How many at most (default ${DEFAULT_ROWS})`, valueHint: 'N' },
    cursor: { type: 'string', description: 'Go on where the last list ended, which said with what', valueHint: 'TEXT' },
    ...DATA_ARGS,
  },
  notes: [
    INSTANT_NOTE,
    'In a pipe each line has, with tabs between them: id, when it was opened, when it was closed, utterances, words, languages, meeting.',
  ].join('\n'),
  run: async (args, terminal) => {
    const nowMs = systemClock.nowMs();
    const given = { since: instantOf('since', args.since, nowMs), until: instantOf('until', args.until, nowMs) };
    await using access = await openDataAccess(args, terminal);
    const { meeting, language, cursor } = args;
    const page = await access.data.sessions({
      ...given,
      meeting,
      language,
      cursor,
      limit: limitOf('sessions list', args.limit, DEFAULT_ROWS),
    });
    const { sessions, next_cursor: next } = page;
    if (args.json === true) terminal.out(JSON.stringify({ daemonUrl: access.daemonUrl, ...page }));
    else for (const line of sessionLines(sessions, terminal.isOutTerminal)) terminal.out(line);
    if (args.json === true) return 0;
    if (sessions.length === 0) terminal.say('No session is stored that is so.');
    if (next !== null) terminal.say(`There may be more: the same with --cursor ${next}`);
    return 0;
  },
});

/** Rows that are asked for. Throws `configuration`. */
export function limitOf(command: string, given: string | undefined, otherwise: number): number {
  if (given === undefined) return otherwise;
  if (/^[1-9]\d{0,5}$/u.test(given)) return Number(given);
  throw new SubcamError('configuration', `--limit is a number of rows from 1 on, not "${given}". See "subcam ${command} --help".`);
}
