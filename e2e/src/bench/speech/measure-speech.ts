// A recording -> daemons with the policy in force and with the plain one, sessions that talk to each in turn -> the report of the bench.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig, routesOf } from '@subcam/daemon';
import { SubcamError, systemClock, toSubcamError } from '@subcam/shared';
import { startDaemonProcess, type DaemonProcess } from '../../chain/daemon-process.ts';
import { residentMb, startCoreMeter, type CoreUse } from '../../process-tree.ts';
import { beginningOf, saidSound } from './said-sound.ts';
import { scoreSession, type SessionScore } from './score-session.ts';
import { speechFigures, speechRatios, type SpeechFigures, type SpeechReport } from './speech-report.ts';
import type { SpeechWish } from './speech-wish.ts';
import { readSpokenSound, type SpokenSound } from './spoken-sound.ts';
import { wordErrorRate } from '../../word-error-rate.ts';
import { hearFile } from '../hear-file.ts';
import { talk } from './talk-session.ts';

/** How long a daemon has had no sound when its memory at rest is read. */
const REST_MS = 20_000;

/** Of the short form. */
const QUICK_REST_MS = 200;
const QUICK_SOUND_MS = 2_000;

type Environment = Readonly<Record<string, string>>;
type Note = (text: string) => void;

const POLICIES = ['ours', 'plain'] as const;
type Policy = (typeof POLICIES)[number];

/** What the daemon is told of the policy. */
const POLICY_ENV: Readonly<Record<Policy, Environment>> = { ours: {}, plain: { SUBCAM_SPEECH_POLICY: 'plain' } };

const NO_TRANSLATOR: Environment = { SUBCAM_TRANSLATOR: 'none' };

interface RunningDaemon extends AsyncDisposable {
  readonly policy: Policy;
  readonly daemon: DaemonProcess;
}

