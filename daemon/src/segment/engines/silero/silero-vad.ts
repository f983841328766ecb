// Silero VAD behind the Vad port: 32 ms frames -> speech probability, with a memory that can be stored and taken up again.
import { SubcamError, VAD_FRAME_SAMPLES, type EngineInfo, type Vad, type VadFactory, type VadState } from '@subcam/shared';
import * as ort from 'onnxruntime-node';

const INFO: EngineInfo = { name: 'silero', model: 'v6' };

/** Samples of the frame before that the network reads too (Silero v5 and v6 at 16 kHz). */
const CONTEXT_SAMPLES = 64;

/** Recurrent state: 2 × 1 × 128. */
const STATE_FLOATS = 256;

function encode(floats: Float32Array): string {
  return Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength).toString('base64');
}

function decode(state: VadState): Float32Array {
  const bytes = Buffer.from(state.data, 'base64');
  if (state.engine.name !== INFO.name || state.engine.model !== INFO.model || bytes.byteLength !== 4 * (STATE_FLOATS + CONTEXT_SAMPLES)) {
    throw new SubcamError(
      'engine-failed',
      `A state of ${state.engine.name} ${state.engine.model} can't be taken up by ${INFO.name} ${INFO.model}.`,
    );
  }
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function openVad(session: ort.InferenceSession, given: VadState | undefined): Vad {
  /** State first, then context: what a snapshot holds. */
  const memory = given === undefined ? new Float32Array(STATE_FLOATS + CONTEXT_SAMPLES) : decode(given);
  const rate = new ort.Tensor('int64', BigInt64Array.of(16_000n), []);
  const needsRate = session.inputNames.includes('sr');
  return {
    info: INFO,
    process: async (frame) => {
      if (frame.length !== VAD_FRAME_SAMPLES) {
        throw new SubcamError('engine-failed', `The VAD reads ${VAD_FRAME_SAMPLES} samples at a time, not ${frame.length}.`);
      }
      const input = new Float32Array(CONTEXT_SAMPLES + VAD_FRAME_SAMPLES);
      input.set(memory.subarray(STATE_FLOATS));
      input.set(frame, CONTEXT_SAMPLES);
      const outputs = await session.run({
        input: new ort.Tensor('float32', input, [1, input.length]),
        state: new ort.Tensor('float32', memory.slice(0, STATE_FLOATS), [2, 1, 128]),
        ...(needsRate ? { sr: rate } : {}),
      });
      const probability = outputs['output']?.data[0];
      const state = outputs['stateN']?.data;
      if (typeof probability !== 'number' || !(state instanceof Float32Array)) {
        throw new SubcamError('engine-failed', 'The VAD model gave something else than a probability. Run `subcam models verify`.');
      }
      memory.set(state);
      memory.set(frame.subarray(VAD_FRAME_SAMPLES - CONTEXT_SAMPLES), STATE_FLOATS);
      return probability;
    },
    snapshot: () => ({ engine: INFO, data: encode(memory) }),
  };
}

/** Loads the model once; every capture opens a detector of its own on it. Rejects with `model-missing`. */
export async function createSileroVad(options: { readonly path: string }): Promise<VadFactory> {
  try {
    const session = await ort.InferenceSession.create(options.path, { intraOpNumThreads: 1, interOpNumThreads: 1 });
    return { info: INFO, open: (state) => openVad(session, state) };
  } catch (error) {
    throw new SubcamError('model-missing', `The VAD model at ${options.path} can't be loaded. Run \`subcam models install\`.`, {
      cause: error,
    });
  }
}
