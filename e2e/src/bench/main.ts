// Command line -> a bench. Exit codes: 0 measured, whether or not the targets were met; 1 something failed, or a database is damaged; 2 bad input or a missing part.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SubcamError, toSubcamError } from '@subcam/shared';
import { assembleReport } from './assemble-report.ts';
import { openBenchCall } from './bench-call.ts';
import { benchPlan, DEFAULT_GAP_MINUTES, QUICK_PLAN, type BenchPlan } from './bench-plan.ts';
import { measureCamera } from './camera-bench.ts';
import { summaryOf, type CameraReport } from './camera-report.ts';
import { openCueSource } from './cue-source.ts';
import { damagedDatabase, faultsSummary } from './faults/faults-report.ts';
import { DEFAULT_FAULT_KILLS, FAULT_STORES, faultsWish, type FaultsFlags, type FaultsWish } from './faults/faults-wish.ts';
import { measureFaults } from './faults/measure-faults.ts';
import { measureFloods } from './floods/measure-floods.ts';
import { floodsSummary } from './floods/floods-report.ts';
import { honestySummary } from './honesty/honesty-report.ts';
import { DEFAULT_HONESTY_MINUTES, honestyWish, type HonestyFlags, type HonestyWish } from './honesty/honesty-wish.ts';
import { measureHonesty } from './honesty/measure-honesty.ts';
import { languagesSummary } from './languages/languages-report.ts';
import { DEFAULT_UTTERANCES, languagesWish, type LanguagesFlags, type LanguagesWish } from './languages/languages-wish.ts';
import { measureLanguages } from './languages/measure-languages.ts';
import { measureSameFinals } from './same-finals/measure-same-finals.ts';
import { sameFinalsSummary } from './same-finals/same-finals-report.ts';
import { DEFAULT_KILLS, sameFinalsWish, type SameFinalsFlags, type SameFinalsWish } from './same-finals/same-finals-wish.ts';
import { measureScrape } from './scrape/measure-scrape.ts';
import { scrapeSummary } from './scrape/scrape-report.ts';
import { measureSpeech } from './speech/measure-speech.ts';
import { speechSummary } from './speech/speech-report.ts';
import { DEFAULT_REPEAT, MAX_STREAMS, speechWish, type SpeechFlags, type SpeechWish } from './speech/speech-wish.ts';
import { measureStore } from './store/measure-store.ts';
import { storeSummary } from './store/store-report.ts';
import { DEFAULT_ROWS, storeWish, type StoreFlags, type StoreWish } from './store/store-wish.ts';
import { measureTransport } from './transport/measure-transport.ts';
import { transportSummary } from './transport/transport-report.ts';
import { enginesWish, type EnginesGroup } from './translation/engines-wish.ts';
import { measureTranslation } from './translation/measure-translation.ts';
import { parsePair, readTestLines, type TestLinesWish } from './translation/test-lines.ts';
import { translationSummary } from './translation/translation-report.ts';
import { DEFAULT_SEED } from './whole-number.ts';

const DEFAULT_PAIR = 'en-pt';

