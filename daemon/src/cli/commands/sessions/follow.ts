// subcam sessions follow: what is being said in a session that runs, word by word, as long as it runs.
import { systemClock } from '@subcam/shared';
import { runningSessions } from '../../client.ts';
import { command } from '../../command.ts';
import { AWAY_LIMIT_MS, followSession } from '../../follow-session.ts';
import { createLiveLines } from '../../live-lines.ts';
import { ADDRESS_ARGS, requireDaemon } from '../../running-daemon.ts';
import { RUNNING_SESSION_NOTE, runningOne } from '../../running-session.ts';
import { interruption } from '../../terminal.ts';

export const follow = command({
  name: 'sessions follow',
  description: 'What is being said in a session that runs, until it ends',
  args: {
    id: { type: 'positional', description: 'Which session', required: true },
    ...ADDRESS_ARGS,
    json: { type: 'boolean', description: 'Print every event as one line of JSON' },
  },
  notes: [
    RUNNING_SESSION_NOTE,
    'A line for each sentence, and below it its translations; at a terminal also the words that are just being said.',
    'Any number may follow. Ctrl-C ends it.',
  ].join('\n'),
  run: async (args, terminal) => {
    using stop = interruption();
    const daemon = await requireDaemon(args, terminal);
    const sessionId = runningOne(args.id, await runningSessions(daemon));
    const tell = createLiveLines(terminal);
    const takeEvent = args.json === true ? (event: unknown) => terminal.out(JSON.stringify(event)) : tell;
    let isFollowing = false;
    const end = await followSession({
      address: daemon,
      sessionId,
      signal: stop.signal,
      clock: systemClock,
      onEvent: (event) => {
        if (!isFollowing) terminal.say(`Following session ${sessionId} (Ctrl-C to stop) …`);
        isFollowing = true;
        takeEvent(event);
      },
      onAway: (away) =>
        terminal.say(away ? `The daemon is away: waiting up to ${AWAY_LIMIT_MS / 1000} s for the session …` : 'The session is back.'),
    });
    if (end === 'closed') terminal.say(`The session has ended. All of it: subcam sessions show ${sessionId}`);
    return 0;
  },
});
