// subcam sessions delete: a session, a person, or everything; nothing of it is left in our files.
import { SubcamError } from '@subcam/shared';
import type { DeletedCounts } from '@subcam/shared/http';
import { stillOpen, type DataService, type DeleteOptions } from '../../../archive/index.ts';
import { command } from '../../command.ts';
import { DATA_ARGS, openDataAccess } from '../../data-access.ts';
import { counted } from '../../session-lines.ts';
import { SESSION_NOTE, whichSession } from '../../which-session.ts';

export const deleteCommand = command({
  name: 'sessions delete',
  description: 'Delete sessions, what one person said, or everything, so that nothing of it is left',
  args: {
    id: { type: 'positional', description: 'Which session (or --person, or --all)', required: false },
    person: {
      type: 'string',
      description: 'What the person of this name said, in all sessions, and that they were there',
      valueHint: 'NAME',
    },
    all: {
      type: 'boolean',
      description:
        'Every session that is not open (with --end: every session), all backups in the data directory, and the database file there where a server has taken its place',
    },
    end: { type: 'boolean', description: 'End sessions that are open first: without it they are refused, and by --all left' },
    yes: { type: 'boolean', description: 'With --all: it is meant' },
    ...DATA_ARGS,
  },
  rest: 'ID',
  notes: [
    SESSION_NOTE,
    'It is gone from the database, its write-ahead log, its search index and the backups in the data directory. Files that you exported, recorded or rendered are',
    "yours; a Postgres server's own log and backups are its operator's. Case and accents of a name make no difference; where others say the name, it stays.",
    'A session that is open is refused. With --end it is ended first: who speaks in it is told, and goes on in a new session or not at all.',
  ].join('\n'),
  run: async (args, terminal) => {
    const { person, all } = args;
    const ids = args._;
    if ([ids.length > 0, person !== undefined, all === true].filter(Boolean).length !== 1) {
      throw new SubcamError(
        'configuration',
        'Name sessions, a person (--person), or ask for --all: one of the three. See "subcam sessions delete --help".',
      );
    }
    if ((all === true) !== (args.yes === true)) {
      throw new SubcamError('configuration', '--all deletes every session: say --yes with it, and only with it. Nothing was deleted.');
    }
    await using access = await openDataAccess(args, terminal, { changes: true });
    const { data } = access;
    const options = { end: args.end === true };
    const deleted: Outcome = await (person === undefined
      ? deleteSessions(data, all === true ? null : ids, options)
      : data.deletePerson(person, options));
    if (args.json === true) {
      terminal.out(JSON.stringify(deleted));
      return 0;
    }
    const { sessions, transcripts, translations } = deleted;
    const of = person === undefined ? counted(sessions, 'session') : `What ${person} said in ${counted(sessions, 'session')}`;
    terminal.out(`${of} deleted: ${counted(transcripts, 'utterance')}, ${counted(translations, 'translation')}.`);
    if ('left_open' in deleted && deleted.left_open > 0)
      terminal.say(`${counted(deleted.left_open, 'session')} open and left: end them and delete again, or say --end.`);
    return 0;
  },
});

interface Outcome extends DeletedCounts {
  /** Sessions that were left, since they are open. */
  readonly left_open?: number;
}

/** null: all of them. All ids are looked up, and whether one is open, before the first session is deleted. */
async function deleteSessions(data: DataService, ids: readonly string[] | null, options: DeleteOptions): Promise<Outcome> {
  if (ids === null) return data.deleteAll(options);
  const found = new Set<string>();
  for (const id of ids) {
    const { session_id: sessionId, closed_timestamp: closed } = await whichSession(data, id);
    if (closed === null && options.end !== true) throw stillOpen(`The session ${sessionId} is open`);
    found.add(sessionId);
  }
  const sum = { sessions: 0, transcripts: 0, translations: 0 };
  for (const sessionId of found) {
    const { sessions, transcripts, translations } = await data.deleteSession(sessionId, options);
    sum.sessions += sessions;
    sum.transcripts += transcripts;
    sum.translations += translations;
  }
  return sum;
}
