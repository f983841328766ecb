// Command line -> the demo. Exit codes: 0 subtitles were seen at the far end, 1 they were not or something failed, 2 bad input or a missing part.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { localRecogniserOf } from '@subcam/daemon';
import {
  DEFAULT_MEETING_LANGUAGES,
  isLanguageCode,
  languageName,
  parseBetween,
  spokenLanguages,
  SubcamError,
  toSubcamError,
  type DemoReport,
  type MeetingLanguages,
} from '@subcam/shared';
import { chooseConversation } from './choose-conversation.ts';
import { openLiveView } from './live-view.ts';
import { runDemo, type DemoOptions } from './run-demo.ts';

const HELP = `subcam demo: people talk in a mock meeting; the bot's camera shows what they say, translated

  --seconds N        length of the call after the bot is in it (default 60)
  --from N           start the conversation N seconds in (default 0)
  --source LANG      language that is spoken (default en)
  --to LANG[,LANG]   languages to translate to (default ${DEFAULT_MEETING_LANGUAGES.targetLanguages.join(',')})
  --between LANG,LANG  two-way: what is spoken, each translated into the other; in place of --source and --to (en,es is stored)
  --whisper-url URL  a Whisper service that recognises; else Moonshine reads English, and Whisper in the daemon other languages (real, hybrid)
  --mode MODE        real (default): every engine real · hybrid: the translation service mocked
                     mock: both services mocked. No mode turns into another by itself.
  --audio FILE.wav   let this recording talk instead (any rate, mono or stereo)
  --transcript FILE  what is said in it, for the word error rate
  --out DIR          where frames, video, subtitles and report.json go (default out/demo)
  --save-fps N       save at most N frames a second (default: every decoded frame)
  --headed           show the browsers
  --json             print the report as JSON and nothing else
  --verbose          show the daemon's and the bot's logs too

Exits with 0 only if subtitles were seen in the pixels that another participant decoded, of --between in each of its languages.`;

const MODES = ['mock', 'hybrid', 'real'] as const;

function bad(message: string): SubcamError {
  return new SubcamError('configuration', `${message} See \`subcam demo --help\`.`);
}

function numberOf(text: string, flag: string, limits: { readonly min: number; readonly max: number }): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < limits.min || value > limits.max) {
    throw bad(`${flag} takes a number from ${limits.min} to ${limits.max}, not "${text}".`);
  }
  return value;
}

function languageOf(text: string, flag: string): string {
  if (!isLanguageCode(text)) throw bad(`${flag} takes a language code such as "es", not "${text}".`);
  return text;
}

interface LanguageFlags {
  readonly source: string | undefined;
  readonly to: string | undefined;
  readonly between: string | undefined;
}

function meetingLanguagesOf({ source, to, between }: LanguageFlags): MeetingLanguages {
  if (between === undefined) {
    const targetLanguages = (to ?? DEFAULT_MEETING_LANGUAGES.targetLanguages.join(',')).split(',').filter((part) => part !== '');
    return {
      sourceLanguage: languageOf(source ?? DEFAULT_MEETING_LANGUAGES.sourceLanguage, '--source'),
      targetLanguages: targetLanguages.map((part) => languageOf(part.trim(), '--to')),
    };
  }
  if (source !== undefined || to !== undefined) throw bad('--between says all languages: leave --source and --to out.');
  return parseBetween(between);
}

interface DemoArguments {
  readonly options: DemoOptions;
  readonly json: boolean;
}

/** Throws `configuration` for anything it does not understand; null when help was asked for. */
export function parseDemoArguments(args: readonly string[]): DemoArguments | null {
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        seconds: { type: 'string', default: '60' },
        from: { type: 'string', default: '0' },
        source: { type: 'string' },
        to: { type: 'string' },
        between: { type: 'string' },
        'whisper-url': { type: 'string' },
        mode: { type: 'string', default: 'real' },
        audio: { type: 'string' },
        transcript: { type: 'string' },
        out: { type: 'string', default: 'out/demo' },
        'save-fps': { type: 'string' },
        headed: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    throw bad(`${error instanceof Error ? error.message.split('. ')[0] : String(error)}.`);
  }
  if (values.help === true) return null;
  const mode = MODES.find((known) => known === values.mode);
  if (mode === undefined) throw bad(`--mode is one of ${MODES.join(', ')}, not "${String(values.mode)}".`);
  if (values.transcript !== undefined && values.audio === undefined) throw bad('--transcript needs --audio: the words of which recording?');
  const text = (value: string | boolean | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
  const languages = meetingLanguagesOf({ source: text(values.source), to: text(values.to), between: text(values.between) });
  const whisperUrl = text(values['whisper-url']) ?? null;
  if (whisperUrl !== null && mode === 'mock')
    throw bad('--mode mock has a Whisper service of its own: leave --whisper-url out, or choose another mode.');
  const spoken = spokenLanguages(languages);
  if (whisperUrl === null && mode !== 'mock' && localRecogniserOf(spoken) === null)
    throw bad(`No recogniser of this machine reads ${spoken.join(' and ')}: name a Whisper service with --whisper-url.`);
  const file = (value: string | boolean | undefined): string | null => (typeof value === 'string' ? path.resolve(value) : null);
  const who = { ...languages, mode, audioFile: file(values.audio), transcriptFile: file(values.transcript) };
  // Before anything is started: whether there is somebody to talk.
  chooseConversation(who);
  return {
    json: values.json === true,
    options: {
      seconds: numberOf(String(values.seconds), '--seconds', { min: 1, max: 3600 }),
      fromMs: 1000 * numberOf(String(values.from), '--from', { min: 0, max: 36_000 }),
      ...who,
      whisperUrl,
      outDir: path.resolve(String(values.out)),
      saveFps: values['save-fps'] === undefined ? null : numberOf(String(values['save-fps']), '--save-fps', { min: 0.1, max: 60 }),
      headed: values.headed === true,
      verbose: values.verbose === true,
    },
  };
}