const HELP = `pnpm bench camera: what the subtitle camera costs and how soon and how steadily it is seen, on this machine
pnpm bench faults: whether anything that was said is lost, written twice or changed by kills and by every other fault
pnpm bench floods: how much later others are answered because one client floods the daemon
pnpm bench honesty: what is made of sound in which nobody speaks, and of speech in other languages than the recogniser's
pnpm bench languages: in which language speech is read that is announced in none, how right, and into what it is translated
pnpm bench same-finals: whether a sound has the same finals when the cores are taken and when the daemon is killed again and again
pnpm bench scrape: how much later words are known while somebody collects the daemon's figures each second
pnpm bench speech: how soon words are shown, how steady and how right they are, and what hearing them costs
pnpm bench store: how fast what was said is stored, beside its driver alone, and found again among a million segments
pnpm bench transport: what sound costs on its way into the daemon beside bare ws, and how many streams one core carries
pnpm bench translation: how good, how fast and how steady each way is by which the engines in use translate a pair of languages

  --json             print the report as one JSON object on one line of standard output

camera
  --minutes M        observe rate and gaps for M minutes each: the camera and a bare generator track, visible and
                     hidden (default ${DEFAULT_GAP_MINUTES}; the whole bench takes about 15 minutes more than four times this)
  --extension DIR    another build of the extension than this repository's
faults
  --kills N          how often the daemon is killed (default ${DEFAULT_FAULT_KILLS}); with --kills-only no other fault is tried
  --seed S           of everything that is left to chance (default ${DEFAULT_SEED})
  --store NAME       where it stores what was said: ${FAULT_STORES.join(' or ')} (default sqlite)
honesty
  --minutes M        each of the sounds in which nobody speaks for M minutes (default ${DEFAULT_HONESTY_MINUTES})
  --engine NAME      recogniser (default: the one that is configured)
  --english DIR      recordings of people who speak English: nothing of them should be refused
  --foreign DIR      recordings of people who speak other languages, a folder for each
languages
  --dir DIR          a folder for each language, called as its code (es, pt-BR), with recordings of an utterance each; what is said
                     stands beside each in NAME.txt, or in transcripts.tsv (columns file and text, tabs between); who speaks, in
                     voice.txt. Without it: telephone prompts from Debian's archive (55 MB, fetched once), and synthetic
                     voices: Kokoro-82M for es-ES and pt-BR (90 MB, fetched once), espeak-ng for de and pt
  --alternate en,es  utterances of two languages by turns, in one session between them (default: English and Spanish)
  --engine NAME      recogniser (default: whisper)
  --limit N          so many utterances of each language (default: ${DEFAULT_UTTERANCES}; with --dir all)
  --minutes M        each of the sounds in which nobody speaks for M minutes (default: 10 s)
same-finals
  --audio WAV        speech (default: the conversation of the mock meeting)
  --kills N          how often the daemon is killed (default ${DEFAULT_KILLS})
speech
  --audio WAV        speech, with --words TSV: start_s, end_s and word of every word that is said, under a header, tabs between.
                     Without them: the conversation of the mock meeting, three voices, 75 s
  --streams N        sessions that talk at the same time (default 1, at most ${MAX_STREAMS})
  --repeat N         each policy so many times (default ${DEFAULT_REPEAT}; with --minutes 1)
  --engine NAME      recogniser (default: the one that is configured)
  --partials NAME    quicker recogniser for words that are still being said (default: the one that is configured)
  --from en --to pt  which language is spoken, and into which it is translated (default: en, and none)
  --minutes M        each time the sound is repeated until it is so long; tells whether finals come later and later
store
  --rows N           segments that are stored before it is searched (default ${DEFAULT_ROWS})
  --seed S           of what is said and looked for (default ${DEFAULT_SEED})
  --store NAME       sqlite or postgres alone (default both). Postgres is the empty database that DATABASE_URL names, else a server of its own
camera, faults, floods, honesty, languages, same-finals, scrape, speech, store, transport
  --quick            seconds in place of minutes: shows that everything works, its figures mean nothing
translation
  --pair en-pt       from which language into which (default ${DEFAULT_PAIR})
  --source FILE      sentences, one a line (UTF-8); with --reference FILE, their translations by people, line by line.
                     Without them: forty meeting sentences in English, Portuguese and Spanish
  --limit LINES      the first so many lines
  --engines NAME[,…] these translators in place of those in use; NAME=URL is one at that address, so that a service on a
                     processor and one on a GPU stand side by side. The report says on what each runs

Camera: a bot's own Chrome sits in a mock meeting on loopback with the extension in it, cues come from a scripted daemon, and
another Chromium decodes. What is compared takes turns in that one call.
Speech: daemons on loopback, each with a folder of its own, one with the policy in force and one with the plain policy, take turns;
the sound is sent in real time over the extension's own link. What every figure means is in docs/benchmarks.md.
Honesty and languages: the sounds and recordings go to a daemon on loopback as files, as fast as it takes them.
Transport: the daemon with engines that cost nothing, and a bare server that checks and acknowledges the same frames, each in a process of
its own, take turns; then more and more streams are sent to the daemon, until they are not in time. About two minutes.
Translation: the engines are those that SUBCAM_TRANSLATOR, or the configuration, has in use; each way through them is measured in a
process of its own. A line takes about half a second with a neural engine, most of it word by word.
Progress and a summary go to standard error. Run it on a machine that does nothing else. Linux only: cores and memory are read from /proc.

Exit codes: 0 measured, whether or not the targets were met (the report says which), 1 failed, or faults damaged a database, 2 bad input or a missing part.`;

