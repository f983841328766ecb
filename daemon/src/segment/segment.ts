// AudioFrame -> Segment: spans of speech whose bounds depend on samples alone, so that a disturbed run cuts where an undisturbed one does.
import { SubcamError, VAD_FRAME_SAMPLES, type AudioGap, type Progress, type Vad, type VadFactory, type VadState } from '@subcam/shared';
import * as z from 'zod';
import type { IngestItem } from '../audio/index.ts';
import { closeAt, INITIAL_STATE, openedByCut, step, type MachineDecision, type MachineState } from './segmenter-machine.ts';
import { DEFAULT_SEGMENTER_SETTINGS, type SegmenterSettings } from './segmenter-settings.ts';
import { createSoundHistory } from './sound-history.ts';

/** `samples`: the span's sound, 16 kHz, −1…1; a copy of its own. */
export interface SegmentSound {
  readonly firstSample: number;
  readonly endSample: number;
  /** One past the last frame that the VAD called speech. */
  readonly speechEndSample: number;
  readonly samples: Float32Array;
}

export type SegmentEvent =
  | ({ readonly type: 'growing' } & SegmentSound)
  | ({ readonly type: 'segment'; readonly progress: Progress } & SegmentSound)
  | { readonly type: 'quiet'; readonly progress: Progress }
  | { readonly type: 'gap'; readonly gap: AudioGap; readonly progress: Progress };

export interface SegmentDeps {
  readonly vadFactory: VadFactory;
  readonly captureId: string;
  /** Where an earlier run was when it committed last; `state` is the `segmenterState` of that commit. */
  readonly resume: { readonly committedThrough: number; readonly state: string | null };
  readonly settings?: Partial<SegmenterSettings>;
}

const machineState = z.discriminatedUnion('status', [
  z.object({ status: z.literal('idle'), floorSample: z.number(), quietFrames: z.number() }),
  z.object({
    status: z.literal('open'),
    firstSample: z.number(),
    speechEndSample: z.number(),
    silenceFrames: z.number(),
    speechFrames: z.number(),
    frames: z.number(),
  }),
]);

const storedState = z.object({
  version: z.literal(1),
  vad: z.object({ engine: z.object({ name: z.string(), model: z.string() }), data: z.string() }).nullable(),
  machine: machineState,
});

interface Resumed {
  readonly vad: Vad;
  readonly machine: MachineState;
}

function restore(deps: SegmentDeps): Resumed {
  const { state, committedThrough } = deps.resume;
  if (state === null) return { vad: deps.vadFactory.open(), machine: { ...INITIAL_STATE, floorSample: committedThrough } };
  try {
    const stored = storedState.parse(JSON.parse(state));
    return { vad: stored.vad === null ? deps.vadFactory.open() : deps.vadFactory.open(stored.vad), machine: stored.machine };
  } catch (error) {
    if (error instanceof SubcamError) throw error;
    throw new SubcamError('storage', "The stored state of the segmenter can't be read. Start a new capture.", { cause: error });
  }
}

/** One frame whose probability is known, with the VAD as it was before it: a cut goes back to such a place. */
interface SeenFrame {
  readonly frameSample: number;
  readonly probability: number;
  readonly vadBefore: VadState;
}

/**
 * Frames are aligned to where the last commit ended, which is where a frame began. A cut at the greatest length is settled at the cut with
 * the VAD's state of that place, and the frames after it are decided anew, exactly as a restart would decide them.
 */