function ms({ n, p50, p95 }: { readonly n: number; readonly p50: number | null; readonly p95: number | null }): string {
  return p50 === null ? 'not measured' : `${p50} ms p50, ${p95} ms p95 (n ${n})`;
}

function errorRate({ wer, referenceWords }: { readonly wer: number | null; readonly referenceWords: number }): string {
  return wer === null ? 'not measured' : `${(wer * 100).toFixed(1)} % of ${referenceWords} words`;
}

/** Lines about each language, where several are spoken. */
function languageLines({ languages }: DemoReport): readonly string[] {
  if (languages.length < 2) return [];
  return languages.flatMap((spoken) => [
    `${languageName(spoken.language)} -> ${spoken.translatedInto.map((code) => languageName(code)).join(', ')}${spoken.seen ? '' : ': NOT seen at the far end'}`,
    `  Heard as it        ${spoken.utterances === 0 ? 'not measured' : `${spoken.heardInIt} of ${spoken.utterances} utterances`}`,
    `  Word error rate    ${errorRate(spoken)}`,
    `  Word end -> shown  ${ms(spoken.wordEndToFirstShown)}`,
    `  Speech -> final    ${ms(spoken.speechEndToFinal)}`,
    `  Final -> transl.   ${ms(spoken.finalToTranslation)}`,
  ]);
}

function verdict({ ok, languages }: DemoReport): string {
  if (ok) return 'Subtitles were seen in the pixels that another participant decoded.';
  const unseen = languages.filter(({ seen }) => !seen).map(({ language }) => languageName(language));
  return unseen.length === 0 || unseen.length === languages.length
    ? 'NO subtitle was seen in the pixels that another participant decoded.'
    : `NO subtitle of what was said in ${unseen.join(' and ')} was seen in the pixels that another participant decoded.`;
}

function summary(report: DemoReport, outDir: string): string {
  const { latencyMs, farEnd, audio, speech } = report;
  return [
    '',
    verdict(report),
    `Engines              ${report.engines.stt.name} ${report.engines.stt.model} · ${report.engines.translator === null ? 'no translation' : `${report.engines.translator.name} ${report.engines.translator.model}`} (${report.mode})`,
    `Sound                ${(audio.capturedSamples / 16_000).toFixed(1)} s captured, ${audio.lostSamples} samples lost, ${audio.gaps.length} gaps`,
    `Word error rate      ${errorRate(speech)}`,
    `Sound -> daemon      ${ms(latencyMs.captureToDaemon)}`,
    `Word end -> shown    ${ms(latencyMs.wordEndToFirstShown)}`,
    `Speech end -> final  ${ms(latencyMs.speechEndToFinal)}`,
    `Final -> translation ${ms(latencyMs.finalToTranslation)}`,
    `Cue -> far-end pixel ${ms(latencyMs.cueToFarEndPixel)}`,
    ...languageLines(report),
    `Far end              ${farEnd.width}×${farEnd.height}, ${farEnd.fps} fps, ${farEnd.framesDecoded} frames decoded, ${farEnd.framesSaved} saved, at most ${farEnd.longestPauseMs} ms without one`,
    `Everything is in     ${outDir}`,
    '',
  ].join('\n');
}

async function main(): Promise<number> {
  const parsed = parseDemoArguments(process.argv.slice(2));
  if (parsed === null) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const stop = new AbortController();
  const onSignal = (): void => stop.abort(new SubcamError('aborted', 'The demo was stopped; its bot has left.'));
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const { options, json } = parsed;
  const tellsLanguages = spokenLanguages(options).length > 1;
  const view = openLiveView({ out: process.stdout, silent: json, nowMs: () => Date.now(), tellsLanguages });
  try {
    const report = await runDemo(options, view, stop.signal);
    view.end();
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : summary(report, options.outDir));
    return report.ok ? 0 : 1;
  } finally {
    view.end();
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

/** What the person can mend before trying again. */
const INPUT_CODES: ReadonlySet<string> = new Set(['configuration', 'program-missing', 'model-missing', 'model-corrupt', 'meeting-host']);

if (import.meta.main) {
  try {
    process.exitCode = await main();
  } catch (thrown) {
    const error = toSubcamError(thrown);
    process.stderr.write(`subcam demo: ${error.message}\n`);
    if (process.argv.includes('--verbose')) process.stderr.write(`${error.stack ?? ''}\n`);
    process.exitCode = INPUT_CODES.has(error.code) ? 2 : 1;
  }
}
