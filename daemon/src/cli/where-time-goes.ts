// Metrics of a daemon -> where its time is lost, as figures and in sentences.
import { STAGES, type Stage } from '../telemetry/index.ts';
import type { MetricSamples, Timed } from './metric-samples.ts';

/** What the time from the end of speech to its final is made of, on average. */
export interface FinalPart {
  /** `recogniser`: of an engine that does not tell how long a request waited in it. `silence`: the rest, since an end of speech is known after a silence. */
  readonly part: 'way' | 'queue' | 'reading' | 'recogniser' | 'database' | 'silence';
  readonly ms: number;
}

export interface LiveReport {
  readonly stages: Readonly<Record<Stage, Timed>>;
  /** The longest first; none where no final has come. */
  readonly finalParts: readonly FinalPart[];
  readonly eventLoopLagP99Ms: number;
  readonly sessions: number;
  readonly sentences: readonly string[];
}

/** Later than that, and the daemon itself is what others wait for. */
const LAG_IS_TOLD_FROM_MS = 50;

/** `now`: what is so at the moment. `counted`: what happened, in all or in a time; the same where it is since the start. */
export function whereTimeGoes(now: MetricSamples, counted: MetricSamples = now): LiveReport {
  const stages = Object.fromEntries(STAGES.map((stage) => [stage, counted.timed('subcam_stage_seconds', { stage })])) as Record<
    Stage,
    Timed
  >;
  const finalParts = partsOfFinals(stages, counted);
  const eventLoopLagP99Ms = now.sum('nodejs_eventloop_lag_p99_seconds') * 1000;
  return {
    stages,
    finalParts,
    eventLoopLagP99Ms,
    sessions: now.sum('subcam_sessions'),
    sentences: [
      finalsSentence(stages, finalParts),
      ...wordsSentences(stages),
      ...translationSentences(stages, counted),
      ...sentSentences(stages),
      ...(eventLoopLagP99Ms < LAG_IS_TOLD_FROM_MS
        ? []
        : [`The daemon itself is too busy: in one of a hundred looks its event loop is late by ${time(eventLoopLagP99Ms)} or more.`]),
      ...troubleSentences(now),
      ...missingSentences(counted),
    ],
  };
}

function partsOfFinals(stages: Readonly<Record<Stage, Timed>>, counted: MetricSamples): readonly FinalPart[] {
  const { meanMs } = stages.speech_end_to_final;
  if (meanMs === null) return [];
  const stt = { kind: 'stt', purpose: 'final' };
  const queue = counted.timed('subcam_engine_wait_seconds', stt);
  const reading: readonly (readonly [FinalPart['part'], number | null])[] =
    queue.n > 0
      ? [
          ['queue', queue.meanMs],
          ['reading', counted.timed('subcam_engine_work_seconds', stt).meanMs],
        ]
      : [['recogniser', counted.timed('subcam_engine_request_seconds', { ...stt, outcome: 'answered' }).meanMs]];
  const known: readonly (readonly [FinalPart['part'], number | null])[] = [
    ['way', stages.capture_to_daemon.meanMs],
    ...reading,
    ['database', counted.timed('subcam_store_seconds', { operation: 'commitFinal' }).meanMs],
  ];
  let leftMs = meanMs;
  const parts = known.flatMap(([part, ms]): FinalPart[] => {
    // Readings that were asked for ahead of an end overlap with its silence: no part is longer than what is left.
    const partMs = Math.min(Math.max(0, ms ?? 0), leftMs);
    leftMs -= partMs;
    return ms === null ? [] : [{ part, ms: partMs }];
  });
  return [...parts, { part: 'silence' as const, ms: leftMs }].toSorted((a, b) => b.ms - a.ms);
}

const PARTS: Readonly<Record<FinalPart['part'], string>> = {
  way: 'the way of the sound to the daemon',
  queue: 'the recogniser’s queue',
  reading: 'the recogniser’s reading',
  recogniser: 'the recogniser',
  database: 'the database',
  silence: 'the silence by which an end of speech is known',
};

