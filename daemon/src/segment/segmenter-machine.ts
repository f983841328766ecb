// Speech probabilities of frames -> where segments begin and end. Pure: the same probabilities always give the same segments.
import { VAD_FRAME_SAMPLES } from '@subcam/shared';
import type { SegmenterSettings } from './segmenter-settings.ts';

/** Plain data: stored with every commit. Sample indices throughout. */
export type MachineState =
  | {
      readonly status: 'idle';
      /** No segment may begin before it: the end of the one before. */
      readonly floorSample: number;
      /** Frames of silence since the last settled one. */
      readonly quietFrames: number;
    }
  | {
      readonly status: 'open';
      readonly firstSample: number;
      /** Where its reading begins: before `firstSample` when it goes on after a cut. */
      readonly readFromSample: number;
      /** One past the last frame that was speech. */
      readonly speechEndSample: number;
      readonly silenceFrames: number;
      readonly speechFrames: number;
      /** Frames seen since it opened, and how many they were when it was told as growing last. */
      readonly frames: number;
      readonly toldFrames: number;
      /** It isn't told as growing before this sample: after a cut, frames that were decided on before are decided on again. */
      readonly growsFromSample: number;
    };

/** What a reading of a segment, as it would end here, says of its words; null: nobody says anything. */
export type EndVerdict = 'complete' | 'incomplete' | null;

export type MachineDecision =
  | { readonly type: 'none' }
  /** Long enough since the last reading for another. */
  | { readonly type: 'growing'; readonly firstSample: number; readonly speechEndSample: number }
  | { readonly type: 'quiet' }
  /** Silent for a while: if it ends, it will be this. */
  | { readonly type: 'ending'; readonly firstSample: number; readonly endSample: number; readonly speechEndSample: number }
  | { readonly type: 'close'; readonly firstSample: number; readonly endSample: number; readonly speechEndSample: number }
  /** The segment is as long as it may be: the caller picks where to cut it. */
  | { readonly type: 'too-long'; readonly firstSample: number };

export type OpenState = Extract<MachineState, { status: 'open' }>;

export interface MachineStep {
  readonly state: MachineState;
  readonly decision: MachineDecision;
}

export const INITIAL_STATE = { status: 'idle', floorSample: 0, quietFrames: 0 } as const satisfies MachineState;

/** A segment that begins at `firstSample`, before its first frame. After a cut it is read from an earlier sample on, and grows from a later one on. */
export function opened(
  firstSample: number,
  {
    readFromSample = firstSample,
    growsFromSample = firstSample,
  }: { readonly readFromSample?: number; readonly growsFromSample?: number } = {},
): OpenState {
  const none = { silenceFrames: 0, speechFrames: 0, frames: 0, toldFrames: 0 };
  return { status: 'open', firstSample, readFromSample, growsFromSample, speechEndSample: firstSample, ...none };
}

/** Frames of silence after which the open segment ends. */
function endAfter(verdict: EndVerdict, settings: SegmenterSettings): number {
  if (verdict === null) return settings.endSilenceFrames;
  return verdict === 'complete' ? settings.completeSilenceFrames : settings.incompleteSilenceFrames;
}

/** Whether the next frame of silence may end the segment, so that what is said of its words has to be known. */
export function needsVerdict(state: MachineState, settings: SegmenterSettings): boolean {
  return state.status === 'open' && state.silenceFrames + 1 >= Math.min(settings.completeSilenceFrames, settings.endSilenceFrames);
}

/** What an open segment comes to when the sound ends at `endSample`; a click comes to silence. */
export function closeAt(state: MachineState, endSample: number, settings: SegmenterSettings): MachineStep {
  if (state.status === 'idle') return { state, decision: { type: 'quiet' } };
  const idle = (floorSample: number): MachineState => ({ status: 'idle', floorSample, quietFrames: 0 });
  if (state.speechFrames < settings.minSpeechFrames) return { state: idle(state.firstSample), decision: { type: 'quiet' } };
  const segmentEnd = Math.min(endSample, state.speechEndSample + settings.postRollSamples);
  return {
    state: idle(segmentEnd),
    decision: {
      type: 'close',
      firstSample: state.firstSample,
      endSample: segmentEnd,
      speechEndSample: Math.min(state.speechEndSample, endSample),
    },
  };
}

/** Of a frame of an open segment. What ends a pause that may be the end is clear speech, no breath or clap. */
function leastSpeech({ silenceFrames }: OpenState, settings: SegmenterSettings): number {
  const { endingSilenceFrames, endPauseFrames, resumeProbability, stopProbability } = settings;
  return endingSilenceFrames !== null && silenceFrames >= endPauseFrames ? resumeProbability : stopProbability;
}

/** One frame further. `frameSample`: the frame's first sample; `verdict`: on the silence that it is in. */
export function step(
  state: MachineState,
  frame: { readonly frameSample: number; readonly probability: number; readonly verdict?: EndVerdict },
  settings: SegmenterSettings,
): MachineStep {
  const { frameSample, probability, verdict = null } = frame;
  const frameEnd = frameSample + VAD_FRAME_SAMPLES;
  if (state.status === 'idle') {
    if (probability >= settings.startProbability) {
      const firstSample = Math.max(state.floorSample, frameSample - settings.preRollSamples);
      return { state: { ...opened(firstSample), speechEndSample: frameEnd, speechFrames: 1, frames: 1 }, decision: { type: 'none' } };
    }
    const quietFrames = state.quietFrames + 1;
    if (quietFrames < settings.quietStepFrames) return { state: { ...state, quietFrames }, decision: { type: 'none' } };
    return { state: { ...state, quietFrames: 0 }, decision: { type: 'quiet' } };
  }
  const isSpeech = probability >= leastSpeech(state, settings);
  const open = {
    ...state,
    frames: state.frames + 1,
    speechEndSample: isSpeech ? frameEnd : state.speechEndSample,
    silenceFrames: isSpeech ? 0 : state.silenceFrames + 1,
    speechFrames: state.speechFrames + (isSpeech ? 1 : 0),
  };
  if (open.silenceFrames >= endAfter(verdict, settings)) return closeAt(open, frameEnd, settings);
  if (frameEnd - open.firstSample >= settings.maxSegmentSamples)
    return { state: open, decision: { type: 'too-long', firstSample: open.firstSample } };
  if (open.speechFrames < settings.minSpeechFrames) return { state: open, decision: { type: 'none' } };
  if (open.silenceFrames > 0 && settings.endingSilenceFrames !== null) {
    // Nothing grows while nobody speaks: what is told of it is its ending.
    const { decision } = closeAt(open, frameEnd, settings);
    const isEnding = open.silenceFrames === settings.endingSilenceFrames && decision.type === 'close';
    return { state: open, decision: isEnding ? { ...decision, type: 'ending' } : { type: 'none' } };
  }
  const { firstSample, speechEndSample } = open;
  const length = frameEnd - firstSample;
  const { frames: stepFrames } = settings.growingSteps.find(({ untilSamples }) => length <= untilSamples) ?? {
    frames: Number.POSITIVE_INFINITY,
  };
  const isDue = open.frames - open.toldFrames >= stepFrames && frameEnd >= open.growsFromSample;
  if (!isDue) return { state: open, decision: { type: 'none' } };
  return { state: { ...open, toldFrames: open.frames }, decision: { type: 'growing', firstSample, speechEndSample } };
}
