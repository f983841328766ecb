// AudioFrame -> Segment: spans of speech whose bounds depend on samples alone, so that a disturbed run cuts where an undisturbed one does.
import {
  SubcamError,
  toSubcamError,
  VAD_FRAME_SAMPLES,
  type AudioGap,
  type Progress,
  type Vad,
  type VadFactory,
  type VadState,
} from '@subcam/shared';
import type { IngestItem, MarkReached } from '../audio/index.ts';
import { untilAborted } from '../lib/until-aborted.ts';
import { placeToCut } from './place-to-cut.ts';
import {
  closeAt,
  INITIAL_STATE,
  needsVerdict,
  opened,
  step,
  type EndVerdict,
  type MachineDecision,
  type MachineState,
} from './segmenter-machine.ts';
import { DEFAULT_SEGMENTER_SETTINGS, type SegmenterSettings } from './segmenter-settings.ts';
import { readState, storeState } from './segmenter-state.ts';
import { createSoundHistory } from './sound-history.ts';

/** All sound is 16 kHz, −1…1; copies of its own. `samples`: the span's. */
export interface SegmentSound {
  readonly firstSample: number;
  readonly endSample: number;
  /** One past the last frame that the VAD called speech. */
  readonly speechEndSample: number;
  readonly samples: Float32Array;
  /** Right before `samples`, and read with the segment before as well: empty unless this one goes on after a cut. */
  readonly soundBefore: Float32Array;
  /** Right after `samples`, and read with the segment after as well: empty unless this one ends at a cut. */
  readonly soundAfter: Float32Array;
}

export type SegmentEvent =
  | ({ readonly type: 'growing' } & SegmentSound)
  /** What the segment will be if the silence goes on. `answer` is waited for before anything ends, and must be called, once. */
  | ({ readonly type: 'ending'; readonly answer: (verdict: EndVerdict) => void } & SegmentSound)
  | ({ readonly type: 'segment'; readonly progress: Progress } & SegmentSound)
  | { readonly type: 'quiet'; readonly progress: Progress }
  | { readonly type: 'gap'; readonly gap: AudioGap; readonly progress: Progress }
  /** Everything that came before it was decided on. `open`: the segment that is still growing there. */
  | { readonly type: 'mark'; readonly open: SegmentSound | null; readonly reached: MarkReached };

export interface SegmentDeps {
  readonly vadFactory: VadFactory;
  readonly captureId: string;
  /** Where an earlier run was when it committed last; `state` is the `segmenterState` of that commit. */
  readonly resume: { readonly committedThrough: number; readonly state: string | null };
  readonly settings?: Partial<SegmenterSettings>;
  /** Segments are told as they would end (`ending`), and whoever reads answers. Left out: no. */
  readonly asksAtEndings?: boolean;
  /** Told one past the last sample without which nothing more can be decided. */
  readonly onNeeds?: (endSample: number) => void;
  /** Told when the stored state of the VAD is that of another version, so that the VAD begins anew at the commit. */
  readonly onVadStateDiscarded?: (error: SubcamError) => void;
}

type SegmentSpan = Pick<SegmentSound, 'firstSample' | 'endSample' | 'speechEndSample'>;

const NO_VERDICT: Promise<EndVerdict> = Promise.resolve(null);

/** One frame whose probability is known, with the VAD as it was before it: a cut goes back to such a place. */
interface SeenFrame {
  readonly frameSample: number;
  readonly probability: number;
  readonly vadBefore: VadState;
}

/**
 * Frames are aligned to where the last commit ended, which is where a frame began; what is sent from before it is context. A cut at the
 * greatest length is settled at the cut with the VAD's state of that place, and the frames after it are decided anew, exactly as a restart
 * would decide them. The two segments at a cut share its surroundings, so that each can be read beyond it. A state that another version of the VAD has left is not taken up: the VAD begins anew at the commit. Throws `storage`
 * when the stored state can't be read, and the signal's reason.
 */
