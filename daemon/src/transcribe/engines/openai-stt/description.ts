// A server that speaks OpenAI's interface for transcriptions: what it is, its settings, how it is opened.
import type { SttDescription } from '@subcam/shared';
import * as z from 'zod';
import { isLoopbackUrl } from '../../../lib/loopback.ts';
import { serviceSettings } from '../../../lib/service-settings.ts';

const settings = z.object({
  ...serviceSettings({
    title: 'OpenAI-compatible server for speech',
    url: 'http://127.0.0.1:8000',
    timeoutMs: 60_000,
    timeoutReason: 'a server without a GPU needs 1–3 s for each segment, and may have several waiting',
    variable: 'SUBCAM_OPENAI_STT_URL',
    flag: 'openai-stt-url',
  }),
  model: z.string().min(1).default('whisper-1').meta({
    description: 'The server’s name of a model; servers that have only one leave it aside',
    variable: 'SUBCAM_OPENAI_STT_MODEL',
    flag: 'openai-stt-model',
  }),
  apiKey: z
    .string()
    .regex(/^[\u0021-\u007e]+$/u, 'must be letters, figures and signs of ASCII, without blanks')
    .nullable()
    .default(null)
    .meta({ description: 'Key that is sent with each request (Bearer); null: none', variable: 'SUBCAM_OPENAI_STT_API_KEY', secret: true }),
});

export const openAiStt: SttDescription<typeof settings> = {
  kind: 'stt',
  name: 'openai-stt',
  title: 'OpenAI-compatible server',
  licence: 'of the service',
  settings,
  models: [],
  sdks: [],
  languages: () => 'any',
  modelsFor: () => [],
  programsFor: () => [],
  leavesMachine: ({ url }) => !isLoopbackUrl(url),
  open: async (given, { clock, log }) => {
    const { createOpenAiStt } = await import('./openai-stt.ts');
    return createOpenAiStt({ ...given, clock, log });
  },
};
