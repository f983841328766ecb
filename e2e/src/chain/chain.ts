// Options -> the whole chain, running: mock meeting, participants' browser, daemon, bot. Every part is a process of its own.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { findChromium, localRecogniserOf, startRunner, type RunnerHandle } from '@subcam/daemon';
import { spokenLanguages, SubcamError, type BotStatus, type DemoReport, type MeetingLanguages, type SessionEvent } from '@subcam/shared';
import { startMockTranslation, startMockWhisper, type MockService } from '../../mock-engines/index.ts';
import { openFarEnd, startMockMeet, type Conversation, type FarEnd, type MockMeet } from '../../mock-meet/index.ts';
import { startDaemonProcess, type DaemonProcess } from './daemon-process.ts';
import { openSubtitleReader, type SubtitleReader } from './subtitle-reader.ts';

export interface ChainOptions extends MeetingLanguages {
  readonly mode: DemoReport['mode'];
  /**
   * Of a Whisper service that recognises; null, or left out: this machine does, with the first engine that reads what is spoken. Not with the mode
   * `mock`, which has a service of its own.
   */
  readonly whisperUrl?: string | null;
  readonly conversation: Conversation;
  readonly headed: boolean;
  /** More switches for the bot's Chrome. */
  readonly chromeArgs?: readonly string[];
  /** Names of the real translators, the best first; where translation is not mocked. Default: `apertium`. */
  readonly translators?: string;
  /** More of the daemon's environment. */
  readonly daemonEnv?: Readonly<Record<string, string>>;
  readonly mock?: Parameters<typeof startMockMeet>[0];
  readonly onNote?: (text: string) => void;
  readonly onDaemonLog?: (line: string) => void;
  readonly onBotLog?: (line: string) => void;
}

export interface Chain {
  readonly mock: MockMeet;
  readonly farEnd: FarEnd;
  readonly runner: RunnerHandle;
  readonly reader: SubtitleReader;
  readonly botStatuses: readonly BotStatus[];
  readonly home: string;
  daemon(): DaemonProcess;
  /** Starts the daemon again on the same port and data, after a kill. */
  restartDaemon(): Promise<void>;
  /** Resolves when the bot is in the call and its capture has begun; rejects with the bot's reason when it fails. */
  active(): Promise<Extract<SessionEvent, { type: 'opened' }>>;
  /** The bot leaves; resolves when everything that it captured is settled and its process has ended. */
  leave(): Promise<Extract<SessionEvent, { type: 'closed' }> | null>;
  close(): Promise<void>;
}

/** Longest wait from the bot's start to its being in the call, admission by the mock host included. */
const ACTIVE_LIMIT_MS = 90_000;

/** Longest wait for the account of a session whose bot has left. */
const CLOSE_LIMIT_MS = 30_000;

interface Closer {
  readonly name: string;
  close(): Promise<void>;
}

/** The environment of a daemon whose engines are real but for the services that are mocked. */
function daemonEnv(engines: {
  /** What recognises on this machine where there is no Whisper service. */
  readonly recogniser: string;
  readonly whisperUrl: string | null;
  readonly translation: MockService | null;
  readonly translators: string;
}): Record<string, string> {
  const { recogniser, whisperUrl, translation, translators } = engines;
  return {
    ...(whisperUrl === null ? { SUBCAM_STT: recogniser } : { SUBCAM_STT: 'whisper-service', SUBCAM_WHISPER_URL: whisperUrl }),
    ...(translation === null
      ? { SUBCAM_TRANSLATOR: translators }
      : { SUBCAM_TRANSLATOR: 'translation-service', SUBCAM_TRANSLATION_URL: translation.url }),
  };
}

/** Side by side. Rejects as the first that failed does, and not before the other has opened too, or failed: what is open can be closed then. */
async function bothOpened<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<[One, Other]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}

