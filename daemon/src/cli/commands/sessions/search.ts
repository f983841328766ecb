// subcam sessions search: words in everything that was said, and in its translations.
import { SubcamError } from '@subcam/shared';
import { command } from '../../command.ts';
import { DATA_ARGS, openDataAccess } from '../../data-access.ts';
import { DEFAULT_ROWS, limitOf, tellPage } from '../../rows-page.ts';
import { hitLines } from '../../session-lines.ts';
import { SESSION_NOTE, whichSession } from '../../which-session.ts';

export const search = command({
  name: 'sessions search',
  description: 'Find words in everything that was said, and in its translations',
  args: {
    text: {
      type: 'positional',
      description: 'Words that must all be there; between quotes one after another; report* finds reports',
      required: true,
    },
    session: { type: 'string', description: 'Only in this session', valueHint: 'ID' },
    language: { type: 'string', description: 'Only texts in this language: en', valueHint: 'LANG' },
    speaker: { type: 'string', description: 'Only what this speaker said: a name, or a label', valueHint: 'WHO' },
    limit: { type: 'string', description: `How many at most (default ${DEFAULT_ROWS})`, valueHint: 'N' },
    cursor: { type: 'string', description: 'Go on where the last search ended, which said with what', valueHint: 'TEXT' },
    ...DATA_ARGS,
  },
  notes: [
    SESSION_NOTE,
    'Case and accents make no difference, and nothing that is typed is an operator. The text that was stored last comes first.',
    'In a pipe each line has, with tabs between them: id of the session, when it was said, language, who said it, the whole text.',
  ].join('\n'),
  run: async (args, terminal) => {
    await using access = await openDataAccess(args, terminal);
    const { data, config } = access;
    const { maxSearchCharacters: most } = config.store;
    if (args.text.length > most) {
      throw new SubcamError(
        'bad-request',
        `A search may have ${most} characters (store.maxSearchCharacters), not ${args.text.length}: shorten it.`,
      );
    }
    const session = args.session === undefined ? undefined : (await whichSession(data, args.session)).session_id;
    const { language, speaker, cursor } = args;
    const page = await data.search({
      q: args.text,
      session,
      language,
      speaker,
      cursor,
      limit: limitOf('sessions search', args.limit),
    });
    return tellPage(terminal, args.json, {
      json: { daemonUrl: access.daemonUrl, ...page },
      lines: hitLines(page.hits, terminal.isOutTerminal),
      none: page.hits.length === 0 ? 'Nothing was found.' : null,
    });
  },
});
