// Turns of the transport bench -> its figures: what a second of a stream costs, and how many one core carries.
import { FRAME_SAMPLES } from '@subcam/shared';
import { describe, expect, it } from 'vitest';
import { isInTime, transportReport, transportSummary, type Turn } from './transport-report.ts';

/** Ten seconds of ten streams. */
function turn(over: Partial<Turn> = {}): Turn {
  const frames = 10 * 500;
  return {
    streams: 10,
    frames,
    acks: 50,
    pcmBytes: frames * FRAME_SAMPLES * 2,
    sentBytes: frames * 664,
    receivedBytes: 40_000,
    lostSamples: 0,
    cpuMs: 300,
    wallMs: 10_000,
    lagP99Ms: 1.23,
    ...over,
  };
}

describe('the report of the transport bench', () => {
  it('compares the processor time of a second of a stream, by the middle of the rounds', () => {
    const daemon = [turn({ cpuMs: 300 }), turn({ cpuMs: 320 }), turn({ cpuMs: 9_000 })];
    const bare = [turn({ cpuMs: 160 }), turn({ cpuMs: 200 })];
    const report = transportReport({ daemon, bare, steps: [turn({ streams: 100 })] }, 0.5);
    expect(report).toMatchObject({ bench: 'transport', cpuRatio: 1.78, millicores: { daemon: 3.2, bare: 1.8 }, acksPerSecond: 0.5 });
    expect(report).toMatchObject({ bytesRatio: 1.038, streamsPerCore: 100, loopLagP99Ms: 1.2, isWithinTargets: true });
  });

  it('takes as many streams as were carried in time, and no step after that', () => {
    const steps = [turn({ streams: 100 }), turn({ streams: 200, lagP99Ms: 9 }), turn({ streams: 300, lagP99Ms: 40 })];
    const report = transportReport({ daemon: [turn()], bare: [turn()], steps }, 0);
    expect(report).toMatchObject({ streamsPerCore: 200, loopLagP99Ms: 9, isWithinTargets: true });
    expect(transportSummary(report)).toContain('300 streams: 0.03 of a core, event loop 40 ms late (p99), NOT in time');
  });

  it.each([
    ['late', { lagP99Ms: 10.1 }],
    ['over a core', { cpuMs: 10_001 }],
    ['with lost sound', { lostSamples: 320 }],
  ])('holds one that is %s for not in time', (_what, over) => {
    expect(isInTime(turn())).toBe(true);
    expect(isInTime(turn(over))).toBe(false);
  });

  it.each([
    ['the processor', { daemon: [turn({ cpuMs: 606 })] }],
    ['bytes', { daemon: [turn({ sentBytes: turn().pcmBytes * 1.09 })] }],
    ['streams', { steps: [turn({ streams: 50 })] }],
    ['lost sound', { daemon: [turn({ lostSamples: 1 })] }],
  ])('says that a target is missed: %s', (_what, over) => {
    const good = { daemon: [turn()], bare: [turn()], steps: [turn({ streams: 100 })] };
    expect(transportReport(good, 0).isWithinTargets).toBe(true);
    const report = transportReport({ ...good, ...over }, 0);
    expect(report.isWithinTargets).toBe(false);
    expect(transportSummary(report)).toContain('NOT within the targets');
  });
});
