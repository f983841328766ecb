// Plan + call -> every measurement of the camera, one sender after the other in turns, in one and the same call.
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { SubcamError } from '@subcam/shared';
import type { FrameCrop, ObservedFrame } from '../../mock-meet/index.ts';
import type { BenchCall } from './bench-call.ts';
import type { BenchPlan } from './bench-plan.ts';
import { blinkCrop } from './blink-crop.ts';
import { CORE_CASES, FULL, type CoreCase, type CoreSample } from './core-cases.ts';
import type { CueSource } from './cue-source.ts';
import type { PainterTimes, SenderKind, VideoSize } from './page/page-api.ts';
import { painterTimesInNode } from './painter-time.ts';
import { pixelLatency, type BlinkTurn } from './pixel-latency.ts';
import { memoryMb, startCoreMeter } from '../process-tree.ts';
import type { PixelMs } from './camera-report.ts';

export type Side = 'visible' | 'hidden';

export interface PaceMeasured {
  readonly stretches: readonly (readonly ObservedFrame[])[];
  readonly pageSays: DocumentVisibilityState;
}

export interface Measured {
  /** By sender and side, e.g. `ours visible`. */
  readonly pace: ReadonlyMap<string, PaceMeasured>;
  readonly pixel: ReadonlyMap<string, PixelMs>;
  readonly cores: ReadonlyMap<string, readonly CoreSample[]>;
  readonly painter: { readonly page: PainterTimes; readonly node: PainterTimes };
  readonly loadBefore: number;
  readonly loadAfter: number;
}

export interface CameraBenchDeps {
  readonly call: BenchCall;
  readonly cues: CueSource;
  readonly plan: BenchPlan;
  readonly onNote: (text: string) => void;
  readonly signal: AbortSignal;
}

/** The encoder begins with a low rate; until it has found the line's it sends a coarse picture. */
const WARM_UP_FACTOR = 2;

/** A picture without the words has been seen by then, however seldom a still one is sent. */
const STILL_S = 1;

const loadNow = (): number => Math.round((os.loadavg()[0] ?? 0) * 100) / 100;

class CameraBench {
  readonly #deps: CameraBenchDeps;
  readonly #pace = new Map<string, { stretches: (readonly ObservedFrame[])[]; pageSays: DocumentVisibilityState }>();
  readonly #blinks = new Map<string, BlinkTurn[]>();
  readonly #cores = new Map<string, CoreSample[]>();

  constructor(deps: CameraBenchDeps) {
    this.#deps = deps;
  }

  async run(): Promise<Measured> {
    const { call, plan, onNote } = this.#deps;
    const loadBefore = loadNow();
    await this.#send('ours', FULL);
    await this.#wait(plan.settleS * WARM_UP_FACTOR);
    const { crop, threshold } = blinkCrop();
    for (let turn = 0; turn < plan.pixelTurns; turn += 1) {
      onNote(`event to far-end pixel: turn ${turn + 1} of ${plan.pixelTurns}`);
      await this.#pixelTurn(crop);
    }
    for (let turn = 0; turn < plan.gapTurns; turn += 1) {
      onNote(`rate and gaps: turn ${turn + 1} of ${plan.gapTurns}, ${Math.round(plan.gapTurnS)} s of each sender, visible and hidden`);
      await this.#gapTurn(turn);
    }
    for (let turn = 0; turn < plan.coreTurns; turn += 1) {
      onNote(`cores: turn ${turn + 1} of ${plan.coreTurns}, ${CORE_CASES.length} cases`);
      for (const one of turn % 2 === 0 ? CORE_CASES : CORE_CASES.toReversed()) await this.#measureCores(one);
    }
    onNote('painter');
    await this.#send('none', FULL);
    const page = await call.page.evaluate((size, frames) => window.subcamBench.paint(size, frames), FULL, plan.painterFrames);
    const node = painterTimesInNode(plan.painterFrames);
    const pixel = new Map([...this.#blinks].map(([name, turns]) => [name, pixelLatency(turns, threshold)]));
    return { pace: this.#pace, pixel, cores: this.#cores, painter: { page, node }, loadBefore, loadAfter: loadNow() };
  }

  /** Fails at once when the bot leaves or the bench is stopped. */
  #wait(seconds: number): Promise<void> {
    const { call, signal } = this.#deps;
    return Promise.race([sleep(seconds * 1000, undefined, { signal }), call.lost]);
  }

  /** Another sender, an empty tile, and the recording from its beginning: every turn has the same sound. */
  async #send(kind: SenderKind, size: VideoSize): Promise<void> {
    const { call, cues } = this.#deps;
    cues.clear();
    await call.farEnd.startTalking({ fromMs: 0 });
    await call.page.evaluate((given, wanted) => window.subcamBench.send(given, wanted), kind, size);
  }

  async #pixelTurn(crop: FrameCrop): Promise<void> {
    const { call, cues, plan, signal } = this.#deps;
    const tellNaive = (revision: number): Promise<unknown> =>
      call.page.evaluate((given) => window.subcamBench.naiveBlinks(given), revision);
    for (const [name, kind, side] of [
      ['ours visible', 'ours', 'visible'],
      ['ours hidden', 'ours', 'hidden'],
      ['naive visible', 'naive', 'visible'],
    ] as const) {
      await call.setHidden(side === 'hidden');
      await this.#send(kind, FULL);
      await this.#wait(plan.settleS);
      await call.farEnd.observe(crop);
      await this.#wait(STILL_S);
      const [seconds, tell] = kind === 'naive' ? [plan.naivePixelTurnS, tellNaive] : [plan.pixelTurnS, undefined];
      const events = await Promise.race([cues.blink(seconds * 1000, signal, tell), call.lost]);
      const turn = { events, frames: await call.farEnd.observed() };
      this.#blinks.set(name, [...(this.#blinks.get(name) ?? []), turn]);
    }
    await call.setHidden(false);
  }

