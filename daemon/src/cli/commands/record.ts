// subcam record: the events of a running session, as they happen, one JSON object a line: what `subcam render` draws again.
import { writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { SubcamError, systemClock, toSubcamError } from '@subcam/shared';
import { openNewPrivateFile } from '../../lib/private-files.ts';
import { runningSessions } from '../client.ts';
import { command, secondsOf } from '../command.ts';
import { AWAY_LIMIT_MS, followSession } from '../follow-session.ts';
import { ADDRESS_ARGS, requireDaemon } from '../running-daemon.ts';
import { interruption } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

export const record = command({
  name: 'record',
  description: 'Write the events of a running session to a file, until it ends',
  args: {
    session: { type: 'positional', description: 'Id of the session (or --latest)', required: false },
    latest: { type: 'boolean', description: 'The session that was opened last' },
    out: {
      type: 'string',
      description: 'File to write, which must not exist yet; - is standard output',
      default: 'events.jsonl',
      valueHint: 'FILE',
    },
    wait: {
      type: 'string',
      description: `How long to wait for a daemon, or a session, that went away (default ${AWAY_LIMIT_MS / 1000})`,
      valueHint: 'SECONDS',
    },
    ...ADDRESS_ARGS,
    json: { type: 'boolean', description: 'At the end, print what was written as JSON' },
  },
  notes:
    'Holds what was said and by whom. Ends with the session, not with a daemon that is started anew; Ctrl-C ends it before. What was written stays.',
  run: async (args, terminal) => {
    if ((args.session === undefined) === (args.latest !== true)) {
      throw new SubcamError('configuration', 'Name a session, or ask for --latest: one of the two. See "subcam record --help".');
    }
    if (args.json === true && args.out === '-') {
      throw new SubcamError('configuration', 'With --out - the events are the output: leave --json out. See "subcam record --help".');
    }
    const awayLimitMs = secondsOf('record', 'wait', args.wait) ?? AWAY_LIMIT_MS;
    using stop = interruption();
    const daemon = await requireDaemon(args, terminal);
    const sessionId = chosen(args.session, await runningSessions(daemon));
    await using log = await openLog(args.out, terminal);
    let events = 0;
    terminal.say(`Recording session ${sessionId}${args.out === '-' ? '' : ` to ${args.out}`} (Ctrl-C to stop) …`);
    const end = await followSession({
      address: daemon,
      sessionId,
      signal: stop.signal,
      awayLimitMs,
      clock: systemClock,
      onEvent: (event) => {
        log.line(JSON.stringify(event));
        events += 1;
      },
      onAway: (away) =>
        terminal.say(
          away ? `The daemon is away: waiting up to ${awayLimitMs / 1000} s for the session …` : 'The session is back: recording on.',
        ),
    });
    const why = end === 'closed' ? 'the session has ended' : 'stopped';
    if (args.json === true) terminal.out(JSON.stringify({ sessionId, out: args.out, events, ended: end === 'closed' }));
    else terminal.say(`${events} events written: ${why}.`);
    return 0;
  },
});

function chosen(asked: string | undefined, running: readonly string[]): string {
  const latest = running.at(-1);
  if (latest === undefined) {
    throw new SubcamError('session-unknown', 'No session runs on this daemon: begin one, with the extension or a bot, and try again.');
  }
  if (asked === undefined) return latest;
  if (running.includes(asked)) return asked;
  throw new SubcamError('session-unknown', `No session ${asked} runs on this daemon; those that run: ${running.join(', ')}.`);
}

interface Log extends AsyncDisposable {
  line(text: string): void;
}

/** Each line is handed to the system before the next event is read: whatever ends this process, what was written is whole lines. */
async function openLog(out: string, terminal: Terminal): Promise<Log> {
  if (out === '-') return { line: (text) => terminal.out(text), [Symbol.asyncDispose]: () => Promise.resolve() };
  let file: FileHandle;
  try {
    // What was said is nobody else's to read.
    file = await openNewPrivateFile(out);
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    const reason = exists ? 'exists already: name another with --out, or remove it' : `can't be written: ${toSubcamError(error).message}`;
    throw new SubcamError('configuration', `${out} ${reason}.`, { cause: error });
  }
  return {
    line: (text) => {
      try {
        writeSync(file.fd, `${text}\n`);
      } catch (error) {
        throw new SubcamError('storage', `${out} can't be written on: ${toSubcamError(error).message}.`, { cause: error });
      }
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}
