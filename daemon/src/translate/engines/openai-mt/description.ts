// A language model behind OpenAI's interface, as a translator: what it is, its settings, how it is opened.
import type { TranslatorDescription } from '@subcam/shared';
import * as z from 'zod';
import { warnOfOpenKey } from '../../../lib/open-key.ts';
import { keySetting, serviceSettings } from '../../../lib/service-settings.ts';
import { ROUND_TRIPS } from '../../model-answers/checked-answer.ts';
import { paceOf } from '../../pace/pace-settings.ts';
import { AS_A_SERVICE, checkService, serviceTranslatorSettings } from '../../service-at-start.ts';

const TITLE = 'OpenAI-compatible server for translation';

const settings = z.object({
  ...serviceSettings({
    title: TITLE,
    url: 'http://127.0.0.1:8000',
    timeoutMs: 10_000,
    timeoutReason: 'a translation that comes later is of no use under a speaker',
    variable: 'SUBCAM_OPENAI_MT_URL',
    flag: 'openai-mt-url',
  }),
  ...serviceTranslatorSettings(TITLE),
  model: z.string().min(1).nullable().default(null).meta({
    description: 'The server’s name of a model; null: the only one that it lists',
    variable: 'SUBCAM_OPENAI_MT_MODEL',
    flag: 'openai-mt-model',
  }),
  apiKey: keySetting({ sent: 'with each request (Bearer)', variable: 'SUBCAM_OPENAI_MT_API_KEY' }),
  contextTexts: z.int().min(0).max(5).default(2).meta({
    description: 'Texts that were said before and are told to the model, so that it understands; 0: none, which keeps requests shorter',
  }),
  output: z.enum(['auto', 'json', 'text']).default('auto').meta({
    description:
      'How the model answers: json, to which the server holds it (structured output); text; auto: json, and text where the server refuses that',
  }),
  roundTrips: z.enum(ROUND_TRIPS).default('doubtful').meta({
    description:
      'Which answers are translated back and compared with what was said: never, always, or doubtful: where the text may be meant for the model (docs/adr/039)',
  }),
  maxTokensPerCharacter: z.number().min(0.5).max(20).default(2).meta({
    description: 'Tokens that an answer may have for each character of its text, beside 64 (max_tokens)',
  }),
  extraFields: z
    .record(z.string(), z.json())
    .default({})
    .meta({ description: 'Further fields of each request, as JSON: {"chat_template_kwargs": {"enable_thinking": false}}' }),
});

export const openAiMt: TranslatorDescription<typeof settings> = {
  ...AS_A_SERVICE,
  name: 'openai-mt',
  title: 'Language model (OpenAI-compatible server)',
  settings,
  fence: ['codes', 'addresses'],
  terms: 'native',
  // What was said before is a part of what it is asked.
  isRepeatable: ({ repeatable, contextTexts }) => repeatable && contextTexts === 0,
  pace: paceOf,
  examine: async (given, { clock, signal }) => {
    const { examineOpenAiMt } = await import('./openai-mt-translator.ts');
    return examineOpenAiMt({ ...given, clock }, signal);
  },
  open: async ({ repeatable: _repeatable, ...given }, { clock, log, signal }) => {
    const { createOpenAiMtTranslator, examineOpenAiMt } = await import('./openai-mt-translator.ts');
    warnOfOpenKey({ engine: 'openai-mt', ...given, log });
    checkService(await examineOpenAiMt({ ...given, clock }, signal), { engine: 'openai-mt', log });
    return createOpenAiMtTranslator({ ...given, clock, log });
  },
};
