// subcam sessions: what was said, found again, exported, brought back, deleted.
import { commandGroup } from '../command-group.ts';
import { SESSION_NOTE } from '../which-session.ts';
import { deleteCommand } from './sessions/delete.ts';
import { exportCommand } from './sessions/export.ts';
import { follow } from './sessions/follow.ts';
import { importCommand } from './sessions/import.ts';
import { link } from './sessions/link.ts';
import { list } from './sessions/list.ts';
import { search } from './sessions/search.ts';
import { show } from './sessions/show.ts';

export const sessions = commandGroup({
  name: 'sessions',
  description: 'What was said: find it, read it, export it, delete it',
  subcommands: { list, show, follow, search, export: exportCommand, import: importCommand, delete: deleteCommand, link },
  byDefault: 'list',
  notes: [
    'subcam sessions show last                              the latest, with speakers and translations',
    'subcam sessions follow last                            what is being said, while it is being said',
    'subcam sessions search "annual report" --speaker Ana',
    'subcam sessions export last --languages en,pt --out talk.srt',
    'subcam sessions delete --person "Ana Silva"',
    'subcam sessions link ID --expires 2h                   a page that follows a session that runs, for who has the link',
    '',
    SESSION_NOTE,
    'Through the running daemon, where one runs; otherwise straight from the database. "subcam sessions show --help" and so on say more.',
  ].join('\n'),
});
