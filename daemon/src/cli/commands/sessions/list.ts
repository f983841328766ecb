// subcam sessions list: which sessions are stored.
import { systemClock } from '@subcam/shared';
import { command } from '../../command.ts';
import { DATA_ARGS, openDataAccess } from '../../data-access.ts';
import { INSTANT_HINT, INSTANT_NOTE, instantOf } from '../../instant-arg.ts';
import { DEFAULT_ROWS, limitOf, tellPage } from '../../rows-page.ts';
import { sessionLines } from '../../session-lines.ts';

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
    const isNarrowed = [args.since, args.until, meeting, language, cursor].some((wish) => wish !== undefined);
    const page = await access.data.sessions({
      ...given,
      meeting,
      language,
      cursor,
      limit: limitOf('sessions list', args.limit),
    });
    return tellPage(terminal, args.json, {
      json: { daemonUrl: access.daemonUrl, ...page },
      lines: sessionLines(page.sessions, terminal.isOutTerminal),
      none: page.sessions.length > 0 ? null : isNarrowed ? 'No session is stored that is so.' : 'No session is stored yet.',
    });
  },
});
