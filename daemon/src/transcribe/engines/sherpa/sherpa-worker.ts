// A process with one sherpa-onnx recogniser in it, since that ends its process when a model is not what it is said to be: sound in, text out.
import { createRequire } from 'node:module';
import type { SherpaAnswer, SherpaRequest, SherpaStart } from './sherpa-messages.ts';

interface Stream {
  acceptWaveform(sound: { readonly samples: Float32Array; readonly sampleRate: number }): void;
  inputFinished?(): void;
}

interface Result {
  readonly text?: string;
  readonly lang?: string;
}

/** What of the package is used. */
interface Recogniser {
  createStream(): Stream;
  decode(stream: Stream): void;
  getResult(stream: Stream): Result;
  /** Of models that read whole stretches. */
  setConfig?(config: SherpaStart['config']): void;
  /** Of streaming models. */
  isReady?(stream: Stream): boolean;
}

interface Sherpa {
  readonly OfflineRecognizer: new (config: SherpaStart['config']) => Recogniser;
  readonly OnlineRecognizer: new (config: SherpaStart['config']) => Recogniser;
}

const SAMPLE_RATE = 16_000;

/** Streaming models tell the last word once something follows it. */
const TAIL_SAMPLES = 0.66 * SAMPLE_RATE;

const say = (answer: SherpaAnswer): void => void process.send?.(answer);

const { folder, isStreaming, config } = JSON.parse(process.argv[2] ?? '') as SherpaStart;
const sherpa = createRequire(import.meta.url)(folder) as Sherpa;
const recogniser = isStreaming ? new sherpa.OnlineRecognizer(config) : new sherpa.OfflineRecognizer(config);

function read(samples: Float32Array): Result {
  const stream = recogniser.createStream();
  stream.acceptWaveform({ samples, sampleRate: SAMPLE_RATE });
  if (!isStreaming) {
    recogniser.decode(stream);
    return recogniser.getResult(stream);
  }
  stream.acceptWaveform({ samples: new Float32Array(TAIL_SAMPLES), sampleRate: SAMPLE_RATE });
  stream.inputFinished?.();
  while (recogniser.isReady?.(stream) === true) recogniser.decode(stream);
  return recogniser.getResult(stream);
}

// A model whose files are not those of its kind is loaded all the same, and fails at the first sound. What it says of it goes to standard error.
read(Float32Array.from({ length: SAMPLE_RATE }, (_, index) => 0.01 * Math.sin(index * index)));

// Nobody is left to answer.
process.once('disconnect', () => process.exit(0));

process.on('message', ({ id, samples, config: other }: SherpaRequest) => {
  try {
    if (other !== undefined) recogniser.setConfig?.(other);
    const { text = '', lang = '' } = read(samples);
    say({ type: 'read', id, text, language: lang });
  } catch (error) {
    say({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  }
});

say({ type: 'ready' });