export async function* segment(input: AsyncIterable<IngestItem>, deps: SegmentDeps, signal: AbortSignal): AsyncIterable<SegmentEvent> {
  const given: SegmenterSettings = { ...DEFAULT_SEGMENTER_SETTINGS, ...deps.settings };
  const settings = deps.asksAtEndings === true ? given : { ...given, endingSilenceFrames: null };
  const { captureId, vadFactory } = deps;
  const { committedThrough } = deps.resume;
  const stored = restore(deps);
  let { vad } = stored;
  let machine: MachineState = stored.machine ?? { ...INITIAL_STATE, floorSample: committedThrough };
  let nextFrame = committedThrough;
  const history = createSoundHistory(nextFrame);
  /** What the VAD hears. */
  const heard = new Float32Array(VAD_FRAME_SAMPLES);
  let hasSound = false;
  /** Frames of the open segment. */
  const seen: SeenFrame[] = [];
  /** Of the silence that the open segment is in. */
  let verdict: Promise<EndVerdict> = NO_VERDICT;

  const progress = (throughSample: number, vadState: VadState | null): Progress => ({
    captureId,
    throughSample,
    segmenterState: storeState({ vad: vadState, machine, held: null, spoken: null }),
  });

  /** Cuts the open segment where its late sound is least speech-like; returns the frames that come after the cut. */
  const cut = (
    before: MachineState,
    newest: SeenFrame,
    firstSample: number,
  ): { readonly event: SegmentEvent; readonly rest: readonly SeenFrame[] } => {
    const place = cutFrame(seen, { newest, firstSample }, settings);
    const cutSample = place.frameSample;
    machine = opened(cutSample, {
      readFromSample: cutSample - settings.overlapSamples,
      growsFromSample: newest.frameSample + VAD_FRAME_SAMPLES,
    });
    verdict = NO_VERDICT;
    const event: SegmentEvent = {
      type: 'segment',
      ...soundIn(
        history,
        { firstSample, endSample: cutSample, speechEndSample: cutSample },
        { ...readingOf(before, { firstSample }), readEndSample: cutSample + settings.overlapSamples },
      ),
      progress: progress(cutSample, place.vadBefore),
    };
    return { event, rest: seen.splice(0).filter((frame) => frame.frameSample >= cutSample) };
  };

  /** The machine is one frame further. */
  const took = (state: MachineState, frame: SeenFrame): void => {
    machine = state;
    if (machine.status === 'open') seen.push(frame);
    else seen.length = 0;
    if (machine.status === 'idle' || machine.silenceFrames === 0) verdict = NO_VERDICT;
  };

  /** Most frames decide nothing: one step, without all that a decision needs. Returns false, and nothing has changed, for any other. */
  const decidesNothing = (frame: SeenFrame): boolean => {
    const next = needsVerdict(machine, settings) ? null : step(machine, frame, settings);
    if (next?.decision.type !== 'none') return false;
    took(next.state, frame);
    return true;
  };

  const decide = async function* (newest: SeenFrame): AsyncIterable<SegmentEvent> {
    const queue = [newest];
    for (let frame = queue.shift(); frame !== undefined; frame = queue.shift()) {
      const before = machine;
      const said = needsVerdict(before, settings) ? await untilAborted(verdict, signal) : null;
      const { state, decision } = step(before, { ...frame, verdict: said }, settings);
      took(state, frame);
      if (decision.type === 'too-long') {
        const { event, rest } = cut(before, frame, decision.firstSample);
        yield event;
        // They are decided on exactly as a restart from here would.
        queue.unshift(...rest);
        continue;
      }
      const throughSample = frame.frameSample + VAD_FRAME_SAMPLES;
      const reading = readingOf(before, decision.type === 'none' || decision.type === 'quiet' ? { firstSample: throughSample } : decision);
      const ask = (asked: Promise<EndVerdict>): void => {
        verdict = asked;
      };
      const through = progress(throughSample, queue[0]?.vadBefore ?? vad.snapshot());
      yield* eventsOf(decision, { through, ask, sound: (span) => soundIn(history, span, reading) });
    }
  };

  /** What is open, as if it ended at `sample`. */
  const closedAt = (sample: number): SegmentSound | null => {
    const { decision } = closeAt(machine, sample, settings);
    return decision.type === 'close' ? soundIn(history, decision, readingOf(machine, decision)) : null;
  };

  /** The sound breaks off at `sample`: what is open ends there, and the state of the VAD is no use for what comes later. */
  const breakOff = function* (sample: number): Iterable<SegmentEvent> {
    const last = closedAt(sample);
    machine = { status: 'idle', floorSample: sample, quietFrames: 0 };
    vad = vadFactory.open();
    seen.length = 0;
    if (last === null) yield { type: 'quiet', progress: progress(sample, null) };
    else yield { type: 'segment', ...last, progress: progress(sample, null) };
  };

  for await (const item of input) {
    signal.throwIfAborted();
    switch (item.type) {
      case 'audio':
        if (!hasSound) history.restart(Math.min(item.frame.firstSample, nextFrame));
        hasSound = true;
        history.append(item.frame.samples);
        while (nextFrame + VAD_FRAME_SAMPLES <= history.endSample) {
          const vadBefore = vad.snapshot();
          history.copyTo(heard, nextFrame);
          const probability = await vad.process(heard);
          signal.throwIfAborted();
          const frame: SeenFrame = { frameSample: nextFrame, probability, vadBefore };
          nextFrame += VAD_FRAME_SAMPLES;
          if (!decidesNothing(frame)) yield* decide(frame);
          history.trim(keptFrom(machine, nextFrame, settings));
        }
        deps.onNeeds?.(nextFrame + VAD_FRAME_SAMPLES);
        break;
      case 'gap': {
        const end = item.gap.firstSample + item.gap.sampleCount;
        hasSound = true;
        // What is missing from before the commit was settled then: it is neither told again, nor does it break anything off.
        if (end <= committedThrough) {
          history.restart(end);
          break;
        }
        const firstSample = Math.max(item.gap.firstSample, committedThrough);
        yield* breakOff(firstSample);
        history.restart(end);
        nextFrame = end;
        machine = { status: 'idle', floorSample: end, quietFrames: 0 };
        yield { type: 'gap', gap: { ...item.gap, firstSample, sampleCount: end - firstSample }, progress: progress(end, null) };
        break;
      }
      case 'mark':
        yield { type: 'mark', open: closedAt(nextFrame), reached: item.reached };
        break;
      case 'end':
        yield* breakOff(Math.max(item.nextSample, committedThrough));
        return;
    }
  }
}

