// What the daemon and the process with sherpa-onnx in it say to each other; sound as it is, by structured clone.
import type { sherpaConfig } from './sherpa-model.ts';

export interface SherpaStart {
  /** The folder of the package. */
  readonly folder: string;
  readonly isStreaming: boolean;
  readonly config: ReturnType<typeof sherpaConfig>;
}

export interface SherpaRequest {
  readonly id: number;
  /** 16 kHz, −1…1. */
  readonly samples: Float32Array;
  /** Where it is another than before. */
  readonly config?: SherpaStart['config'];
}

/** `silent`: nothing was read of the sound with which the process tries the model before it is ready. */
export type SherpaAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'read'; readonly id: number; readonly text: string; readonly language: string }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