const BENCHES = [
  'camera',
  'faults',
  'floods',
  'honesty',
  'languages',
  'same-finals',
  'scrape',
  'speech',
  'store',
  'translation',
  'transport',
] as const;
type Bench = (typeof BENCHES)[number];

/** Beside `--json` and `--help`, which all have. */
const BENCHES_OF_FLAG: Readonly<Record<string, readonly Bench[]>> = {
  minutes: ['camera', 'honesty', 'languages', 'speech'],
  extension: ['camera'],
  quick: ['camera', 'faults', 'floods', 'honesty', 'languages', 'same-finals', 'scrape', 'speech', 'store', 'transport'],
  english: ['honesty'],
  foreign: ['honesty'],
  audio: ['same-finals', 'speech'],
  kills: ['faults', 'same-finals'],
  'kills-only': ['faults'],
  seed: ['faults', 'store'],
  store: ['faults', 'store'],
  rows: ['store'],
  words: ['speech'],
  streams: ['speech'],
  repeat: ['speech'],
  engine: ['honesty', 'languages', 'speech'],
  partials: ['speech'],
  from: ['speech'],
  to: ['speech'],
  pair: ['translation'],
  source: ['translation'],
  reference: ['translation'],
  limit: ['languages', 'translation'],
  engines: ['translation'],
  dir: ['languages'],
  alternate: ['languages'],
};

interface BenchArguments {
  readonly bench: Bench;
  readonly isQuick: boolean;
  readonly plan: BenchPlan;
  readonly gapMinutes: number;
  readonly json: boolean;
  readonly extensionDir: string | null;
  /** What is translated; of the bench `translation` alone. */
  readonly lines: (TestLinesWish & { readonly groups: readonly EnginesGroup[] | null }) | null;
  /** What is heard; of the bench `speech` alone. */
  readonly speech: SpeechWish | null;
  /** What is heard; of the bench `honesty` alone. */
  readonly honesty: HonestyWish | null;
  /** What is heard; of the bench `same-finals` alone. */
  readonly sameFinals: SameFinalsWish | null;
  /** What is heard; of the bench `languages` alone. */
  readonly languages: LanguagesWish | null;
  /** What is done; of the bench `faults` alone. */
  readonly faults: FaultsWish | null;
  /** What is stored; of the bench `store` alone. */
  readonly store: StoreWish | null;
}

const MAX_MINUTES = 120;

function bad(message: string): SubcamError {
  return new SubcamError('configuration', `${message} See \`pnpm bench --help\`.`);
}

function minutesOf(text: string): number {
  const minutes = Number(text);
  if (text.trim() === '' || !(minutes > 0 && minutes <= MAX_MINUTES))
    throw bad(`--minutes takes a number above 0, at most ${MAX_MINUTES}, not "${text}".`);
  return minutes;
}

interface Flags extends SpeechFlags, HonestyFlags, SameFinalsFlags, LanguagesFlags, FaultsFlags, StoreFlags {
  readonly minutes?: string;
  readonly json: boolean;
  readonly quick: boolean;
  readonly extension?: string;
  readonly pair?: string;
  readonly source?: string;
  readonly reference?: string;
  readonly limit?: string;
  readonly engines?: string;
  readonly help: boolean;
}