export async function* segment(input: AsyncIterable<IngestItem>, deps: SegmentDeps, signal: AbortSignal): AsyncIterable<SegmentEvent> {
  const settings: SegmenterSettings = { ...DEFAULT_SEGMENTER_SETTINGS, ...deps.settings };
  const { captureId } = deps;
  let { vad, machine } = restore(deps);
  let nextFrame = deps.resume.committedThrough;
  let history = createSoundHistory(nextFrame);
  let isFirst = true;
  const seen: SeenFrame[] = [];

  const progress = (throughSample: number, vadState: VadState | null): Progress => ({
    captureId,
    throughSample,
    segmenterState: JSON.stringify({ version: 1, vad: vadState, machine }),
  });
  const sound = (span: { readonly firstSample: number; readonly endSample: number; readonly speechEndSample: number }): SegmentSound => {
    // A restart may have been sent less context than the pre-roll.
    const firstSample = Math.max(span.firstSample, history.firstSample);
    const { endSample, speechEndSample } = span;
    return { firstSample, endSample, speechEndSample, samples: history.slice(firstSample, endSample) };
  };

  const settle = (decision: MachineDecision, throughSample: number): SegmentEvent | null => {
    switch (decision.type) {
      case 'none':
      case 'too-long':
        return null;
      case 'quiet':
        return { type: 'quiet', progress: progress(throughSample, vad.snapshot()) };
      case 'close':
        return { type: 'segment', ...sound(decision), progress: progress(throughSample, vad.snapshot()) };
      case 'growing': {
        if (machine.status === 'idle') return null;
        return {
          type: 'growing',
          ...sound({ firstSample: machine.firstSample, endSample: throughSample, speechEndSample: machine.speechEndSample }),
        };
      }
    }
  };

  /** Cuts the open segment at its least speech-like late frame; returns the frames that come after the cut. */
  const cut = (firstSample: number): { readonly event: SegmentEvent; readonly rest: readonly SeenFrame[] } => {
    const late = seen.slice(-settings.cutSearchFrames).filter((frame) => frame.frameSample > firstSample);
    const least = late.reduce<SeenFrame | undefined>((a, b) => (a === undefined || b.probability < a.probability ? b : a), undefined);
    if (least === undefined) throw new SubcamError('internal', 'A segment grew too long without a frame to cut it at.');
    const cutSample = least.frameSample;
    const speechEndSample = cutSample;
    machine = openedByCut(cutSample);
    const event: SegmentEvent = {
      type: 'segment',
      ...sound({ firstSample, endSample: cutSample, speechEndSample }),
      progress: progress(cutSample, least.vadBefore),
    };
    return { event, rest: seen.splice(0).filter((frame) => frame.frameSample >= cutSample) };
  };

  const decide = function* (frame: SeenFrame): Iterable<SegmentEvent> {
    const queue = [frame];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const stepped = step(machine, next, settings);
      machine = stepped.state;
      if (machine.status === 'open') seen.push(next);
      else seen.length = 0;
      if (stepped.decision.type === 'too-long' && machine.status === 'open') {
        const { event, rest } = cut(machine.firstSample);
        queue.unshift(...rest);
        yield event;
        continue;
      }
      // While frames are decided again after a cut the VAD is further on: only a decision on the newest frame may be settled by its state.
      const isNewest = queue.length === 0;
      const event =
        isNewest || stepped.decision.type === 'growing'
          ? settle(stepped.decision, next.frameSample + VAD_FRAME_SAMPLES)
          : settleAgain(stepped.decision, next, queue[0]);
      if (event !== null) yield event;
    }
  };

  const settleAgain = (decision: MachineDecision, frame: SeenFrame, after: SeenFrame | undefined): SegmentEvent | null => {
    const throughSample = frame.frameSample + VAD_FRAME_SAMPLES;
    const vadState = after?.vadBefore ?? vad.snapshot();
    if (decision.type === 'quiet') return { type: 'quiet', progress: progress(throughSample, vadState) };
    if (decision.type === 'close') return { type: 'segment', ...sound(decision), progress: progress(throughSample, vadState) };
    return null;
  };

  const readFrames = async function* (): AsyncIterable<SegmentEvent> {
    while (nextFrame + VAD_FRAME_SAMPLES <= history.endSample) {
      const samples = history.slice(nextFrame, nextFrame + VAD_FRAME_SAMPLES);
      const vadBefore = vad.snapshot();
      const frame: SeenFrame = { frameSample: nextFrame, probability: await vad.process(samples), vadBefore };
      signal.throwIfAborted();
      nextFrame += VAD_FRAME_SAMPLES;
      yield* decide(frame);
      const keepFrom = machine.status === 'open' ? machine.firstSample : Math.max(machine.floorSample, nextFrame - settings.preRollSamples);
      history.trim(Math.min(keepFrom, nextFrame));
    }
  };

  /** The sound breaks off at `sample`: what is open ends there, and the state of the VAD is no use for what comes later. */
  const breakOff = function* (sample: number): Iterable<SegmentEvent> {
    const { decision } = closeAt(machine, sample, settings);
    const last = decision.type === 'close' ? sound(decision) : null;
    machine = { status: 'idle', floorSample: sample, quietFrames: 0 };
    vad = deps.vadFactory.open();
    seen.length = 0;
    if (last === null) yield { type: 'quiet', progress: progress(sample, null) };
    else yield { type: 'segment', ...last, progress: progress(sample, null) };
  };

  for await (const item of input) {
    signal.throwIfAborted();
    switch (item.type) {
      case 'audio': {
        const { firstSample } = item.frame;
        if (isFirst) {
          // Sound from before the commit is context only.
          history = createSoundHistory(Math.min(firstSample, nextFrame));
          isFirst = false;
        }
        history.append(item.frame.samples);
        yield* readFrames();
        break;
      }
      case 'gap': {
        const { firstSample, sampleCount } = item.gap;
        const end = Math.max(firstSample + sampleCount, nextFrame);
        yield* breakOff(Math.max(firstSample, deps.resume.committedThrough));
        history.restart(end);
        isFirst = false;
        nextFrame = end;
        machine = { status: 'idle', floorSample: end, quietFrames: 0 };
        yield { type: 'gap', gap: item.gap, progress: progress(end, null) };
        break;
      }
      case 'end':
        yield* breakOff(Math.max(item.nextSample, deps.resume.committedThrough));
        return;
    }
  }
}