/** Nothing before it is asked for any more, once everything before `nextFrame` is decided on. */
function keptFrom(machine: MachineState, nextFrame: number, { preRollSamples }: SegmenterSettings): number {
  return Math.min(
    nextFrame,
    machine.status === 'open' ? machine.readFromSample : Math.max(machine.floorSample, nextFrame - preRollSamples),
  );
}

/** The frame at which a segment that is too long is cut. Throws `internal` where there is none. */
function cutFrame(
  seen: readonly SeenFrame[],
  { newest, firstSample }: { readonly newest: SeenFrame; readonly firstSample: number },
  { overlapSamples, cutSearchFrames, cutStretchFrames }: SegmenterSettings,
): SeenFrame {
  const lastSample = newest.frameSample + VAD_FRAME_SAMPLES - overlapSamples;
  const late = seen.slice(-cutSearchFrames).filter(({ frameSample }) => frameSample > firstSample && frameSample <= lastSample);
  const place = placeToCut(late, cutStretchFrames);
  if (place === undefined) throw new SubcamError('internal', 'A segment grew too long without a frame to cut it at.');
  return place;
}

interface SpanReading {
  readonly readFromSample: number;
  readonly readEndSample?: number;
}

function soundIn(history: ReturnType<typeof createSoundHistory>, span: SegmentSpan, reading: SpanReading): SegmentSound {
  // A restart may have been sent less context than the pre-roll, or than a cut shares.
  const firstSample = Math.max(span.firstSample, history.firstSample);
  const { endSample, speechEndSample } = span;
  return {
    firstSample,
    endSample,
    speechEndSample,
    samples: history.slice(firstSample, endSample),
    soundBefore: history.slice(Math.min(firstSample, Math.max(reading.readFromSample, history.firstSample)), firstSample),
    soundAfter: history.slice(endSample, reading.readEndSample ?? endSample),
  };
}

interface Settling {
  /** At the end of the frame that decided it. */
  readonly through: Progress;
  readonly sound: (span: SegmentSpan) => SegmentSound;
  /** What is said of the silence that has begun. */
  readonly ask: (verdict: Promise<EndVerdict>) => void;
}

/** What the machine decided. */
function* eventsOf(decision: MachineDecision, { through, sound, ask }: Settling): Iterable<SegmentEvent> {
  switch (decision.type) {
    case 'none':
    case 'too-long':
      break;
    case 'quiet':
      yield { type: 'quiet', progress: through };
      break;
    case 'ending': {
      const { promise, resolve } = Promise.withResolvers<EndVerdict>();
      ask(promise);
      yield { type: 'ending', ...sound(decision), answer: resolve };
      break;
    }
    case 'close':
      yield { type: 'segment', ...sound(decision), progress: through };
      break;
    case 'growing':
      yield { type: 'growing', ...sound({ ...decision, endSample: through.throughSample }) };
      break;
  }
}

/** Where the reading of a segment begins that was decided on in this state. */
function readingOf(before: MachineState, { firstSample }: Pick<SegmentSpan, 'firstSample'>): { readonly readFromSample: number } {
  return { readFromSample: before.status === 'open' ? before.readFromSample : firstSample };
}

/** As it was at the commit; the detector is a fresh one where another version of it left the state. */
function restore(deps: SegmentDeps): { readonly vad: Vad; readonly machine: MachineState | null } {
  const { vadFactory, resume } = deps;
  const stored = resume.state === null ? null : readState(resume.state);
  const machine = stored?.machine ?? null;
  try {
    return { vad: vadFactory.open(stored?.vad ?? undefined), machine };
  } catch (thrown) {
    const error = toSubcamError(thrown);
    if (error.code !== 'engine-failed') throw error;
    deps.onVadStateDiscarded?.(error);
    return { vad: vadFactory.open(), machine };
  }
}