  async #gapTurn(turn: number): Promise<void> {
    const { call, plan } = this.#deps;
    const pair = turn % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const);
    for (const side of ['visible', 'hidden'] as const) {
      await call.setHidden(side === 'hidden');
      for (const kind of pair) await this.#observePace(kind, side, plan.gapTurnS);
      if (turn === 0) await this.#observePace('naive', side, plan.naiveGapTurnS);
    }
    await call.setHidden(false);
  }

  /** Every frame is another picture: ours by a revision of a cue each, over the whole way from the daemon's end; the others by themselves. */
  async #observePace(kind: Exclude<SenderKind, 'none'>, side: Side, seconds: number): Promise<void> {
    const { call, cues, plan } = this.#deps;
    await this.#send(kind, FULL);
    if (kind === 'naive') await call.page.evaluate(() => window.subcamBench.naiveTalks(true));
    const stop = kind === 'ours' ? cues.change(FULL.frameRate) : () => undefined;
    try {
      await this.#wait(plan.settleS);
      await call.farEnd.observe(null);
      await this.#wait(seconds);
      const frames = await call.farEnd.observed();
      const pageSays = await call.page.evaluate(() => window.subcamBench.visibility());
      const name = `${kind} ${side}`;
      const kept = this.#pace.get(name) ?? { stretches: [], pageSays };
      kept.stretches.push(frames);
      this.#pace.set(name, kept);
    } finally {
      stop();
    }
  }

  async #measureCores({ name, kind, size, talks, selfView }: CoreCase): Promise<void> {
    const { call, cues, plan } = this.#deps;
    await this.#send(kind, size);
    if (!selfView) await call.page.evaluate(() => window.subcamBench.hideSelfView());
    if (kind === 'naive') await call.page.evaluate((given) => window.subcamBench.naiveTalks(given), talks);
    const stop = talks && kind !== 'naive' ? cues.talk() : () => undefined;
    try {
      await this.#wait(plan.settleS);
      const meter = await startCoreMeter(call.pid);
      await this.#wait(plan.coreTurnS);
      const { cores, elsewhere } = await meter.stop();
      if (cores === 0) throw new SubcamError('internal', `The sending browser (process ${call.pid}) used no processor: is it gone?`);
      const sample = { cores, elsewhere, memoryMb: await memoryMb(call.pid) };
      this.#cores.set(name, [...(this.#cores.get(name) ?? []), sample]);
    } finally {
      stop();
    }
  }
}

/** Leaves the call as it found it: no camera track, nothing on the tile. */
export function measureCamera(deps: CameraBenchDeps): Promise<Measured> {
  return new CameraBench(deps).run();
}
