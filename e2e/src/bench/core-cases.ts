// The cases whose cores are compared, and what is made of them: each turn's difference to the call without a camera, and the median of those.
import { quantile } from '@subcam/shared';
import type { SenderKind, VideoSize } from './page/page-api.ts';

export interface CoreCase {
  readonly name: string;
  readonly kind: SenderKind;
  readonly size: VideoSize;
  readonly talks: boolean;
  /** Whether the page shows its own camera to itself, as Meet does. */
  readonly selfView: boolean;
}

export interface CoreSample {
  readonly cores: number;
  readonly elsewhere: number;
  readonly memoryMb: number;
}

/** The tile's default. */
export const FULL: VideoSize = { width: 1280, height: 720, frameRate: 30 };

export const SETTINGS = [
  { setting: '720p30', size: FULL },
  { setting: '720p15', size: { width: 1280, height: 720, frameRate: 15 } },
  { setting: '360p15', size: { width: 640, height: 360, frameRate: 15 } },
] as const satisfies readonly { setting: string; size: VideoSize }[];

export const NO_CAMERA = 'no camera';
export const NO_CAMERA_WITH_CUES = 'no camera, cues arrive';
export const WITHOUT_SELF_VIEW = '720p30 not shown to itself';
export const NAIVE = 'naive 720p30';

const NOTHING_SENT: CoreCase = { name: NO_CAMERA, kind: 'none', size: FULL, talks: false, selfView: true };

export const caseName = (sender: string, talks: boolean): string => `${sender}, ${talks ? 'talking' : 'idle'}`;

/**
 * In the order of a turn; every second turn goes backwards, so that a machine that grows faster or slower favours nobody. What all
 * are compared with comes twice a turn: its noise would be in every figure.
 */
export const CORE_CASES: readonly CoreCase[] = [
  NOTHING_SENT,
  { name: caseName('720p30', true), kind: 'ours', size: FULL, talks: true, selfView: true },
  { name: caseName(NAIVE, true), kind: 'naive', size: FULL, talks: true, selfView: true },
  { name: caseName('720p30', false), kind: 'ours', size: FULL, talks: false, selfView: true },
  { name: caseName(NAIVE, false), kind: 'naive', size: FULL, talks: false, selfView: true },
  { name: caseName(WITHOUT_SELF_VIEW, true), kind: 'ours', size: FULL, talks: true, selfView: false },
  NOTHING_SENT,
  { name: NO_CAMERA_WITH_CUES, kind: 'none', size: FULL, talks: true, selfView: true },
  ...SETTINGS.slice(1).flatMap(({ setting, size }) =>
    [true, false].map((talks): CoreCase => ({ name: caseName(setting, talks), kind: 'ours', size, talks, selfView: true })),
  ),
];

/** By the name of the case: its samples, turn by turn. */
export type CoreSamples = ReadonlyMap<string, readonly CoreSample[]>;

const rounded = (value: number | null): number => Math.round((value ?? 0) * 10_000) / 10_000;

/** Mean cores of each turn, for a case that comes as often in one turn as in another. */
function turnsOf(samples: CoreSamples, { name, turns }: { readonly name: string; readonly turns: number }): readonly number[] {
  const all = samples.get(name) ?? [];
  const each = all.length / turns;
  return Array.from({ length: turns }, (_, turn) => {
    const one = all.slice(turn * each, (turn + 1) * each);
    return one.reduce((sum, { cores }) => sum + cores, 0) / one.length;
  });
}

/** Median of the turns' differences: both sides of each were measured within the same two minutes. */
export function coresAgainst(samples: CoreSamples, name: string, base: string): number {
  const turns = samples.get(name)?.length ?? 0;
  const [ours, theirs] = [turnsOf(samples, { name, turns }), turnsOf(samples, { name: base, turns })];
  return rounded(
    quantile(
      ours.map((cores, turn) => cores - (theirs[turn] ?? 0)),
      0.5,
    ),
  );
}

export function medianOf(samples: CoreSamples, name: string, of: keyof CoreSample): number {
  return rounded(
    quantile(
      (samples.get(name) ?? []).map((sample) => sample[of]),
      0.5,
    ),
  );
}
