// Whisper, in worker threads of the daemon: what it is, which models it can be run with, how it is opened.
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { SubcamError, type SttDescription } from '@subcam/shared';
import * as z from 'zod';
import { ggmlFile, HUB_MODELS, ID_PREFIX, isEnglishOnly, isFileSetting, knownModel, WHISPER_BASE } from './whisper-models.ts';
import { whisperLanguages } from './whisper-languages.ts';

const settings = z.object({
  model: z.string().min(1).default(WHISPER_BASE.id).meta({
    description: 'Id of a model (whisper-base, whisper-small; "subcam models pull" fetches it), or a file of whisper.cpp ("GGML")',
    variable: 'SUBCAM_WHISPER_LOCAL_MODEL',
    flag: 'whisper-local-model',
  }),
  gpu: z.boolean().default(false).meta({
    description: 'Read on the graphics processor; refused where this build of whisper.cpp has none (only on macOS it has)',
  }),
  workers: z.int().min(1).max(64).nullable().default(null).meta({
    description: 'Threads that read at once, each as large as the model and 200 MB; null: one for every two cores, at least two',
  }),
  threads: z.int().min(1).max(64).nullable().default(null).meta({
    description:
      'Processor threads of one reading at most: one for each core that other programs leave free; several readings at once have one each; null: four, or as many as there are cores',
  }),
  idleSeconds: z.number().min(1).max(86_400).default(60).meta({
    description: 'A thread beyond the first ends when it had nothing to read for so many seconds',
  }),
  partialShare: z.number().min(0.01).max(1).default(0.15).meta({
    description: 'Share of the time while somebody speaks that readings of sentences which still grow may take',
  }),
  timeoutMs: z.int().min(1_000).max(600_000).default(60_000).meta({
    description: 'One reading; a thread that takes longer is ended, and another takes its place',
  }),
});

/** With more, whisper.cpp is hardly quicker. */
const MOST_THREADS = 4;

/** Two keep a final from waiting for a partial that is being read; the second starts when it is needed. A larger machine gets one for every two cores. */
function defaultWorkers(): number {
  return Math.max(2, Math.floor(availableParallelism() / 2));
}

export const whisper: SttDescription<typeof settings> = {
  kind: 'stt',
  name: 'whisper',
  title: 'Whisper (99 languages, on this machine)',
  licence: 'MIT; whisper.cpp MIT',
  settings,
  models: [WHISPER_BASE],
  offers: HUB_MODELS,
  sdks: [{ name: '@napi-rs/whisper', load: () => import('@napi-rs/whisper') }],
  languages: ({ model }) =>
    isEnglishOnly(path.basename(model)) ? ['en'] : whisperLanguages({ isMultilingual: true, vocabularySize: 51_865 }),
  modelsFor: ({ model }) => {
    const known = knownModel(model);
    return known === null ? [] : [known];
  },
  programsFor: () => [],
  leavesMachine: () => false,
  open: async ({ model, gpu, workers, threads, idleSeconds, timeoutMs, partialShare }, { modelsDir, log, measure }) => {
    if (gpu && process.platform !== 'darwin') {
      throw new SubcamError(
        'configuration',
        'whisper.cpp reads on the processor alone here: set stt.whisper.gpu to false, or use a Whisper service that has a graphics processor.',
      );
    }
    const file = ggmlFile(model, modelsDir);
    if (!isFileSetting(model) && knownModel(model) === null) {
      const ids = [WHISPER_BASE, ...HUB_MODELS].map(({ id }) => id).join(', ');
      throw new SubcamError(
        'configuration',
        `There is no Whisper model "${model}": name one of ${ids}, or the path of a file of whisper.cpp ("/models/ggml-mine.bin").`,
      );
    }
    const { createWhisperStt } = await import('./whisper-stt.ts');
    const name = isFileSetting(model) ? path.basename(model, '.bin') : model.slice(ID_PREFIX.length);
    return createWhisperStt({
      file,
      model: name,
      useGpu: gpu,
      workers: workers ?? defaultWorkers(),
      threads: threads ?? Math.min(MOST_THREADS, availableParallelism()),
      idleMs: idleSeconds * 1000,
      timeoutMs,
      partialShare,
      log,
      measure,
    });
  },
};
