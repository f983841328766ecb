// What the pipeline tells of itself in figures, from the sound to the translation.
import { NO_OMISSIONS, type OmissionReason } from '@subcam/shared';
import { afterEach, describe, expect, it } from 'vitest';
import { createPrometheus, type Prometheus } from '../telemetry/index.ts';
import { countMessage } from './count-events.ts';
import type { SessionMessage } from './session-messages.ts';
import { openRig, send, TALK, talkThrough, hangingTranslator, type Rig } from './testing/pipeline-rig.ts';

let rig: Rig;
let prometheus: Prometheus;

afterEach(async () => {
  prometheus.close();
  await rig.close();
});

async function open(options: Parameters<typeof openRig>[0] = {}): Promise<void> {
  // The rig has a clock of its own; times are not looked at here.
  const clock = { nowMs: () => 0, monotonicMs: () => 0, sleep: () => Promise.resolve() };
  prometheus = createPrometheus({ clock, engines: [] });
  rig = await openRig({ ...options, metrics: prometheus.metrics });
}

async function valueOf(series: string): Promise<number> {
  const line = (await prometheus.text()).split('\n').find((one) => one.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? Number.NaN);
}

describe('metrics of a talk', () => {
  it('count its frames, its finals, its translations and its commits, and time them', async () => {
    await open();
    await talkThrough(rig);
    expect(await valueOf('subcam_audio_frames_total')).toBe(TALK.length / 320);
    expect(await valueOf('subcam_audio_bytes_total')).toBe(TALK.byteLength);
    const finals = rig.eventsOf('final').length;
    expect(finals).toBe(2);
    expect(await valueOf('subcam_shown_total{what="final"}')).toBe(finals);
    expect(await valueOf('subcam_shown_total{what="translation"}')).toBe(finals);
    expect(await valueOf('subcam_stage_seconds_count{stage="speech_end_to_final"}')).toBe(finals);
    expect(await valueOf('subcam_stage_seconds_count{stage="final_to_translation"}')).toBe(finals);
    expect(await valueOf('subcam_stage_seconds_count{stage="capture_to_daemon"}')).toBe(TALK.length / 320);
    expect(await valueOf('subcam_store_seconds_count{operation="commitFinal"}')).toBe(finals);
    expect(await valueOf('subcam_store_seconds_count{operation="commitTranslation"}')).toBe(finals);
  });

  it('tell what runs and what waits, and that nothing does afterwards', async () => {
    await open({ translator: hangingTranslator() });
    const { attachment } = await rig.attach();
    send(attachment, TALK, { to: TALK.length - 320 });
    // Before any of it is read.
    expect(rig.registry.figures().bufferedBytes).toBeGreaterThan(TALK.byteLength / 2);
    await rig.clock.advance(5_000);
    expect(rig.registry.figures()).toMatchObject({
      sessions: 1,
      captures: { tab: 1, microphone: 0, file: 0 },
      waitingTranslations: 2,
      troubles: { recogniser: 0, translator: 1, storage: 0 },
    });
    expect(rig.registry.figures().uncommittedAudioMs).toBeGreaterThan(0);
    send(attachment, TALK, { from: TALK.length - 320 });
    await rig.clock.run(attachment.end(TALK.length));
    expect(rig.registry.figures()).toMatchObject({ sessions: 0, bufferedBytes: 0, uncommittedAudioMs: 0, waitingTranslations: 0 });
    expect(await valueOf('subcam_translations_failed_total')).toBe(2);
  });

  it('have as many series for thousands of sessions, languages and speakers as for one', async () => {
    await open();
    const reasons = Object.keys(NO_OMISSIONS) as OmissionReason[];
    const happen = (index: number): void => {
      const ids = { atMs: index, sessionId: `session-${index}` };
      const texts = { text: `word ${index}`, language: `x${index}`, captureId: `capture-${index}`, status: 'final' };
      const omission = { captureId: `capture-${index}`, reason: reasons[index % reasons.length] };
      const bodies = [
        { type: 'final', transcript: texts, attribution: { speaker: `speaker-${index}` } },
        { type: 'translation', translation: { ...texts, targetLanguage: `y${index}` } },
        { type: 'gap', gap: { firstSample: index, sampleCount: 16, reason: 'client-lost' } },
        { type: 'omission', omission },
      ];
      for (const body of bodies) {
        const message = { type: 'event', sessionId: ids.sessionId, event: { ...ids, ...body } } as unknown as SessionMessage;
        countMessage(message, prometheus.metrics);
      }
    };
    happen(0);
    // What it asks the store at its start is told by now.
    await talkThrough(rig);
    const before = (await prometheus.text()).split('\n').length;
    for (let index = 1; index < 5_000; index += 1) happen(index);
    const after = await prometheus.text();
    expect(after.split('\n')).toHaveLength(before);
    expect(await valueOf('subcam_shown_total{what="final"}')).toBe(5_002);
    expect(after).not.toMatch(/session-|capture-|speaker-|word \d|[xy]\d/);
  });
});
