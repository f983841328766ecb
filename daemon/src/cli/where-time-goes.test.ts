// Metrics of a daemon -> sentences that say where its time is lost.
import { createVirtualClock } from '@subcam/shared/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { createPrometheus, type LiveFigures, type Metrics, type Prometheus } from '../telemetry/index.ts';
import { readMetricSamples, type MetricSamples } from './metric-samples.ts';
import { whereTimeGoes } from './where-time-goes.ts';

const IDLE: LiveFigures = {
  sessions: 2,
  captures: {},
  bufferedBytes: 0,
  uncommittedAudioMs: 0,
  waitingTranslations: 0,
  troubles: { recogniser: 0 },
  talkers: 1,
  talkersFollowed: 6,
  engines: [],
  leftAlone: {},
  connections: {},
  bots: {},
  outbox: { waiting: 0, dead: 0 },
};

let prometheus: Prometheus;

afterEach(() => prometheus.close());

/** What is read of a daemon in which this has happened. */
async function samplesOf(happen: (metrics: Metrics) => void, figures: Partial<LiveFigures> = {}): Promise<MetricSamples> {
  prometheus?.close();
  prometheus = createPrometheus({ clock: createVirtualClock(), engines: ['moonshine', 'bergamot'] });
  prometheus.watch(() => ({ ...IDLE, ...figures }));
  happen(prometheus.metrics);
  return readMetricSamples(await prometheus.text());
}

const reading = { kind: 'stt', engine: 'moonshine', purpose: 'final' } as const;

function talk(metrics: Metrics, { finalMs = 2_100, waitedMs = 1_600, workedMs = 80 } = {}): void {
  metrics.took('capture_to_daemon', 60);
  metrics.took('speech_end_to_final', finalMs);
  metrics.served(reading, { waitedMs, workedMs });
  metrics.stored('commitFinal', { ms: 3, isFailed: false });
}

describe('where time is lost', () => {
  it('is the recogniser’s queue where finals wait for it', async () => {
    const { sentences, finalParts } = whereTimeGoes(await samplesOf((metrics) => talk(metrics)));
    expect(sentences[0]).toBe(
      'Finals come 2.1 s after speech, 1.6 s of which the recogniser’s queue; then the silence by which an end of speech is known 357 ms, ' +
        'the recogniser’s reading 80 ms, the way of the sound to the daemon 60 ms, the database 3.0 ms.',
    );
    expect(finalParts.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(2_100);
  });

  it('is the silence that has to be heard where everything is quick', async () => {
    const { sentences } = whereTimeGoes(await samplesOf((metrics) => talk(metrics, { finalMs: 480, waitedMs: 0, workedMs: 40 })));
    expect(sentences[0]).toMatch(/^Finals come 480 ms after speech, 377 ms of which the silence by which an end of speech is known; then /);
  });

  it('is the recogniser as a whole where it does not tell what waits in it', async () => {
    const samples = await samplesOf((metrics) => {
      metrics.took('speech_end_to_final', 900);
      metrics.asked(reading)('answered');
    });
    expect(whereTimeGoes(samples).finalParts.map(({ part }) => part)).toEqual(['silence', 'recogniser']);
  });

  it('has no part that is longer than the whole: a reading ahead of an end of speech overlaps with its silence', async () => {
    const { finalParts } = whereTimeGoes(await samplesOf((metrics) => talk(metrics, { finalMs: 300, waitedMs: 200, workedMs: 900 })));
    expect(finalParts.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(300);
  });

  it('is not known before a final has come', async () => {
    expect(whereTimeGoes(await samplesOf(() => undefined)).sentences).toEqual([
      'No final has come yet, so nothing can be said of how soon they come.',
    ]);
  });

  it('is told of words and translations too, with what their engines take', async () => {
    const clock = createVirtualClock();
    prometheus?.close();
    prometheus = createPrometheus({ clock, engines: ['bergamot'] });
    prometheus.watch(() => IDLE);
    const { metrics } = prometheus;
    for (const ms of [250, 250, 250, 950]) metrics.took('word_to_shown', ms);
    metrics.took('final_to_translation', 320);
    const over = metrics.asked({ kind: 'translator', engine: 'bergamot', purpose: 'final' });
    await clock.advance(200);
    over('answered');
    const { sentences, stages } = whereTimeGoes(readMetricSamples(await prometheus.text()));
    expect(sentences).toContain('Words are shown 267 ms after they were said, and 95 of 100 within 940 ms.');
    expect(sentences).toContain('Translations come 320 ms after their final; bergamot answers in 200 ms.');
    expect(stages.word_to_shown).toMatchObject({ n: 4, meanMs: 425 });
  });

  it('is told with what is in trouble, left alone, crowded or missing', async () => {
    const samples = await samplesOf(
      (metrics) => {
        metrics.gap('engine-unavailable', 3_200);
        metrics.notTranslated();
        metrics.took('cue_to_sent', 400);
      },
      { troubles: { recogniser: 1, translator: 0 }, leftAlone: { bergamot: 2 }, talkers: 8 },
    );
    expect(whereTimeGoes(samples).sentences.slice(1)).toEqual([
      'Cues wait for their clients: five of a hundred take 395 ms or more to be sent.',
      'In 1 of 2 sessions there is trouble with the recogniser: /api/health says which.',
      'The translator bergamot has failed several times, and is left alone for 2 directions.',
      '8 people talk at once, and this computer follows 6.',
      '3.2 s of sound are missing, since the recogniser did not keep up or could not be asked.',
      '1 final has no translation for good; the log says why at the level debug.',
    ]);
  });

  it('is told of a time alone, where it was looked before and after', async () => {
    const before = await samplesOf((metrics) => talk(metrics));
    const now = await samplesOf((metrics) => {
      talk(metrics);
      talk(metrics, { finalMs: 500, waitedMs: 0, workedMs: 40 });
      metrics.gap('client-lost', 1_000);
    });
    const { stages, sentences } = whereTimeGoes(now, now.since(before));
    expect(stages.speech_end_to_final).toMatchObject({ n: 1 });
    expect(stages.speech_end_to_final.meanMs).toBeCloseTo(500);
    expect(sentences.at(-1)).toBe('1.0 s of sound are missing, since a client did not come back.');
  });
});

describe('samples', () => {
  it('are read with labels that hold quotes, commas and ends of lines', () => {
    const samples = readMetricSamples('# HELP a b\na{x="1,\\"2\\"\\n\\\\",y="z"} 4\na{x="3",y="z"} +Inf\nb 2\nno sample at all\n');
    expect(samples.sum('a', { x: '1,"2"\n\\' })).toBe(4);
    expect(samples.sum('a')).toBe(Infinity);
    expect(samples.sum('b')).toBe(2);
    expect(samples.sum('c')).toBe(0);
    expect(samples.valuesOf('a', 'x')).toEqual(['1,"2"\n\\', '3']);
  });

  it('tell no percentile beyond the last bound of a histogram, and none of nothing', () => {
    const bucket = (le: string, count: number): string => `h_bucket{le="${le}"} ${count}\n`;
    const samples = readMetricSamples(`${bucket('1', 0)}${bucket('2', 0)}${bucket('+Inf', 4)}h_sum 40\nh_count 4\n`);
    expect(samples.timed('h')).toEqual({ n: 4, meanMs: 10_000, p50Ms: 2_000, p95Ms: 2_000 });
    expect(readMetricSamples('').timed('h')).toEqual({ n: 0, meanMs: null, p50Ms: null, p95Ms: null });
  });
});
