// subcam transcribe: a sound file streamed through the very socket that the extension uses; out come its words and translations.
import { randomUUID } from 'node:crypto';
import {
  DEFAULT_MEETING_LANGUAGES,
  SAMPLE_RATE_HZ,
  SubcamError,
  languageName,
  languagesOfTranslations,
  samplesToMs,
  spokenLanguages,
  systemClock,
  targetsOf,
} from '@subcam/shared';
import type { AudioAccount, MeetingLanguages } from '@subcam/shared';
import { toSrt, toWebVtt } from '../../subtitle/index.ts';
import { loadConfig } from '../../config/index.ts';
import { daemonHealth, openFileCapture } from '../client.ts';
import type { DaemonAddress } from '../client.ts';
import { command } from '../command.ts';
import { DAEMON_ARGS, daemonFlags } from '../daemon-args.ts';
import { engineLines, leavingLines } from '../engine-lines.ts';
import { BETWEEN_ARG, meetingLanguagesOf, SPOKEN_DESCRIPTION } from '../meeting-language-args.ts';
import { ADDRESS_ARGS, lookForDaemon } from '../running-daemon.ts';
import type { AddressFlags } from '../running-daemon.ts';
import type { ReadEvent, ReadOmission } from '../session-event.ts';
import { openSound, type SoundFile } from '../../sound/index.ts';
import { atMost, interruption } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { openTranscriptLog } from '../transcript-log.ts';
import type { TranscriptLine } from '../transcript-log.ts';
import { TRANSCRIPT_FORMATS, jsonOf, textOf } from '../transcript-writer.ts';
import type { TranscriptFormat } from '../transcript-writer.ts';

/** Translations that are not there so long after the last final are given up; the daemon's own deadline is 10 s. */
const TRANSLATIONS_LIMIT_MS = 30_000;

export const transcribe = command({
  name: 'transcribe',
  description: 'Transcribe a sound file through the daemon, and translate it',
  args: {
    file: {
      type: 'positional',
      description: 'Sound file: WAV, and whatever ffmpeg reads (MP3, MP4, Ogg, FLAC, …); - is standard input',
      required: true,
    },
    from: { type: 'string', description: SPOKEN_DESCRIPTION, default: DEFAULT_MEETING_LANGUAGES.sourceLanguage, valueHint: 'LANG' },
    to: { type: 'string', description: 'Languages to translate to, with commas between them (default: none)', valueHint: 'LANG' },
    ...BETWEEN_ARG,
    format: { type: 'enum', description: 'What to print', options: [...TRANSCRIPT_FORMATS], default: 'txt' },
    realtime: { type: 'boolean', description: 'Stream as fast as the sound plays (default: as fast as it goes)' },
    ...ADDRESS_ARGS,
    ...DAEMON_ARGS,
    json: { type: 'boolean', description: 'The same as --format jsonl' },
  },
  notes: 'Uses the running daemon, or starts one for the time that it takes; the daemon’s settings below count only then.',
  run: async (args, terminal, rawArgs) => {
    const languages = meetingLanguagesOf(args, rawArgs);
    using stop = interruption();
    await using sound = await openSound(args.file, { env: terminal.env, input: () => terminal.input(), signal: stop.signal });
    await using daemon = await reachDaemon(args, terminal);
    return await stream(sound, {
      title: args.file === '-' ? 'standard input' : args.file,
      daemon,
      languages,
      format: args.json === true ? 'jsonl' : args.format,
      isRealtime: args.realtime === true,
      terminal,
      signal: stop.signal,
    });
  },
});

interface ReachedDaemon extends DaemonAddress, AsyncDisposable {}