function readFlags(args: readonly string[]): { readonly values: Flags; readonly positionals: readonly string[] } {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        minutes: { type: 'string' },
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        extension: { type: 'string' },
        english: { type: 'string' },
        foreign: { type: 'string' },
        dir: { type: 'string' },
        alternate: { type: 'string' },
        audio: { type: 'string' },
        kills: { type: 'string' },
        'kills-only': { type: 'boolean' },
        seed: { type: 'string' },
        store: { type: 'string' },
        rows: { type: 'string' },
        words: { type: 'string' },
        streams: { type: 'string' },
        repeat: { type: 'string' },
        engine: { type: 'string' },
        partials: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        pair: { type: 'string' },
        source: { type: 'string' },
        reference: { type: 'string' },
        limit: { type: 'string' },
        engines: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw bad(`${error instanceof Error ? error.message.split('. ')[0] : String(error)}.`);
  }
}

function linesWish({ pair = DEFAULT_PAIR, source, reference, limit }: Flags): TestLinesWish {
  parsePair(pair);
  if ((source === undefined) !== (reference === undefined)) throw bad('--source and --reference belong together.');
  if (limit !== undefined && !/^[1-9]\d{0,8}$/.test(limit)) throw bad(`--limit takes a whole number above 0, not "${limit}".`);
  return {
    pair,
    files: source === undefined || reference === undefined ? null : { source, reference },
    limit: limit === undefined ? null : Number(limit),
  };
}

/** Throws `configuration` for anything it does not understand; null when help was asked for. */
export function parseBenchArguments(args: readonly string[]): BenchArguments | null {
  const { values, positionals } = readFlags(args);
  if (values.help) return null;
  const named = positionals.join(' ');
  const bench = BENCHES.find((name) => name === named);
  if (bench === undefined)
    throw bad(
      `The benches are camera, faults, floods, honesty, languages, same-finals, scrape, speech, store, translation and transport, not "${named}".`,
    );
  for (const [flag, benches] of Object.entries(BENCHES_OF_FLAG)) {
    const given = values[flag as keyof Flags];
    if (given !== undefined && given !== false && !benches.includes(bench))
      throw bad(`--${flag} is of the bench ${benches.join(' and of ')}, not of ${bench}.`);
  }
  if (values.quick && values.minutes !== undefined) throw bad('--quick and --minutes contradict each other.');
  const gapMinutes = values.quick
    ? (QUICK_PLAN.gapTurns * QUICK_PLAN.gapTurnS) / 60
    : minutesOf(values.minutes ?? String(DEFAULT_GAP_MINUTES));
  const howLong = { minutes: values.minutes === undefined ? null : gapMinutes, isQuick: values.quick };
  return {
    bench,
    isQuick: values.quick,
    plan: values.quick ? QUICK_PLAN : benchPlan(gapMinutes),
    gapMinutes,
    json: values.json,
    extensionDir: values.extension === undefined ? null : path.resolve(values.extension),
    lines: bench === 'translation' ? { ...linesWish(values), groups: enginesWish(values.engines) } : null,
    speech: bench === 'speech' ? speechWish(values, howLong) : null,
    honesty: bench === 'honesty' ? honestyWish(values, howLong) : null,
    languages: bench === 'languages' ? languagesWish(values, howLong) : null,
    faults: bench === 'faults' ? faultsWish(values, values.quick) : null,
    store: bench === 'store' ? storeWish(values, values.quick) : null,
    sameFinals: bench === 'same-finals' ? sameFinalsWish(values, values.quick) : null,
  };
}

/** `onNote` writes to standard error, with the time since now. */
function startNotes(): { readonly startedAtMs: number; readonly onNote: (text: string) => void } {
  const startedAtMs = performance.now();
  const onNote = (text: string): void => {
    const seconds = Math.round((performance.now() - startedAtMs) / 1000);
    process.stderr.write(`${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, '0')}  ${text}\n`);
  };
  return { startedAtMs, onNote };
}

