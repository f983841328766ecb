// A VAD whose probabilities can be written into the sound itself: what it says depends on samples (and a memory) alone, like the real one.
import { SubcamError, type EngineInfo, type Vad, type VadFactory, type VadState } from '@subcam/shared';

const INFO: EngineInfo = { name: 'scripted', model: 'test' };

/**
 * The probability of a frame is mostly its mean absolute level, and partly what it remembers of the levels before (so that there is
 * a memory to lose). Steady 0.9 is speech, steady 0 is silence.
 */
export function scriptedVad(): VadFactory {
  return {
    info: INFO,
    open: (state?: VadState): Vad => {
      if (state !== undefined && state.engine.name !== INFO.name) {
        throw new SubcamError('engine-failed', `A state of ${state.engine.name} can't be taken up by ${INFO.name}.`);
      }
      let remembered = state === undefined ? 0 : Number(state.data);
      return {
        info: INFO,
        process: (frame) => {
          let sum = 0;
          for (const sample of frame) sum += Math.abs(sample);
          const level = sum / frame.length;
          const probability = 0.7 * level + 0.3 * remembered;
          remembered = 0.9 * remembered + 0.1 * level;
          return Promise.resolve(probability);
        },
        snapshot: () => ({ engine: INFO, data: String(remembered) }),
      };
    },
  };
}
