// subcam sessions show: what was said in a session, by whom, with its translations.
import type { TimelineRow } from '@subcam/shared/http';
import { command } from '../../command.ts';
import { DATA_ARGS, openDataAccess } from '../../data-access.ts';
import { headLines, timelineLines } from '../../session-lines.ts';
import { SESSION_NOTE, whichSession } from '../../which-session.ts';

/** Of one request. */
const PAGE_ROWS = 500;

export const show = command({
  name: 'sessions show',
  description: 'What was said in a session, by whom, with its translations',
  args: {
    id: { type: 'positional', description: 'Which session', required: true },
    language: { type: 'string', description: 'Only what was spoken in this language: en', valueHint: 'LANG' },
    speaker: { type: 'string', description: 'Only what this speaker said: a label, as SPEAKER_00, or a name', valueHint: 'WHO' },
    ...DATA_ARGS,
  },
  notes: `${SESSION_NOTE}\nTimes of day are those of this machine's time zone.`,
  run: async (args, terminal) => {
    await using access = await openDataAccess(args, terminal);
    const { data, config } = access;
    const session = await whichSession(data, args.id);
    const { session_id: id } = session;
    const { speakers } = await data.speakers(id);
    const speaker = speakers.find(({ speaker_name }) => speaker_name === args.speaker)?.speaker_id ?? args.speaker;
    const rows: TimelineRow[] = [];
    const limit = Math.min(PAGE_ROWS, config.store.maxPageRows);
    if (args.json !== true) for (const line of [...headLines(session, speakers), '']) terminal.out(line);
    for (let cursor: string | undefined; ;) {
      const page = await data.timeline(id, { limit, cursor, language: args.language, speaker });
      if (args.json === true) rows.push(...page.timeline);
      else for (const line of timelineLines(page.timeline, terminal.isOutTerminal)) terminal.out(line);
      if (page.next_cursor === null) break;
      cursor = page.next_cursor;
    }
    if (args.json === true) terminal.out(JSON.stringify({ daemonUrl: access.daemonUrl, session, speakers, timeline: rows }));
    return 0;
  },
});
