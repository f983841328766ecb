// subcam join: a bot attends a meeting, with the running daemon behind it, until the meeting ends or Ctrl-C.
import { DEFAULT_MEETING_LANGUAGES, languagesOfTranslations } from '@subcam/shared';
import { allowedMeetingUrl } from '@subcam/shared/meet';
import { requireDrawable } from '@subcam/shared/paint';
import { startRunner } from '../../bots/index.ts';
import { loadConfig } from '../../config/index.ts';
import { command, everyValue } from '../command.ts';
import { BETWEEN_ARG, meetingLanguagesOf, SPOKEN_DESCRIPTION } from '../meeting-language-args.ts';
import { ADDRESS_ARGS, requireDaemon } from '../running-daemon.ts';
import { interruption } from '../terminal.ts';

export const join = command({
  name: 'join',
  description: 'Let a bot join a meeting and show subtitles there',
  args: {
    url: {
      type: 'positional',
      description: 'The meeting: its link, its code (abc-defg-hij), or the invitation that has the link in it',
      required: true,
    },
    name: { type: 'string', description: 'The bot’s name in the meeting', valueHint: 'TEXT' },
    from: { type: 'string', description: SPOKEN_DESCRIPTION, default: DEFAULT_MEETING_LANGUAGES.sourceLanguage, valueHint: 'LANG' },
    to: {
      type: 'string',
      description: 'Languages of the subtitles, with commas between them; none for no translation',
      default: DEFAULT_MEETING_LANGUAGES.targetLanguages.join(','),
      valueHint: 'LANG',
    },
    ...BETWEEN_ARG,
    'chrome-arg': {
      type: 'string',
      description: 'Passed on to Chrome, after those of the setting bots.chromeArgs; may be repeated',
      valueHint: 'ARG',
    },
    headed: { type: 'boolean', description: 'Show the browser' },
    ...ADDRESS_ARGS,
    json: { type: 'boolean', description: 'Print each state of the bot as a line of JSON' },
  },
  run: async (args, terminal, rawArgs) => {
    // Before anything else: no daemon has to run to be told that this is no meeting.
    const meetingUrl = allowedMeetingUrl(args.url);
    const languages = meetingLanguagesOf(args, rawArgs);
    for (const code of languagesOfTranslations(languages)) requireDrawable(code);
    const daemon = await requireDaemon(args, terminal);
    const { bots } = await loadConfig(terminal.env);
    using stop = interruption();
    const runner = startRunner({
      meetingUrl,
      daemonUrl: daemon.url,
      tokenFile: daemon.tokenFile,
      ...(args.name === undefined ? {} : { displayName: args.name }),
      ...languages,
      chromeArgs: [...bots.chromeArgs, ...everyValue(rawArgs, 'chrome-arg')],
      headed: args.headed === true,
      onStatus: (status) => terminal.out(args.json === true ? JSON.stringify(status) : `${status.state.padEnd(12)}  ${status.reason}`),
    });
    stop.signal.addEventListener('abort', () => runner.leave(), { once: true });
    return await runner.exited;
  },
});
