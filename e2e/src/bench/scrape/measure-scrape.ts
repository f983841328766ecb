// One daemon that hears the same talk again and again, by turns with somebody who collects its figures each second -> the report of the bench.
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '@subcam/daemon';
import { SubcamError, systemClock } from '@subcam/shared';
import { startDaemonProcess, type DaemonProcess } from '../../chain/daemon-process.ts';
import { startCoreMeter } from '../../process-tree.ts';
import { beginningOf, saidSound } from '../speech/said-sound.ts';
import { scoreSession } from '../speech/score-session.ts';
import { readSpokenSound, type SpokenSound } from '../speech/spoken-sound.ts';
import { talk } from '../speech/talk-session.ts';
import { scrapeReport, type ScrapeMeasured, type ScrapeReport, type ScrapeTurns } from './scrape-report.ts';

/** How much of the conversation a turn is, and how often both kinds have their turn: four minutes of talk together. */
const WHOLE = { soundMs: 40_000, pairs: 3 };
const QUICK = { soundMs: 4_000, pairs: 1 };

const EVERY_MS = 1_000;

type Answers = { readonly tookMs: number; readonly bytes: number }[];

/** Asks for the figures until the signal fires. Rejects when they are refused. */
async function collect({ url, token }: DaemonProcess, answers: Answers, signal: AbortSignal): Promise<void> {
  for (;;) {
    const askedAtMs = systemClock.monotonicMs();
    const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    const text = await response.text();
    if (response.status !== 200) throw new SubcamError('internal', `The daemon answers ${response.status} to who asks for its figures.`);
    answers.push({ tookMs: systemClock.monotonicMs() - askedAtMs, bytes: Buffer.byteLength(text) });
    if (signal.aborted) return;
    await systemClock.sleep(EVERY_MS - (systemClock.monotonicMs() - askedAtMs), signal).catch(() => undefined);
    if (signal.aborted) return;
  }
}

interface TurnOptions {
  readonly sound: SpokenSound;
  readonly sessionId: string;
  /** Of both turns of a pair the same, so that the same is said. */
  readonly time: number;
  /** null: nobody asks. */
  readonly answers: Answers | null;
}

async function takeTurn(
  daemon: DaemonProcess,
  { sound, sessionId, time, answers }: TurnOptions,
  signal: AbortSignal,
): Promise<ScrapeTurns> {
  const over = new AbortController();
  const collecting = answers === null ? Promise.resolve() : collect(daemon, answers, AbortSignal.any([signal, over.signal]));
  const meter = await startCoreMeter(daemon.pid);
  const { url, token } = daemon;
  const said = saidSound(sound, { stream: 0, streams: 1, minutes: null, time });
  try {
    const heard = await talk({ url, token, sessionId, said, from: 'en', to: null, onSent: () => undefined }, signal);
    const { finals, referenceWords, errors } = scoreSession(heard, null);
    return { finalsMs: finals.map(({ latencyMs }) => latencyMs), words: referenceWords, errors, cores: [(await meter.stop()).cores] };
  } finally {
    over.abort();
    await meter.stop();
    await collecting;
  }
}

const joined = (turns: readonly ScrapeTurns[]): ScrapeTurns => ({
  finalsMs: turns.flatMap(({ finalsMs }) => finalsMs),
  words: turns.reduce((sum, { words }) => sum + words, 0),
  errors: turns.reduce((sum, { errors }) => sum + errors, 0),
  cores: turns.flatMap(({ cores }) => cores),
});

/** `isQuick`: shows that everything works. Nothing is left running, whatever happens. */
export async function measureScrape(
  { isQuick, onNote }: { readonly isQuick: boolean; readonly onNote: (text: string) => void },
  signal: AbortSignal,
): Promise<ScrapeReport> {
  const { soundMs, pairs } = isQuick ? QUICK : WHOLE;
  const env = { SUBCAM_TRANSLATOR: 'none' };
  const { stt } = await loadConfig({ ...process.env, ...env });
  const sound = beginningOf(await readSpokenSound(null), soundMs);
  const loadBefore = Math.round((loadavg()[0] ?? 0) * 10) / 10;
  await using opened = new AsyncDisposableStack();
  const home = await mkdtemp(path.join(tmpdir(), 'subcam-scrape-'));
  opened.defer(() => rm(home, { recursive: true, force: true }));
  const daemon = await startDaemonProcess({ home, port: 0, env });
  opened.defer(() => daemon.stop());

  const answers: Answers = [];
  const turns = { undisturbed: [] as ScrapeTurns[], scraped: [] as ScrapeTurns[] };
  const turn = async (kind: keyof typeof turns, pair: number): Promise<void> => {
    onNote(`${kind === 'scraped' ? 'somebody asks for /metrics each second' : 'nobody asks'}, ${pair + 1} of ${pairs}`);
    const asked = kind === 'scraped' ? answers : null;
    turns[kind].push(await takeTurn(daemon, { sound, sessionId: `${kind}-${pair}`, time: pair, answers: asked }, signal));
  };
  for (let pair = 0; pair < pairs; pair += 1) {
    // Every second time the other way round, so that what else the machine does meets both.
    for (const kind of pair % 2 === 0 ? (['undisturbed', 'scraped'] as const) : (['scraped', 'undisturbed'] as const))
      await turn(kind, pair);
  }
  const measured: ScrapeMeasured = {
    engine: stt.engine,
    everyMs: EVERY_MS,
    undisturbed: joined(turns.undisturbed),
    scraped: joined(turns.scraped),
    answers,
    loadBefore,
  };
  return scrapeReport(measured);
}
