// A server that speaks OpenAI's interface for transcriptions: what it is, its settings, how it is opened.
import type { SttDescription } from '@subcam/shared';
import * as z from 'zod';
import { hostOf, isLoopbackUrl } from '../../../lib/loopback.ts';
import { warnOfOpenKey } from '../../../lib/open-key.ts';
import { EXAMINE_TIMEOUT_MS, keySetting, serviceSettings } from '../../../lib/service-settings.ts';
import { heardElsewhere, heardElsewhereSettings } from '../../heard-elsewhere.ts';

const settings = z.object({
  ...serviceSettings({
    title: 'OpenAI-compatible server for speech',
    url: 'http://127.0.0.1:8000',
    timeoutMs: 60_000,
    timeoutReason: 'a server without a GPU needs 1–3 s for each segment, and may have several waiting',
    variable: 'SUBCAM_OPENAI_STT_URL',
    flag: 'openai-stt-url',
  }),
  ...heardElsewhereSettings,
  model: z.string().min(1).default('whisper-1').meta({
    description: 'The server’s name of a model; servers that have only one leave it aside',
    variable: 'SUBCAM_OPENAI_STT_MODEL',
    flag: 'openai-stt-model',
  }),
  apiKey: keySetting({ sent: 'with each request (Bearer)', variable: 'SUBCAM_OPENAI_STT_API_KEY' }),
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
  sendsTo: ({ url }) => hostOf(url),
  examine: async (given, { clock, signal }) => {
    const { openSpeechServer } = await import('./openai-stt.ts');
    const { examineOpenAiServer } = await import('../../../lib/openai-server.ts');
    const service = openSpeechServer({ ...given, timeoutMs: Math.min(given.timeoutMs, EXAMINE_TIMEOUT_MS), clock });
    try {
      return await examineOpenAiServer(service, given.model, signal);
    } finally {
      service.close();
    }
  },
  open: async (given, { clock, log }) => {
    const { createOpenAiStt } = await import('./openai-stt.ts');
    warnOfOpenKey({ engine: 'openai-stt', ...given, log });
    return heardElsewhere(createOpenAiStt({ ...given, clock, log }), given, { clock, log });
  },
};
