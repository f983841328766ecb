// What was measured -> the bench's report.
import os from 'node:os';
import { SubcamError } from '@subcam/shared';
import type { Measured } from './camera-bench.ts';
import { cameraReport, judge, type CameraReport, type Pace, type PixelMs } from './camera-report.ts';
import {
  caseName,
  CORE_CASES,
  coresAgainst,
  medianOf,
  NAIVE,
  NO_CAMERA,
  NO_CAMERA_WITH_CUES,
  SETTINGS,
  WITHOUT_SELF_VIEW,
} from './core-cases.ts';
import { framePace } from './frame-pace.ts';

export interface ReportFacts {
  readonly gapMinutes: number;
  readonly totalMs: number;
  readonly chromium: string;
}

function ratio(ours: number | null, theirs: number | null): number | null {
  return ours === null || theirs === null || theirs <= 0 ? null : Math.round((ours / theirs) * 1000) / 1000;
}

/** Throws `internal` when something that the report needs was not measured. */
export function assembleReport(measured: Measured, facts: ReportFacts): CameraReport {
  const need = <T>(from: ReadonlyMap<string, T>, name: string): T => {
    const value = from.get(name);
    if (value === undefined) throw new SubcamError('internal', `The bench measured nothing of: ${name}.`);
    return value;
  };
  const paceOf = (name: string): Pace => {
    const { stretches, pageSays } = need(measured.pace, name);
    return { ...framePace(stretches), pageSays };
  };
  const pixelOf = (name: string): PixelMs => need(measured.pixel, name);
  const { cores } = measured;
  const against = (name: string): number => coresAgainst(cores, name, NO_CAMERA);
  const memory = (name: string): number => Math.round(medianOf(cores, name, 'memoryMb') * 10) / 10;

  const visible = { ...paceOf('ours visible'), pixelMs: pixelOf('ours visible') };
  const hidden = { ...paceOf('ours hidden'), pixelMs: pixelOf('ours hidden') };
  const bare = { visible: paceOf('bare visible'), hidden: paceOf('bare hidden') };
  const { fps, gapsOver50Share, frames } = paceOf('naive visible');
  const [coreTalking, coreIdle] = [against(caseName('720p30', true)), against(caseName('720p30', false))];
  const naive = {
    coreTalking: against(caseName(NAIVE, true)),
    coreIdle: against(caseName(NAIVE, false)),
    pixelMs: pixelOf('naive visible'),
    fps,
    gapsOver50Share,
    frames,
    hidden: paceOf('naive hidden'),
  };
  const report: Omit<CameraReport, 'targets'> = {
    bench: 'camera',
    visible,
    hidden,
    coreTalking,
    coreIdle,
    coreTalkingWithoutSelfView: against(caseName(WITHOUT_SELF_VIEW, true)),
    naive,
    bare,
    noCamera: { core: medianOf(cores, NO_CAMERA, 'cores'), memoryMb: memory(NO_CAMERA), coreWithCues: against(NO_CAMERA_WITH_CUES) },
    memory: {
      noCameraMb: memory(NO_CAMERA),
      talkingMb: memory(caseName('720p30', true)),
      idleMb: memory(caseName('720p30', false)),
      naiveTalkingMb: memory(caseName(NAIVE, true)),
    },
    painterMs: measured.painter,
    perSetting: SETTINGS.map(({ setting }) => ({
      setting,
      coreTalking: against(caseName(setting, true)),
      coreIdle: against(caseName(setting, false)),
      memoryMb: memory(caseName(setting, true)),
    })),
    ratios: {
      coreTalking: ratio(coreTalking, naive.coreTalking),
      coreIdle: ratio(coreIdle, naive.coreIdle),
      pixelP50: ratio(visible.pixelMs.p50, naive.pixelMs.p50),
      gapsVisible: ratio(visible.gapsOver50Share, bare.visible.gapsOver50Share),
      gapsHidden: ratio(hidden.gapsOver50Share, bare.hidden.gapsOver50Share),
    },
    cores: Object.fromEntries(CORE_CASES.map(({ name }) => [name, { core: medianOf(cores, name, 'cores'), memoryMb: memory(name) }])),
    minutes: { gaps: facts.gapMinutes, total: Math.round(facts.totalMs / 6000) / 10 },
    machine: {
      cores: os.availableParallelism(),
      model: os.cpus()[0]?.model ?? 'unknown',
      chromium: facts.chromium,
      node: process.version,
      loadBefore: measured.loadBefore,
      loadAfter: measured.loadAfter,
      coresElsewhere: medianOf(new Map([['all', [...cores.values()].flat()]]), 'all', 'elsewhere'),
    },
  };
  return cameraReport.parse({ ...report, targets: judge(report) });
}