function finalsSentence({ speech_end_to_final: finals }: Readonly<Record<Stage, Timed>>, parts: readonly FinalPart[]): string {
  const [longest, ...others] = parts;
  if (finals.meanMs === null || longest === undefined) return 'No final has come yet, so nothing can be said of how soon they come.';
  const rest = others.filter(({ ms }) => ms >= 1).map(({ part, ms }) => `${PARTS[part]} ${time(ms)}`);
  const whole = `Finals come ${time(finals.meanMs)} after speech, ${time(longest.ms)} of which ${PARTS[longest.part]}`;
  return rest.length === 0 ? `${whole}.` : `${whole}; then ${rest.join(', ')}.`;
}

function wordsSentences({ word_to_shown: words }: Readonly<Record<Stage, Timed>>): readonly string[] {
  if (words.meanMs === null || words.p50Ms === null || words.p95Ms === null) return [];
  return [`Words are shown ${time(words.p50Ms)} after they were said, and 95 of 100 within ${time(words.p95Ms)}.`];
}

function translationSentences({ final_to_translation: all }: Readonly<Record<Stage, Timed>>, counted: MetricSamples): readonly string[] {
  if (all.meanMs === null) return [];
  const name = 'subcam_engine_request_seconds';
  const engines = counted.valuesOf(`${name}_count`, 'engine').flatMap((engine) => {
    const { meanMs } = counted.timed(name, { kind: 'translator', engine, purpose: 'final', outcome: 'answered' });
    return meanMs === null ? [] : [`${engine} answers in ${time(meanMs)}`];
  });
  return [`Translations come ${time(all.meanMs)} after their final${engines.length === 0 ? '' : `; ${engines.join(', ')}`}.`];
}

/** Said only where it is seen. */
function sentSentences({ cue_to_sent: sent }: Readonly<Record<Stage, Timed>>): readonly string[] {
  if (sent.p95Ms === null || sent.p95Ms < LAG_IS_TOLD_FROM_MS) return [];
  return [`Cues wait for their clients: five of a hundred take ${time(sent.p95Ms)} or more to be sent.`];
}

function troubleSentences(now: MetricSamples): readonly string[] {
  const sessions = now.sum('subcam_sessions');
  const troubles = now.valuesOf('subcam_troubles', 'part').flatMap((part) => {
    const count = now.sum('subcam_troubles', { part });
    return count === 0 ? [] : [`In ${count} of ${sessions} sessions there is trouble with the ${part}: /api/health says which.`];
  });
  const leftAlone = now.valuesOf('subcam_translator_left_alone', 'engine').map((engine) => {
    const count = now.sum('subcam_translator_left_alone', { engine });
    return `The translator ${engine} has failed several times, and is left alone for ${count === 1 ? 'one direction' : `${count} directions`}.`;
  });
  const [talkers, followed] = [now.sum('subcam_talkers'), now.sum('subcam_talkers_followed')];
  const crowd = followed > 0 && talkers > followed ? [`${talkers} people talk at once, and this computer follows ${followed}.`] : [];
  return [...troubles, ...leftAlone, ...crowd];
}

const GAPS: Readonly<Record<string, string>> = {
  'source-gap': 'since the capture itself skipped',
  'buffer-evicted': 'since the daemon was away for longer than clients keep sound',
  'engine-unavailable': 'since the recogniser did not keep up or could not be asked',
  'client-lost': 'since a client did not come back',
};

function missingSentences(counted: MetricSamples): readonly string[] {
  const gaps = counted.valuesOf('subcam_gap_audio_seconds_total', 'reason').flatMap((reason) => {
    const ms = counted.sum('subcam_gap_audio_seconds_total', { reason }) * 1000;
    return ms === 0 ? [] : [`${time(ms)} of sound are missing, ${GAPS[reason] ?? reason}.`];
  });
  const failed = counted.sum('subcam_translations_failed_total');
  return failed === 0
    ? gaps
    : [...gaps, `${failed} ${failed === 1 ? 'final has' : 'finals have'} no translation for good; the log says why at the level debug.`];
}

/** `2.1 s`, `35 ms`. */
function time(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${ms >= 10 || ms === 0 ? Math.round(ms) : ms.toFixed(1)} ms`;
}
