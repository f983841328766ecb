// Measurements -> the bench's one JSON object, and whether each promise was kept.
import * as z from 'zod';

const ms = z.number().nonnegative();
const maybeMs = ms.nullable();
const share = z.number().min(0).max(1).nullable();
const core = z.number();

const pace = z.object({
  fps: z.number().nonnegative(),
  gapsOver50Share: share,
  frames: z.number().int(),
  gapsOver50: z.number().int(),
  /** Gaps that the sender's own timestamps have too. */
  gapsAtSender: z.number().int(),
  intervalMs: z.object({ p50: maybeMs, p95: maybeMs, max: maybeMs }),
  /** What the page was told of itself: a captured tab counts as visible, whatever lies in front of it. */
  pageSays: z.enum(['visible', 'hidden']),
});

const pixelMs = z.object({ p50: maybeMs, p95: maybeMs, n: z.number().int(), missed: z.number().int() });

const painter = z.object({ p50: ms, p95: ms, n: z.number().int() });

/** Median over the turns; cores are CPU seconds a second of the sending browser's whole process tree. */
const use = z.object({ core, memoryMb: z.number().positive() });

const setting = z.object({
  setting: z.string(),
  /** Against the same call without a camera track. */
  coreTalking: core,
  coreIdle: core,
  memoryMb: z.number(),
});

export const cameraReport = z.object({
  bench: z.literal('camera'),
  visible: pace.extend({ pixelMs }),
  hidden: pace.extend({ pixelMs }),
  coreTalking: core,
  coreIdle: core,
  /** While someone talks, where the page does not show its own camera to itself: what is left is the tile, painted, encoded and sent. */
  coreTalkingWithoutSelfView: core,
  naive: z.object({
    coreTalking: core,
    coreIdle: core,
    pixelMs,
    fps: z.number(),
    gapsOver50Share: share,
    frames: z.number().int(),
    hidden: pace,
  }),
  bare: z.object({ visible: pace, hidden: pace }),
  noCamera: z.object({ core, memoryMb: z.number().positive(), coreWithCues: core }),
  memory: z.object({
    noCameraMb: z.number().positive(),
    talkingMb: z.number().positive(),
    idleMb: z.number().positive(),
    naiveTalkingMb: z.number().positive(),
  }),
  painterMs: z.object({ page: painter, node: painter }),
  perSetting: z.array(setting),
  /** null where the naive figure, or the bare track's, is 0 or was not had. */
  ratios: z.object({
    coreTalking: z.number().nullable(),
    coreIdle: z.number().nullable(),
    pixelP50: z.number().nullable(),
    gapsVisible: z.number().nullable(),
    gapsHidden: z.number().nullable(),
  }),
  /** Absolute, of every case: what the differences above are made of. */
  cores: z.record(z.string(), use),
  minutes: z.object({ gaps: z.number(), total: z.number() }),
  machine: z.object({
    cores: z.number().int(),
    model: z.string(),
    chromium: z.string(),
    node: z.string(),
    loadBefore: z.number(),
    loadAfter: z.number(),
    /** Cores that other processes of the machine used while cores were measured, median. */
    coresElsewhere: core,
  }),
  /** Each value is to be at most its target. */
  targets: z.array(z.object({ what: z.string(), target: z.number(), value: z.number().nullable(), met: z.boolean() })),
});

export type CameraReport = z.infer<typeof cameraReport>;
export type Pace = z.infer<typeof pace>;
export type PixelMs = z.infer<typeof pixelMs>;

/** What the camera promises. */
export const TARGETS = {
  pixelP50Ms: 40,
  pixelP95Ms: 70,
  gapsShare: 0.001,
  coreTalking: 0.1,
  coreIdle: 0.03,
  /** Of the naive way's cores. */
  naiveShare: 0.5,
} as const;

export type Target = CameraReport['targets'][number];

const atMost = (what: string, value: number | null, limit: number): Target => ({
  what,
  target: limit,
  value,
  met: value !== null && value <= limit,
});

/** Nothing measured is nothing kept. */
export function judge(report: Omit<CameraReport, 'targets'>): readonly Target[] {
  const { visible, hidden, bare, naive } = report;
  const sides = [
    ['visible', visible, bare.visible],
    ['hidden', hidden, bare.hidden],
  ] as const;
  return [
    ...sides.flatMap(([side, ours, floor]) => [
      atMost(`event to far-end pixel, ${side}, p50 (ms)`, ours.pixelMs.p50, TARGETS.pixelP50Ms),
      atMost(`event to far-end pixel, ${side}, p95 (ms)`, ours.pixelMs.p95, TARGETS.pixelP95Ms),
      atMost(`share of gaps over 50 ms, ${side}`, ours.gapsOver50Share, TARGETS.gapsShare),
      atMost(`share of gaps over 50 ms, ${side}, against a bare track's`, ours.gapsOver50Share, floor.gapsOver50Share ?? -1),
    ]),
    atMost('cores while someone talks', report.coreTalking, TARGETS.coreTalking),
    atMost('cores while nobody does', report.coreIdle, TARGETS.coreIdle),
    atMost("cores while someone talks, against the naive way's", report.coreTalking, TARGETS.naiveShare * naive.coreTalking),
    atMost("cores while nobody does, against the naive way's", report.coreIdle, TARGETS.naiveShare * naive.coreIdle),
  ];
}

/** For a person: every target with its figure. */
export function summaryOf(report: CameraReport): string {
  const figure = (value: number | null): string => (value === null ? 'not measured' : String(Number(value.toPrecision(3))));
  const lines = report.targets.map(
    ({ what, target, value, met }) =>
      `${met ? 'met   ' : 'MISSED'}  ${what.padEnd(68)} ${figure(value).padStart(12)}  (at most ${figure(target)})`,
  );
  const missed = report.targets.filter(({ met }) => !met).length;
  const { machine } = report;
  return [
    '',
    ...lines,
    missed === 0 ? 'All targets were met.' : `${missed} of ${report.targets.length} targets were missed.`,
    `${machine.cores} cores (${machine.model}), load ${machine.loadBefore} to ${machine.loadAfter}, ${figure(machine.coresElsewhere)} cores busy with other things.`,
    '',
  ].join('\n');
}