async function runCamera({ plan, gapMinutes, extensionDir }: BenchArguments, signal: AbortSignal): Promise<CameraReport> {
  const { startedAtMs, onNote } = startNotes();
  const call = await openBenchCall({ ...(extensionDir === null ? {} : { extensionDir }), onNote, signal });
  try {
    const measured = await measureCamera({ call, cues: openCueSource(call.daemon), plan, onNote, signal });
    return assembleReport(measured, { gapMinutes, totalMs: performance.now() - startedAtMs, chromium: call.chromium });
  } finally {
    await call.close();
  }
}

async function main(): Promise<void> {
  const parsed = parseBenchArguments(process.argv.slice(2));
  if (parsed === null) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  if (process.platform !== 'linux') throw bad('The bench reads /proc and runs on Linux alone.');
  const stop = new AbortController();
  const onSignal = (): void => stop.abort(new SubcamError('aborted', 'The bench was stopped; everything that it started has ended.'));
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  const run = async (): Promise<{ readonly report: object; readonly summary: string; readonly failure?: string | null }> => {
    if (parsed.lines !== null) {
      const { groups } = parsed.lines;
      const report = await measureTranslation({ lines: await readTestLines(parsed.lines), groups }, startNotes().onNote, stop.signal);
      return { report, summary: translationSummary(report) };
    }
    if (parsed.honesty !== null) {
      const report = await measureHonesty(parsed.honesty, startNotes().onNote, stop.signal);
      return { report, summary: honestySummary(report) };
    }
    if (parsed.faults !== null) {
      const report = await measureFaults(parsed.faults, startNotes().onNote, stop.signal);
      return { report, summary: faultsSummary(report), failure: damagedDatabase(report) };
    }
    if (parsed.languages !== null) {
      const report = await measureLanguages(parsed.languages, startNotes().onNote, stop.signal);
      return { report, summary: languagesSummary(report) };
    }
    if (parsed.sameFinals !== null) {
      const report = await measureSameFinals(parsed.sameFinals, startNotes().onNote, stop.signal);
      return { report, summary: sameFinalsSummary(report) };
    }
    if (parsed.speech !== null) {
      const report = await measureSpeech(parsed.speech, startNotes().onNote, stop.signal);
      return { report, summary: speechSummary(report) };
    }
    if (parsed.store !== null) {
      const report = await measureStore(parsed.store, startNotes().onNote, stop.signal);
      return { report, summary: storeSummary(report) };
    }
    if (parsed.bench === 'transport') {
      const report = await measureTransport({ isQuick: parsed.isQuick, onNote: startNotes().onNote }, stop.signal);
      return { report, summary: transportSummary(report) };
    }
    if (parsed.bench === 'scrape') {
      const report = await measureScrape({ isQuick: parsed.isQuick, onNote: startNotes().onNote }, stop.signal);
      return { report, summary: scrapeSummary(report) };
    }
    if (parsed.bench === 'floods') {
      const report = await measureFloods({ isQuick: parsed.isQuick, onNote: startNotes().onNote }, stop.signal);
      return { report, summary: floodsSummary(report) };
    }
    const report = await runCamera(parsed, stop.signal);
    return { report, summary: summaryOf(report) };
  };
  const {
    report,
    summary,
    failure = null,
  } = await run().catch((error: unknown): never => {
    // A terminal's Ctrl-C reaches the browsers too: what they say then is not the reason.
    throw stop.signal.aborted ? stop.signal.reason : error;
  });
  process.stderr.write(summary);
  process.stdout.write(`${parsed.json ? JSON.stringify(report) : JSON.stringify(report, null, 2)}\n`);
  if (failure !== null) throw new SubcamError('storage', failure);
}

/** What the person can mend before trying again. */
const INPUT_CODES: ReadonlySet<string> = new Set(['bad-request', 'configuration', 'model-corrupt', 'model-missing', 'program-missing']);

if (import.meta.main) {
  try {
    await main();
    process.exitCode = 0;
  } catch (thrown) {
    const error = toSubcamError(thrown);
    process.stderr.write(`bench: ${error.message}\n`);
    process.exitCode = INPUT_CODES.has(error.code) ? 2 : 1;
  }
}
