// subcam sessions link: a link with which somebody may read one session that runs.
import { callRoute, DEFAULT_LINK_MS, linkSessionRoute } from '@subcam/shared/http';
import { runningSessions } from '../../client.ts';
import { command } from '../../command.ts';
import { durationMs } from '../../duration.ts';
import { ADDRESS_ARGS, requireDaemon } from '../../running-daemon.ts';
import { RUNNING_SESSION_NOTE, runningOne } from '../../running-session.ts';

const ARGS = { ...ADDRESS_ARGS, json: { type: 'boolean', description: 'Print JSON' } } as const;

export const link = command({
  name: 'sessions link',
  description: 'Make a link to a page that follows the subtitles of one session, for a while',
  args: {
    id: { type: 'positional', description: 'Which session', required: true },
    expires: { type: 'string', description: `How long it is good (default ${DEFAULT_LINK_MS / 3_600_000}h)`, valueHint: 'TIME' },
    ...ARGS,
  },
  notes: [
    RUNNING_SESSION_NOTE,
    'Whoever has the link reads that session, and nothing else. "subcam tokens list" shows it, "subcam tokens revoke ID" ends it.',
  ].join('\n'),
  run: async (args, terminal) => {
    const body = args.expires === undefined ? {} : { expiresInMs: durationMs('expires', args.expires) };
    const daemon = await requireDaemon(args, terminal);
    const id = runningOne(args.id, await runningSessions(daemon));
    const { url, tokenId, expiresAtMs } = await callRoute(daemon, linkSessionRoute, { params: { id }, body });
    if (args.json === true) terminal.out(JSON.stringify({ url, tokenId, expiresAtMs }));
    else {
      terminal.out(url);
      terminal.say(`It is good until ${new Date(expiresAtMs).toLocaleString()}. To end it: subcam tokens revoke ${tokenId}`);
    }
    return 0;
  },
});