/** In a folder of its own, which goes with it. */
async function openDaemon(policy: Policy, env: Environment): Promise<RunningDaemon> {
  await using opened = new AsyncDisposableStack();
  const home = await mkdtemp(path.join(tmpdir(), 'subcam-speech-'));
  opened.defer(() => rm(home, { recursive: true, force: true }));
  const daemon = await startDaemonProcess({ home, port: 0, env: { ...env, ...POLICY_ENV[policy] } });
  opened.defer(() => daemon.stop());
  const running = opened.move();
  return { policy, daemon, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

interface Turn {
  readonly scores: readonly SessionScore[];
  readonly use: CoreUse;
}

/** All sessions at once, until everything is settled. */
async function takeTurn(
  { daemon }: RunningDaemon,
  { sound, wish, turn }: { readonly sound: SpokenSound; readonly wish: SpeechWish; readonly turn: number },
  signal: AbortSignal,
): Promise<Turn> {
  const { streams, minutes, from, to } = wish;
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const meter = await startCoreMeter(daemon.pid);
  const sent = Promise.withResolvers<void>();
  const use = sent.promise.then(() => meter.stop());
  let sending = streams;
  const onSent = (): void => {
    sending -= 1;
    if (sending === 0) sent.resolve();
  };
  const { url, token } = daemon;
  const talking = Array.from({ length: streams }, async (_, stream) => {
    const said = saidSound(sound, { stream, streams, minutes, time: turn });
    try {
      const heard = await talk({ url, token, sessionId: `speech-${turn}-${stream}`, said, from, to, onSent }, either);
      return scoreSession(heard, to);
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  });
  try {
    await Promise.allSettled(talking);
    return { scores: await Promise.all(talking), use: await use };
  } catch (error) {
    await meter.stop();
    throw error;
  }
}

async function restOf(
  daemons: readonly RunningDaemon[],
  { isQuick }: SpeechWish,
  signal: AbortSignal,
): Promise<ReadonlyMap<Policy, number>> {
  await systemClock.sleep(isQuick ? QUICK_REST_MS : REST_MS, signal);
  return new Map(await Promise.all(daemons.map(async ({ policy, daemon }) => [policy, (await residentMb(daemon.pid)).nowMb] as const)));
}

/** A daemon for each policy, in their order; what is opened is closed with the stack. */
async function openDaemons(stack: AsyncDisposableStack, env: Environment): Promise<readonly RunningDaemon[]> {
  const daemons: RunningDaemon[] = [];
  for (const policy of POLICIES) daemons.push(stack.use(await openDaemon(policy, env)));
  return daemons;
}

/** Before anything is started: rejects with `configuration` or `bad-request` for what the daemon would refuse. */
async function checkWish({
  engine,
  partials,
  from,
  to,
}: SpeechWish): Promise<Pick<SpeechReport, 'engine' | 'partials'> & { readonly env: Environment }> {
  const chosen = { ...(engine === null ? {} : { SUBCAM_STT: engine }), ...(partials === null ? {} : { SUBCAM_STT_PARTIALS: partials }) };
  const env = { ...chosen, ...(to === null ? NO_TRANSLATOR : {}) };
  const config = await loadConfig({ ...process.env, ...env }).catch((error: unknown): never => {
    const { code, message } = toSubcamError(error);
    if (engine === null && partials === null) throw error;
    const told = message.replaceAll('SUBCAM_STT_PARTIALS', '--partials').replaceAll(/SUBCAM_STT\b/gu, '--engine');
    throw new SubcamError(code, told, { cause: error });
  });
  if (to !== null) routesOf(config, { sourceLanguage: from, targetLanguage: to });
  return { engine: config.stt.engine, partials: config.sttPartials?.engine ?? null, env };
}

/** Each sound that was said, sent once more as a file: nothing of it is shown before its final is there, and nothing is promised. */
async function hearAtOnce(
  { daemon: { url, token } }: RunningDaemon,
  { sound, wish: { repeat, from, to } }: { readonly sound: SpokenSound; readonly wish: SpeechWish },
  signal: AbortSignal,
): Promise<SpeechReport['atOnce']> {
  const reference = sound.words.map(({ text }) => text).join(' ');
  let [errors, words] = [0, 0];
  for (let time = 0; time < repeat; time += 1) {
    const said = saidSound(sound, { stream: 0, streams: 1, minutes: null, time });
    const languages = { sourceLanguage: from, targetLanguages: to === null ? [] : [to] };
    const options = { url, token, sessionId: `speech-at-once-${time}`, client: 'bench', languages };
    const { finals } = await hearFile(said.read(0, said.sampleCount), options, signal);
    const rate = wordErrorRate(reference, finals.map(({ text }) => text).join(' '));
    errors += rate.errors;
    words += rate.words;
  }
  return { n: words, wer: Math.round((errors / words) * 1e4) / 1e4 };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Both daemons run all the time and take turns, every second time the plain one first, so that what else the machine does meets both.
 * Rejects with what the person can mend (`configuration`, `bad-request`, …) or with what went wrong; nothing is left running.
 */
export async function measureSpeech(wish: SpeechWish, onNote: Note, signal: AbortSignal): Promise<SpeechReport> {
  const { streams, repeat, minutes, isQuick, to } = wish;
  const { engine, partials, env } = await checkWish(wish);
  const whole = await readSpokenSound(wish.files);
  const sound = isQuick ? beginningOf(whole, QUICK_SOUND_MS) : whole;
  const loadBefore = Math.round((loadavg()[0] ?? 0) * 10) / 10;
  onNote(
    `${sound.words.length} words of ${sound.title}, heard by ${engine}${partials === null ? '' : ` and ${partials}`}${to === null ? '' : `, translated into ${to}`}`,
  );

  const rest = async (daemons: readonly RunningDaemon[]): Promise<ReadonlyMap<Policy, number>> => {
    onNote('memory at rest');
    return restOf(daemons, wish, signal);
  };
  await using opened = new AsyncDisposableStack();
  let restMb: ReadonlyMap<Policy, number> | null = null;
  if (to !== null) {
    await using withoutTranslator = new AsyncDisposableStack();
    restMb = await rest(await openDaemons(withoutTranslator, { ...env, ...NO_TRANSLATOR }));
  }
  const daemons = await openDaemons(opened, env);
  restMb ??= await rest(daemons);

  const turns = new Map<Policy, Turn[]>(POLICIES.map((policy) => [policy, []]));
  for (let round = 0; round < repeat; round += 1) {
    for (const running of round % 2 === 0 ? daemons : daemons.toReversed()) {
      onNote(`${running.policy === 'ours' ? 'the policy in force' : 'the plain policy'}, ${round + 1} of ${repeat}`);
      turns.get(running.policy)?.push(await takeTurn(running, { sound, wish, turn: round }, signal));
    }
  }

  const [ours] = daemons;
  if (ours === undefined) throw new SubcamError('internal', 'No policy was measured.');
  onNote('the same as files');
  const atOnce = await hearAtOnce(ours, { sound, wish }, signal);

  const figuresOf = async ({ policy, daemon }: RunningDaemon): Promise<SpeechFigures> => {
    const taken = turns.get(policy) ?? [];
    const use = {
      coreShare: mean(taken.map((turn) => turn.use.cores)),
      peakMb: (await residentMb(daemon.pid)).mostMb,
      restMb: restMb.get(policy) ?? Number.NaN,
    };
    return speechFigures(
      taken.flatMap(({ scores }) => scores),
      { ...use, streams, isLong: minutes !== null },
    );
  };
  const [figures, baseline] = await Promise.all(daemons.map(figuresOf));
  if (figures === undefined || baseline === undefined) throw new SubcamError('internal', 'A policy was not measured.');
  const elsewhere = mean([...turns.values()].flat().map(({ use }) => use.elsewhere));
  return {
    bench: 'speech',
    engine,
    partials,
    figures,
    baseline,
    ratios: speechRatios(figures, baseline),
    atOnce,
    machine: {
      cores: availableParallelism(),
      loadBefore,
      loadAfter: Math.round((loadavg()[0] ?? 0) * 10) / 10,
      elsewhere: Math.round(elsewhere * 100) / 100,
    },
  };
}