/** The running daemon; where `--daemon` names none and none runs, one in this process that ends with it. */
async function reachDaemon(args: AddressFlags & Parameters<typeof daemonFlags>[0], terminal: Terminal): Promise<ReachedDaemon> {
  const found = await lookForDaemon(args, terminal);
  if (found.status === 'ours') {
    const { url, token } = found.daemon;
    for (const line of leavingLines((await daemonHealth(found.daemon)).engines)) terminal.say(line);
    return { url, token, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  if (found.status === 'other' && (args.daemon !== undefined || args['token-file'] !== undefined)) throw found.reason;
  if (args.daemon !== undefined)
    throw new SubcamError('network', `No daemon answers at ${args.daemon}: start it with "subcam up", or leave --daemon out.`);
  const { startDaemon } = await import('../../compose.ts');
  // Its log is for whoever runs a daemon; here only what went wrong matters.
  const config = await loadConfig(terminal.env, { ...daemonFlags(args), port: 0 }, { defaults: { 'log.level': 'warn' } });
  const daemon = await startDaemon(config, { isForOneFile: true });
  if (found.status === 'other') terminal.say(`${found.url} is taken by another program, which was told nothing.`);
  terminal.say('No daemon runs; one was started for this file:');
  for (const line of engineLines(daemon.engines)) terminal.say(line);
  return { url: daemon.url, token: daemon.token, [Symbol.asyncDispose]: () => daemon.close() };
}

interface Streaming {
  readonly daemon: DaemonAddress;
  readonly languages: MeetingLanguages;
  readonly format: TranscriptFormat;
  /** What the sound is called in sentences. */
  readonly title: string;
  readonly isRealtime: boolean;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Resolves with 0 when every sample was read and everything that was asked for came out, else with 1. */
async function stream(sound: SoundFile, options: Streaming): Promise<number> {
  const { format, signal, languages, terminal } = options;
  const lines: TranscriptLine[] = [];
  /** Each stretch of speech in a language that the recogniser does not read, or that is not asked for. */
  const foreign: ReadOmission[] = [];
  const log = openTranscriptLog(languages, (line) => {
    lines.push(line);
    if (format === 'txt') terminal.out(textOf(line));
    if (format === 'jsonl') terminal.out(jsonOf(line));
  });
  const startedAtMs = systemClock.nowMs();
  const beganAtMs = systemClock.monotonicMs();
  const capture = await openFileCapture({
    address: options.daemon,
    signal,
    hello: {
      sessionId: `file-${randomUUID()}`,
      captureId: `file-${randomUUID()}`,
      startedAtMs,
      ...languages,
      targetLanguages: [...languages.targetLanguages],
      pace: options.isRealtime ? 'live' : 'file',
    },
    onEvent: (event) => {
      log.record(event);
      if (event.type === 'omission' && event.omission.reason === 'another-language') foreign.push(event.omission);
      showPartial(event, terminal);
    },
  });
  let account: AudioAccount;
  try {
    for await (const frame of sound.frames()) {
      const dueAtMs = beganAtMs + samplesToMs(frame.firstSample + frame.samples.length);
      if (options.isRealtime) await systemClock.sleep(Math.max(0, dueAtMs - systemClock.monotonicMs()), signal);
      await capture.send(frame);
    }
    account = await capture.end();
    await atMost(TRANSLATIONS_LIMIT_MS, log.settled());
  } finally {
    log.flush();
    capture.close();
  }
  if (format === 'srt' && lines.length > 0) terminal.out(toSrt(lines, languagesOfTranslations(languages)).trimEnd());
  if (format === 'vtt') terminal.out(toWebVtt(lines, languagesOfTranslations(languages)).trimEnd());
  for (const remark of sound.remarks()) terminal.say(remark);
  if (foreign.length > 0) terminal.say(foreignSentence(options.title, foreign, languages));
  else if (lines.length === 0 && account.gaps.length === 0) terminal.say(`In ${options.title} no speech was found${silenceOf(sound)}.`);
  return complaints({ account, lines, languages }, terminal);
}

/** Speech that is not shown is no silence, and no speech that was lost. */
function foreignSentence(title: string, stretches: readonly ReadOmission[], languages: MeetingLanguages): string {
  const seconds = stretches.reduce((sum, { sampleCount }) => sum + sampleCount, 0) / SAMPLE_RATE_HZ;
  const spoken = spokenLanguages(languages).map(languageName).join(' or ');
  const other = spoken === '' ? 'a language that it does not read' : `another language than ${spoken}`;
  const heard = [...new Set(stretches.flatMap(({ language }) => (language === undefined ? [] : [languageName(language)])))].join(', ');
  const [count, verb] = stretches.length === 1 ? ['one stretch', 'is'] : [`${stretches.length} stretches`, 'are'];
  return `In ${title} ${count} of speech (${seconds.toFixed(1)} s) ${verb} in ${other}${heard === '' ? '' : ` (${heard})`}, as far as the recogniser can tell, and left out.`;
}

/** dB of full scale below which sound is so quiet that this is worth a word: people speak into microphones at −40 to −10. */
const QUIET_DB = -50;

/** Why nothing may have been found, as the end of a sentence; empty where the sound was loud enough. */
function silenceOf({ peak }: SoundFile): string {
  if (peak === null) return '';
  if (peak === 0) return ': every sample is zero';
  const peakDb = 20 * Math.log10(peak);
  return peakDb < QUIET_DB ? `: its loudest sample is at ${peakDb.toFixed(0)} dB of full scale` : '';
}

/** Where a person watches, the words as they grow; drawn over by the next. */
function showPartial(event: ReadEvent, terminal: Terminal): void {
  if (!terminal.isInteractive) return;
  if (event.type === 'partial') terminal.redraw(event.transcript.text.slice(-100));
  if (event.type === 'final') terminal.redraw('');
}

interface Outcome {
  readonly account: AudioAccount;
  readonly lines: readonly TranscriptLine[];
  readonly languages: MeetingLanguages;
}

/** Says what is missing from the result; 1 if anything is. */
function complaints({ account, lines, languages }: Outcome, terminal: Terminal): number {
  const problems: string[] = [];
  const seconds = (samples: number): string => `${(samples / SAMPLE_RATE_HZ).toFixed(1)} s`;
  if (account.lostSamples > 0) problems.push(`${seconds(account.lostSamples)} of sound were lost`);
  for (const gap of account.gaps) problems.push(`${seconds(gap.sampleCount)} at ${seconds(gap.firstSample)} were not read (${gap.reason})`);
  for (const language of languagesOfTranslations(languages)) {
    const wanted = lines.filter((line) => targetsOf(languages, line.language).includes(language));
    const missing = wanted.filter((line) => !(language in line.translations));
    const reason = missing.map((line) => line.failures[language]).find((failure) => failure !== undefined);
    if (missing.length > 0)
      problems.push(`${missing.length} of ${wanted.length} lines have no ${language} (${reason ?? 'it did not come in time'})`);
  }
  for (const problem of problems) terminal.say(problem);
  return problems.length === 0 ? 0 : 1;
}