/** Starts everything up to the bot's asking to join. Whatever was started is ended again when a later part fails. */
export async function startChain(options: ChainOptions): Promise<Chain> {
  const note = options.onNote ?? (() => undefined);
  const closers: Closer[] = [];
  const closeAll = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const closer of closers.splice(0).toReversed()) {
      await closer.close().catch((error: unknown) => failures.push(new Error(`${closer.name} did not end in order`, { cause: error })));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'The chain did not end in order.');
  };
  try {
    const executablePath = await findChromium(process.env);
    if (executablePath === null)
      throw new SubcamError('program-missing', 'There is no Chromium. Run `npm run setup`, or install Chromium or Chrome.');
    const home = await mkdtemp(path.join(os.tmpdir(), 'subcam-chain-'));
    closers.push({ name: 'data directory', close: () => rm(home, { recursive: true, force: true }) });

    const whisper = options.mode === 'mock' ? await startMockWhisper(options.conversation) : null;
    if (whisper !== null) closers.push({ name: 'mock whisper service', close: () => whisper.close() });
    const translation = options.mode === 'real' ? null : await startMockTranslation();
    if (translation !== null) closers.push({ name: 'mock translation service', close: () => translation.close() });
    const whisperUrl = whisper?.url ?? options.whisperUrl ?? null;
    const spoken = spokenLanguages(options);
    const recogniser = localRecogniserOf(spoken);
    if (recogniser === null && whisperUrl === null)
      throw new SubcamError('configuration', `No recogniser of this machine reads ${spoken.join(', ')}: name a Whisper service.`);
    const env = {
      ...daemonEnv({
        recogniser: recogniser ?? 'whisper-service',
        whisperUrl,
        translation,
        translators: options.translators ?? 'apertium',
      }),
      ...options.daemonEnv,
    };

    note(`Engines: ${options.mode}`);
    const startDaemon = (port: number): Promise<DaemonProcess> =>
      startDaemonProcess({ home, port, env, ...(options.onDaemonLog === undefined ? {} : { onLog: options.onDaemonLog }) });
    const openEngines = async () => {
      const running = { daemon: await startDaemon(0) };
      closers.push({ name: 'daemon', close: () => running.daemon.stop() });
      const opened = await openSubtitleReader(running.daemon.url, running.daemon.token);
      closers.push({ name: 'subtitle reader', close: () => Promise.resolve(opened.close()) });
      return { running, reader: opened };
    };
    const openMeeting = async () => {
      const meeting = await startMockMeet(options.mock);
      closers.push({ name: 'mock meeting', close: () => meeting.close() });
      const opened = await openFarEnd(meeting, { conversation: options.conversation, executablePath, headed: options.headed });
      closers.push({ name: "participants' browser", close: () => opened.close() });
      return { mock: meeting, farEnd: opened };
    };
    const [{ running, reader }, { mock, farEnd }] = await bothOpened(openEngines(), openMeeting());
    const { daemon } = running;
    note(`Daemon: ${daemon.url}`);
    note(`Meeting: ${mock.meetingUrl} (mock), ${options.conversation.speakers.length} participants are in`);

    const botStatuses: BotStatus[] = [];
    const runner = startRunner({
      meetingUrl: mock.meetingUrl,
      daemonUrl: daemon.url,
      tokenFile: daemon.tokenFile,
      displayName: 'Subcam (live captions)',
      sourceLanguage: options.sourceLanguage,
      targetLanguages: [...options.targetLanguages],
      twoWay: options.twoWay === true,
      chromeArgs: [...mock.chromeArgs, ...(options.chromeArgs ?? [])],
      headed: options.headed,
      onStatus: (status) => {
        botStatuses.push(status);
        note(`Bot: ${status.state}${status.reason === '' ? '' : ` (${status.reason})`}`);
      },
      onLog: options.onBotLog ?? (() => undefined),
    });
    closers.push({
      name: 'bot',
      close: async () => {
        runner.leave();
        await runner.exited;
      },
    });

    const botFailed = runner.exited.then((code) => {
      throw new SubcamError('browser', `The bot ended (exit code ${code}): ${botStatuses.at(-1)?.reason ?? 'it gave no reason'}`);
    });
    botFailed.catch(() => undefined);
    return {
      mock,
      farEnd,
      runner,
      reader,
      botStatuses,
      home,
      daemon: () => running.daemon,
      restartDaemon: async () => {
        running.daemon = await startDaemon(daemon.port);
      },
      active: () =>
        Promise.race([
          botFailed,
          reader.waitFor(
            (event): event is Extract<SessionEvent, { type: 'opened' }> => event.type === 'opened',
            ACTIVE_LIMIT_MS,
            'the bot to be in the call',
          ),
        ]),
      leave: async () => {
        runner.leave();
        await runner.exited;
        return reader
          .waitFor(
            (event): event is Extract<SessionEvent, { type: 'closed' }> => event.type === 'closed',
            CLOSE_LIMIT_MS,
            'the account of the session',
          )
          .catch((error: unknown) => {
            if (error instanceof SubcamError && error.code === 'timeout') return null;
            throw error;
          });
      },
      close: closeAll,
    };
  } catch (error) {
    await closeAll().catch(() => undefined);
    throw error;
  }
}
