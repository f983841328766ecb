// Measurements -> Prometheus' text format. Labels come from lists that are known before, so that the number of series has a bound.
import { GAP_REASONS, OMISSION_REASONS, type Clock } from '@subcam/shared';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { SHOWN, STAGES, WEBHOOK_OUTCOMES, type LiveFigures, type Metrics } from './metrics.ts';
import { watchProcess } from './process-figures.ts';

/** Seconds. The finest steps are where a viewer notices a difference; half a minute is what a commit is tried for. */
const LATENCY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1, 1.4, 2, 3, 5, 10, 30];

/** Seconds: a transaction of SQLite takes a fraction of a millisecond, one of a database elsewhere several. */
const STORE_BUCKETS = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 1, 3, 10];

/** Stands for a label that is in no list. */
const OTHER = 'other';

export interface PrometheusOptions {
  readonly clock: Clock;
  /** The names of all engines that there are; another one is counted as `other`. */
  readonly engines: readonly string[];
}

export interface Prometheus {
  readonly metrics: Metrics;
  /** From now on the figures of now are told too. */
  watch(figures: () => LiveFigures): void;
  /** All of it as it is now, in Prometheus' text format 0.0.4. */
  text(): Promise<string>;
  /** Idempotent. */
  close(): void;
}

export function createPrometheus({ clock, engines }: PrometheusOptions): Prometheus {
  const registry = new Registry();
  const registers = [registry];
  const known = new Set(engines);
  const engineLabel = (name: string): string => (known.has(name) ? name : OTHER);
  const seconds = <Label extends string>(
    name: string,
    help: string,
    of: { readonly labelNames: readonly Label[]; readonly buckets: number[] },
  ) => new Histogram({ name: `subcam_${name}_seconds`, help, ...of, registers });
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Counter({ name: `subcam_${name}_total`, help, labelNames, registers });

  const stages = seconds('stage', 'How long each way takes, from sound to cue.', { labelNames: ['stage'], buckets: LATENCY_BUCKETS });
  for (const stage of STAGES) stages.zero({ stage });
  const frames = counter('audio_frames', 'Frames of sound that came.');
  const bytes = counter('audio_bytes', 'Bytes of sound that came, 16 bit at 16 kHz.');
  const shown = counter('shown', 'Partials, finals, translations and cues that were shown.', ['what']);
  for (const what of SHOWN) shown.inc({ what }, 0);
  const notTranslated = counter('translations_failed', 'Finals without a translation for good, once a language.');
  const gaps = counter('gaps', 'Stretches of sound that are missing, by reason.', ['reason']);
  const gapSeconds = counter('gap_audio_seconds', 'Sound that is missing, by reason.', ['reason']);
  for (const reason of GAP_REASONS) {
    gaps.inc({ reason }, 0);
    gapSeconds.inc({ reason }, 0);
  }
  const omissions = counter('omissions', 'Segments of which something is not shown, by reason.', ['reason']);
  for (const reason of OMISSION_REASONS) omissions.inc({ reason }, 0);
  const refusals = counter('refusals', 'Connections and requests that were turned away, by code.', ['code']);
  const webhooks = counter('webhook_events', 'Events for webhooks, by what became of them.', ['outcome']);
  for (const outcome of WEBHOOK_OUTCOMES) webhooks.inc({ outcome }, 0);
  const storeTimes = seconds('store', 'How long the database takes, by operation.', { labelNames: ['operation'], buckets: STORE_BUCKETS });
  const storeFailures = counter('store_failures', 'Requests that the database failed, by operation.', ['operation']);
  const ofEngine = ['kind', 'engine', 'purpose'] as const;
  const requests = seconds('engine_request', 'From asking an engine until it has answered, waiting included.', {
    labelNames: [...ofEngine, 'outcome'],
    buckets: LATENCY_BUCKETS,
  });
  const waits = seconds('engine_wait', 'How long requests wait in the queue of an engine.', {
    labelNames: ofEngine,
    buckets: LATENCY_BUCKETS,
  });
  const works = seconds('engine_work', 'How long an engine works on a request that has its turn.', {
    labelNames: ofEngine,
    buckets: LATENCY_BUCKETS,
  });
  const underWay = new Gauge({
    name: 'subcam_engine_requests_under_way',
    help: 'Requests that wait for an engine, or that it is at.',
    labelNames: ['kind', 'engine'],
    registers,
  });
  const process = watchProcess(registry, clock);
  let readFigures: () => void = () => undefined;
  /** Since somebody asked last: counted without the registry, which takes longer for one frame of sound than the rest of its way. */
  let heard = { frames: 0, bytes: 0 };

  return {
    metrics: {
      // A client whose clock is ahead sends sound of the future, and the sum of a histogram must not fall.
      took: (stage, ms) => stages.observe({ stage }, Math.max(0, ms) / 1000),
      heard: (size) => {
        heard.frames += 1;
        heard.bytes += size;
      },
      shown: (what) => shown.inc({ what }),
      notTranslated: () => notTranslated.inc(),
      gap: (reason, ms) => {
        gaps.inc({ reason });
        gapSeconds.inc({ reason }, ms / 1000);
      },
      omitted: (reason) => omissions.inc({ reason }),
      refused: (code) => refusals.inc({ code }),
      webhook: (outcome, events = 1) => webhooks.inc({ outcome }, events),
      stored: (operation, { ms, isFailed }) => {
        storeTimes.observe({ operation }, ms / 1000);
        if (isFailed) storeFailures.inc({ operation });
      },
      asked: ({ kind, engine: name, purpose }) => {
        const engine = engineLabel(name);
        const sinceMs = clock.monotonicMs();
        underWay.inc({ kind, engine });
        return (outcome) => {
          underWay.dec({ kind, engine });
          requests.observe({ kind, engine, purpose, outcome }, (clock.monotonicMs() - sinceMs) / 1000);
        };
      },
      served: ({ kind, engine: name, purpose }, { waitedMs, workedMs }) => {
        const engine = engineLabel(name);
        waits.observe({ kind, engine, purpose }, waitedMs / 1000);
        works.observe({ kind, engine, purpose }, workedMs / 1000);
      },
    },
    watch: (figures) => {
      readFigures = gaugesOf(registry, figures, engineLabel);
    },
    text: () => {
      process.read();
      readFigures();
      frames.inc(heard.frames);
      bytes.inc(heard.bytes);
      heard = { frames: 0, bytes: 0 };
      return registry.metrics();
    },
    close: () => process.close(),
  };
}

