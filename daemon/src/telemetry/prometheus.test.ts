// What rooms tell -> what Prometheus reads: figures of what happened and of now, and no more series than there are in the lists.
import { SubcamError } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { createPrometheus, type LiveFigures, type Prometheus } from './index.ts';

const FIGURES: LiveFigures = {
  sessions: 3,
  captures: { tab: 2, microphone: 1 },
  bufferedBytes: 640,
  uncommittedAudioMs: 1_500,
  waitingTranslations: 4,
  troubles: { recogniser: 1, translator: 0 },
  talkers: 2,
  talkersFollowed: null,
  engines: [{ kind: 'stt', engine: 'moonshine', isUsable: true }],
  leftAlone: { bergamot: 1 },
  connections: { '/capture': 5 },
  bots: { active: 1, failed: 0 },
  outbox: { waiting: 7, dead: 2 },
};

let prometheus: Prometheus;

afterEach(() => prometheus.close());

function open(engines: readonly string[] = ['moonshine', 'bergamot']) {
  const clock = createVirtualClock();
  prometheus = createPrometheus({ clock, engines });
  return { clock, metrics: prometheus.metrics };
}

/** Lines that are no comments. */
async function series(): Promise<readonly string[]> {
  return (await prometheus.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

describe('metrics', () => {
  it('tell how long each way took, as a histogram of seconds', async () => {
    const { metrics } = open();
    for (const ms of [20, 320, 2_100]) metrics.took('speech_end_to_final', ms);
    const lines = await series();
    expect(lines).toContain('subcam_stage_seconds_count{stage="speech_end_to_final"} 3');
    expect(lines).toContain('subcam_stage_seconds_sum{stage="speech_end_to_final"} 2.44');
    expect(lines).toContain('subcam_stage_seconds_bucket{le="0.3",stage="speech_end_to_final"} 1');
    expect(lines).toContain('subcam_stage_seconds_bucket{le="3",stage="speech_end_to_final"} 3');
    // A way that was not taken is there too, so that it can be waited for.
    expect(lines).toContain('subcam_stage_seconds_count{stage="cue_to_sent"} 0');
  });

  it('count a way that took less than no time, as where a client’s clock is ahead, as one of none: their sums never fall', async () => {
    const { metrics } = open();
    for (const ms of [20, -5_000]) metrics.took('capture_to_daemon', ms);
    expect(await series()).toEqual(
      expect.arrayContaining([
        'subcam_stage_seconds_count{stage="capture_to_daemon"} 2',
        'subcam_stage_seconds_sum{stage="capture_to_daemon"} 0.02',
      ]),
    );
  });

  it('tell what came, what is shown, and what was dropped for which reason', async () => {
    const { metrics } = open();
    metrics.heard(640);
    metrics.heard(640);
    metrics.shown('final');
    metrics.notTranslated();
    metrics.gap('engine-unavailable', 1_500);
    metrics.omitted('loop');
    metrics.refused(new SubcamError('forbidden-host', 'No.').code);
    expect(await series()).toEqual(
      expect.arrayContaining([
        'subcam_audio_frames_total 2',
        'subcam_audio_bytes_total 1280',
        'subcam_shown_total{what="final"} 1',
        'subcam_shown_total{what="cue"} 0',
        'subcam_translations_failed_total 1',
        'subcam_gaps_total{reason="engine-unavailable"} 1',
        'subcam_gap_audio_seconds_total{reason="engine-unavailable"} 1.5',
        'subcam_gaps_total{reason="client-lost"} 0',
        'subcam_omissions_total{reason="loop"} 1',
        'subcam_refusals_total{code="forbidden-host"} 1',
      ]),
    );
  });

  it('tell what engines are asked, what waits for them, and how it ends', async () => {
    const { clock, metrics } = open();
    const request = { kind: 'stt', engine: 'moonshine', purpose: 'final' } as const;
    const over = metrics.asked(request);
    metrics.asked(request);
    await clock.advance(250);
    expect(await series()).toContain('subcam_engine_requests_under_way{kind="stt",engine="moonshine"} 2');
    over('answered');
    metrics.served(request, { waitedMs: 200, workedMs: 50 });
    expect(await series()).toEqual(
      expect.arrayContaining([
        'subcam_engine_requests_under_way{kind="stt",engine="moonshine"} 1',
        'subcam_engine_request_seconds_sum{kind="stt",engine="moonshine",purpose="final",outcome="answered"} 0.25',
        'subcam_engine_wait_seconds_sum{kind="stt",engine="moonshine",purpose="final"} 0.2',
        'subcam_engine_work_seconds_sum{kind="stt",engine="moonshine",purpose="final"} 0.05',
      ]),
    );
  });

  it('tell how long the database takes, and what it failed', async () => {
    const { metrics } = open();
    metrics.stored('commitFinal', { ms: 4, isFailed: false });
    metrics.stored('commitFinal', { ms: 2_000, isFailed: true });
    expect(await series()).toEqual(
      expect.arrayContaining([
        'subcam_store_seconds_bucket{le="0.005",operation="commitFinal"} 1',
        'subcam_store_seconds_count{operation="commitFinal"} 2',
        'subcam_store_failures_total{operation="commitFinal"} 1',
      ]),
    );
  });

  it('tell how much runs and waits at the moment at which they are asked for, and forget what is no more', async () => {
    open();
    let figures = FIGURES;
    prometheus.watch(() => figures);
    expect(await series()).toEqual(
      expect.arrayContaining([
        'subcam_sessions 3',
        'subcam_captures{source="tab"} 2',
        'subcam_buffered_bytes 640',
        'subcam_uncommitted_audio_seconds 1.5',
        'subcam_waiting_translations 4',
        'subcam_troubles{part="recogniser"} 1',
        'subcam_engine_usable{kind="stt",engine="moonshine"} 1',
        'subcam_translator_left_alone{engine="bergamot"} 1',
        'subcam_connections{namespace="/capture"} 5',
        'subcam_bots{state="active"} 1',
        'subcam_webhook_outbox{state="waiting"} 7',
        'subcam_webhook_outbox{state="dead"} 2',
      ]),
    );
    figures = { ...FIGURES, sessions: 0, leftAlone: {}, talkersFollowed: 6 };
    const lines = await series();
    expect(lines).toEqual(expect.arrayContaining(['subcam_sessions 0', 'subcam_talkers_followed 6']));
    expect(lines.join('\n')).not.toContain('left_alone{');
  });

  it('tell the lag of the event loop without the pause between two looks, memory, and processor time that only grows', async () => {
    open();
    const valueOf = (lines: readonly string[], name: string): number =>
      Number(lines.find((line) => line.startsWith(`${name} `))?.split(' ')[1]);
    await series();
    const until = performance.now() + 120;
    await new Promise((resolve) => setTimeout(resolve, 15));
    while (performance.now() < until);
    // So many looks without a lag that the one with it is not the median, on a busy machine either.
    for (let look = 0; look < 40; look += 1) await new Promise((resolve) => setTimeout(resolve, 12));
    const blocked = await series();
    expect(valueOf(blocked, 'nodejs_eventloop_lag_max_seconds')).toBeGreaterThan(0.05);
    expect(valueOf(blocked, 'nodejs_eventloop_lag_p50_seconds')).toBeLessThan(0.05);
    expect(valueOf(blocked, 'process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    const before = valueOf(blocked, 'process_cpu_seconds_total');
    expect(valueOf(await series(), 'process_cpu_seconds_total')).toBeGreaterThanOrEqual(before);
  });

  it('have no more series for engines of thousands of hosts than for those that there are', async () => {
    const { metrics } = open();
    const ask = (engine: string): void => {
      const request = { kind: 'translator', engine, purpose: 'final' } as const;
      metrics.asked(request)('failed');
      metrics.served(request, { waitedMs: 1, workedMs: 1 });
    };
    ask('bergamot');
    ask('of host 0');
    const before = (await series()).length;
    for (let host = 1; host < 5_000; host += 1) ask(`of host ${host}`);
    const after = await series();
    expect(after).toHaveLength(before);
    expect(after.join('\n')).not.toContain('of host');
  });
});
