// sherpa-onnx: models of many kinds by their paths; what it is, its settings, how it is opened.
import type { SttDescription } from '@subcam/shared';
import * as z from 'zod';
import { kindOf, SHERPA_FILES, SHERPA_KINDS, sherpaModel } from './sherpa-model.ts';
import { sherpaCommand, sherpaPackage, tryPackage } from './sherpa-package.ts';

const file = (name: string) =>
  z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .meta({ description: `Path of the model's file ${name}; null: the one in the folder, if any` });

const settings = z.object({
  folder: z.string().min(1).nullable().default(null).meta({
    description: 'Folder with the files of one model, as it is published for sherpa-onnx',
    variable: 'SUBCAM_SHERPA_MODEL',
    flag: 'sherpa-model',
  }),
  kind: z
    .enum(SHERPA_KINDS)
    .nullable()
    .default(null)
    .meta({
      description: `Kind of the model; null: told by the names of its files. Tried: ${SHERPA_KINDS.filter((kind) => kindOf(kind).isTried).join(', ')}; the others are untried`,
      variable: 'SUBCAM_SHERPA_KIND',
    }),
  files: z
    .object(
      Object.fromEntries(SHERPA_FILES.map((name) => [name, file(name)])) as Record<(typeof SHERPA_FILES)[number], ReturnType<typeof file>>,
    )
    .prefault({})
    .meta({ description: 'Files of the model one by one, where no folder has them, or in place of what is found in it' }),
  languages: z.array(z.string().min(2)).default([]).meta({
    description: 'Languages that the model reads; none: as its kind does, where that is known',
  }),
  threads: z.int().min(1).max(64).default(1).meta({ description: 'Threads that one reading takes' }),
  startSeconds: z.number().min(1).max(600).default(60).meta({ description: 'How long loading the model may take' }),
  readingSeconds: z.number().min(1).max(600).default(60).meta({ description: 'How long one reading may take; then its process is ended' }),
});

export const sherpa: SttDescription<typeof settings> = {
  kind: 'stt',
  name: 'sherpa',
  title: 'sherpa-onnx with a model of your own (Moonshine tried; Whisper, SenseVoice, transducers and other kinds untried)',
  licence: 'Apache-2.0; the model’s own',
  settings,
  models: [],
  sdks: [{ name: 'sherpa-onnx-node', load: tryPackage, mend: sherpaCommand }],
  languages: ({ languages, kind }) => (languages.length > 0 ? languages : kind === null ? 'any' : kindOf(kind).languages),
  modelsFor: () => [],
  programsFor: () => [],
  leavesMachine: () => false,
  open: async ({ folder, kind, files, languages, threads, startSeconds, readingSeconds }, { env, clock, measure }) => {
    const model = sherpaModel({ folder, kind, files });
    const { createSherpaStt } = await import('./sherpa-stt.ts');
    return createSherpaStt({
      folder: sherpaPackage(env),
      model: languages.length > 0 ? { ...model, languages } : model,
      threads,
      startMs: startSeconds * 1000,
      readingMs: readingSeconds * 1000,
      clock,
      measure,
    });
  },
};
