// A model on a Triton server, as a translator: what it is, its settings, how it is opened.
import type { TranslatorDescription } from '@subcam/shared';
import * as z from 'zod';
import { warnOfOpenKey } from '../../../lib/open-key.ts';
import { keySetting, serviceSettings } from '../../../lib/service-settings.ts';
import { ROUND_TRIPS } from '../../model-answers/checked-answer.ts';
import { paceOf } from '../../pace/pace-settings.ts';
import { AS_A_SERVICE, checkService, serviceTranslatorSettings } from '../../service-at-start.ts';

const TITLE = 'Triton server';

const tensor = z.string().regex(/^[\w.-]{1,100}$/u, 'must be a name of a tensor: letters, figures, and _ . -');

const settings = z.object({
  ...serviceSettings({
    title: TITLE,
    url: 'http://127.0.0.1:8000',
    timeoutMs: 10_000,
    timeoutReason: 'a translation that comes later is of no use under a speaker',
    variable: 'SUBCAM_TRITON_URL',
    flag: 'triton-url',
  }),
  ...serviceTranslatorSettings(TITLE),
  model: z.string().min(1).max(200).default('translation').meta({
    description: 'Triton’s name of the model; {source} and {target} in it are the languages, where each pair has a model of its own',
    variable: 'SUBCAM_TRITON_MODEL',
    flag: 'triton-model',
  }),
  modelVersion: z.string().min(1).nullable().default(null).meta({ description: 'Version of the model; null: the one that Triton takes' }),
  way: z.enum(['generate', 'infer']).default('generate').meta({
    description: 'How Triton is asked: generate (text in, text out), or infer (tensors of type BYTES and shape [1, 1])',
  }),
  textInput: tensor.default('text_input').meta({ description: 'Name of the input that the text goes into' }),
  sourceInput: tensor
    .nullable()
    .default(null)
    .meta({ description: 'Name of the input for the language of the text; null: the model has none' }),
  targetInput: tensor.nullable().default(null).meta({
    description: 'Name of the input for the language to translate into; null: the model has none',
  }),
  output: tensor.default('text_output').meta({ description: 'Name of the output with the translation' }),
  template: z
    .string()
    .max(10_000)
    .refine((text) => text.includes('{text}'), 'must have {text} in it')
    .default('{text}')
    .meta({
      description:
        'What the model is given as text; {text}, {source}, {target}, {sourceName} and {targetName} in it are filled in: "<2{target}> {text}"',
    }),
  parameters: z
    .record(z.string(), z.json())
    .default({})
    .meta({ description: 'Further parameters of each request, as JSON: {"stream": false, "temperature": 0, "max_tokens": 200}' }),
  roundTrips: z.enum(ROUND_TRIPS).default('doubtful').meta({
    description:
      'Of a model whose template tells it in words what to do: which answers are translated back and compared with what was said, never, doubtful or always (docs/adr/039)',
  }),
  apiKey: keySetting({ sent: 'with each request (Bearer), for what stands before Triton', variable: 'SUBCAM_TRITON_API_KEY' }),
});

export const triton: TranslatorDescription<typeof settings> = {
  ...AS_A_SERVICE,
  name: 'triton',
  title: 'Model on a Triton server',
  settings,
  fence: ['codes', 'addresses', 'scripts', 'emoji'],
  terms: 'inline',
  isRepeatable: ({ repeatable }) => repeatable,
  pace: paceOf,
  examine: async (given, { clock, signal }) => {
    const { examineTriton } = await import('./triton-translator.ts');
    return examineTriton({ ...given, clock }, null, signal);
  },
  open: async ({ repeatable: _repeatable, ...given }, { clock, log, signal }) => {
    const { createTritonTranslator, examineTriton } = await import('./triton-translator.ts');
    warnOfOpenKey({ engine: 'triton', ...given, log });
    checkService(await examineTriton({ ...given, clock }, null, signal), { engine: 'triton', log });
    return createTritonTranslator({ ...given, clock });
  },
};