/** Returns what reads all of them, so that they are of one instant. */
function gaugesOf(registry: Registry, figures: () => LiveFigures, engineLabel: (name: string) => string): () => void {
  const gauge = (name: string, help: string, labelNames: readonly string[] = []): Gauge =>
    new Gauge({ name: `subcam_${name}`, help, labelNames, registers: [registry] });
  const gauges = {
    sessions: gauge('sessions', 'Sessions that run.'),
    captures: gauge('captures', 'Captures that run, by where their sound comes from.', ['source']),
    bufferedBytes: gauge('buffered_bytes', 'Bytes of sound that wait for the recogniser.'),
    uncommitted: gauge('uncommitted_audio_seconds', 'Sound that has come and is not committed yet, of all captures together.'),
    waitingTranslations: gauge('waiting_translations', 'Translations of finals that are owed, once a language.'),
    troubles: gauge('troubles', 'Sessions in which a part is in trouble, by part.', ['part']),
    talkers: gauge('talkers', 'Live captures in which somebody speaks.'),
    followed: gauge('talkers_followed', 'People who may talk at once on this computer, once that is measured.'),
    engines: gauge('engine_usable', '1 for an engine in use that can be asked, 0 for one that can not.', ['kind', 'engine']),
    leftAlone: gauge('translator_left_alone', 'Directions in which a translator is left alone since it failed.', ['engine']),
    connections: gauge('connections', 'Open sockets, by namespace.', ['namespace']),
    bots: gauge('bots', 'Bots that have reported and are still known, by state.', ['state']),
    outbox: gauge('webhook_outbox', 'Events for webhooks that wait, and those that were given up and are kept.', ['state']),
  };
  const setAll = (to: Gauge, label: string, values: Readonly<Record<string, number>>): void => {
    to.reset();
    for (const [name, value] of Object.entries(values)) to.set({ [label]: name }, value);
  };
  const read = (): void => {
    const now = figures();
    gauges.sessions.set(now.sessions);
    setAll(gauges.captures, 'source', now.captures);
    gauges.bufferedBytes.set(now.bufferedBytes);
    gauges.uncommitted.set(now.uncommittedAudioMs / 1000);
    gauges.waitingTranslations.set(now.waitingTranslations);
    setAll(gauges.troubles, 'part', now.troubles);
    gauges.talkers.set(now.talkers);
    if (now.talkersFollowed === null) gauges.followed.remove();
    else gauges.followed.set(now.talkersFollowed);
    gauges.engines.reset();
    for (const { kind, engine, isUsable } of now.engines) gauges.engines.set({ kind, engine: engineLabel(engine) }, isUsable ? 1 : 0);
    setAll(gauges.leftAlone, 'engine', now.leftAlone);
    setAll(gauges.connections, 'namespace', now.connections);
    setAll(gauges.bots, 'state', now.bots);
    setAll(gauges.outbox, 'state', now.outbox);
  };
  return read;
}
