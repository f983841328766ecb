// Command line -> a mock meeting for whoever loads the extension by hand: the address, Chrome's flags, and people who talk.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { findChromium } from '@subcam/daemon';
import { extensionDist } from '@subcam/extension';
import { SubcamError, toSubcamError } from '@subcam/shared';
import { isInterfaceLanguage } from './wire/interface-language.ts';
import { CAMERA_ACTIONS } from './wire/messages.ts';
import { loadConversation, openFarEnd, startMockMeet, type FarEnd, type MockMeet, type RecordedConversation } from './index.ts';

const HELP = `node e2e/mock-meet/main.ts: a meeting on this machine that answers as https://meet.google.com

  --admission HOW    auto (default), manual or deny
  --lobby-ms N       how long the lobby lasts (default 1500)
  --language L       of the interface where the address names none: en (default), de, ja or ar
  --consent          ask the guest to accept a recording
  --audio FILE.wav   let this recording talk instead (any rate, mono or stereo)
  --transcript FILE  what is said in it, one line for each turn, \`Name: words\`
  --headed           show the participants' browser, with the guest's camera in it
  --json             print the address, the flags and every event as JSON lines

While it runs, type: admit, deny, remove, end, talk, hush, rebuild, quit,
and \`camera DEED\`: ${CAMERA_ACTIONS.join(', ')}. It ends with its standard input.`;

/** For a shell: flags with spaces in them stay whole. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}

function recordingOf(values: { readonly audio?: string; readonly transcript?: string }): 'default' | RecordedConversation {
  if (values.audio === undefined && values.transcript !== undefined)
    throw new SubcamError('configuration', '--transcript needs --audio: the words of which recording?');
  return values.audio === undefined ? 'default' : { audio: values.audio, transcript: values.transcript ?? null };
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        admission: { type: 'string', default: 'auto' },
        'lobby-ms': { type: 'string', default: '1500' },
        language: { type: 'string', default: 'en' },
        consent: { type: 'boolean', default: false },
        audio: { type: 'string' },
        transcript: { type: 'string' },
        headed: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new SubcamError('configuration', `${error instanceof Error ? error.message : String(error)} See --help.`, { cause: error });
  }
}

/** Says what is happening: as JSON lines, or for a person. */
function reporter(json: boolean): (event: string, details?: object) => void {
  return (event, details = {}) => {
    const words = Object.values(details).map(String).join(', ');
    process.stdout.write(json ? `${JSON.stringify({ event, ...details })}\n` : `${event}${words === '' ? '' : `: ${words}`}\n`);
  };
}

async function obey(line: string, mock: MockMeet, farEnd: FarEnd): Promise<boolean> {
  const action = CAMERA_ACTIONS.find((known) => line.trim() === `camera ${known}`);
  if (action !== undefined) {
    mock.camera(action);
    return true;
  }
  switch (line.trim()) {
    case '':
      return true;
    case 'admit':
      mock.admit();
      return true;
    case 'deny':
      mock.deny();
      return true;
    case 'remove':
      mock.removeBot();
      return true;
    case 'end':
      mock.endMeeting();
      return true;
    case 'rebuild':
      mock.rebuildCall();
      return true;
    case 'talk':
      await farEnd.startTalking({ fromMs: 0 });
      return true;
    case 'hush':
      await farEnd.stopTalking();
      return true;
    case 'quit':
      return false;
    default:
      throw new SubcamError(
        'bad-request',
        `"${line.trim()}" is no command. There are: admit, deny, remove, end, talk, hush, rebuild, camera DEED, quit.`,
      );
  }
}

async function main(): Promise<void> {
  const values = readArguments();
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const admission = (['auto', 'manual', 'deny'] as const).find((known) => known === values.admission);
  if (admission === undefined) throw new SubcamError('configuration', `--admission is auto, manual or deny, not "${values.admission}".`);
  const { language } = values;
  if (!isInterfaceLanguage(language)) throw new SubcamError('configuration', `--language is en, de, ja or ar, not "${language}".`);
  const lobbyMs = Number(values['lobby-ms']);
  if (!(lobbyMs >= 0)) throw new SubcamError('configuration', `--lobby-ms takes milliseconds, not "${values['lobby-ms']}".`);
  const executablePath = await findChromium(process.env);
  if (executablePath === null) throw new SubcamError('program-missing', 'There is no Chromium for the participants. Run `npm run setup`.');
  const conversation = await loadConversation(recordingOf(values));
  const say = reporter(values.json);

  const mock = await startMockMeet({ admission, lobbyMs, consentDialog: values.consent, interfaceLanguage: language });
  let farEnd: FarEnd | null = null;
  const input = createInterface({ input: process.stdin });
  const stop = (): void => input.close();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    farEnd = await openFarEnd(mock, { conversation, executablePath, headed: values.headed });
    const others = farEnd;
    for (const name of ['asked', 'admitted', 'left', 'chat', 'toast'] as const) mock.events.on(name, (event: object) => say(name, event));
    mock.events.on('joined', (event) => {
      say('joined', event);
      others
        .startTalking({ fromMs: 0 })
        .then((started) => say('talking', started))
        .catch((error: unknown) => say('error', { message: String(error) }));
    });
    const flags = [...mock.chromeArgs, `--load-extension=${extensionDist}`];
    if (values.json) say('ready', { meetingUrl: mock.meetingUrl, chromeArgs: flags });
    else {
      process.stdout.write(`The meeting is at ${mock.meetingUrl} for a Chromium started with\n\n`);
      process.stdout.write(
        `  chromium --user-data-dir="$(mktemp -d)" ${flags.map(quoted).join(' \\\n    ')} \\\n    ${mock.meetingUrl}\n\n`,
      );
      process.stdout.write(`(Chrome itself no longer takes --load-extension: load ${extensionDist} on chrome://extensions.)\n\n`);
    }
    input.on('line', (line) => {
      obey(line, mock, others)
        .then((stays) => (stays ? undefined : input.close()))
        .catch((error: unknown) => say('error', { message: toSubcamError(error).message }));
    });
    await once(input, 'close');
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    await farEnd?.close();
    await mock.close();
  }
}

try {
  await main();
} catch (thrown) {
  const error = toSubcamError(thrown);
  process.stderr.write(`mock-meet: ${error.message}\n`);
  process.exitCode = error.code === 'configuration' || error.code === 'program-missing' ? 2 : 1;
}
