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
      /** Frames seen since it opened. */
      readonly frames: number;
    };

export type MachineDecision =
  | { readonly type: 'none' }
  /** Long enough since the last reading for another. */
  | { readonly type: 'growing'; readonly firstSample: number; readonly speechEndSample: number }
  | { readonly type: 'quiet' }
  | { readonly type: 'close'; readonly firstSample: number; readonly endSample: number; readonly speechEndSample: number }
  /** The segment is as long as it may be: the caller picks where to cut it. */
  | { readonly type: 'too-long'; readonly firstSample: number };

export type OpenState = Extract<MachineState, { status: 'open' }>;

export interface MachineStep {
  readonly state: MachineState;
  readonly decision: MachineDecision;
}

export const INITIAL_STATE = { status: 'idle', floorSample: 0, quietFrames: 0 } as const satisfies MachineState;

/** A segment that begins at `firstSample`, before its first frame. After a cut it is read from an earlier sample on. */
export function opened(firstSample: number, readFromSample = firstSample): OpenState {
  return { status: 'open', firstSample, readFromSample, speechEndSample: firstSample, silenceFrames: 0, speechFrames: 0, frames: 0 };
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

/** One frame further. `frameSample`: the frame's first sample. */
export function step(
  state: MachineState,
  frame: { readonly frameSample: number; readonly probability: number },
  settings: SegmenterSettings,
): MachineStep {
  const { frameSample, probability } = frame;
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
  const isSpeech = probability >= settings.stopProbability;
  const open = {
    ...state,
    frames: state.frames + 1,
    speechEndSample: isSpeech ? frameEnd : state.speechEndSample,
    silenceFrames: isSpeech ? 0 : state.silenceFrames + 1,
    speechFrames: state.speechFrames + (isSpeech ? 1 : 0),
  };
  if (open.silenceFrames >= settings.endSilenceFrames) return closeAt(open, frameEnd, settings);
  if (frameEnd - open.firstSample >= settings.maxSegmentSamples)
    return { state: open, decision: { type: 'too-long', firstSample: open.firstSample } };
  const isDue = open.frames % settings.growingStepFrames === 0 && open.speechFrames >= settings.minSpeechFrames;
  const { firstSample, speechEndSample } = open;
  return { state: open, decision: isDue ? { type: 'growing', firstSample, speechEndSample } : { type: 'none' } };
}
