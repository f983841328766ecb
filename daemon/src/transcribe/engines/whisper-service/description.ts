// The whisper service of the contract: what it is, its settings, how it is opened.
import type { SttDescription } from '@subcam/shared';
import * as z from 'zod';
import { isLoopbackUrl } from '../../../lib/loopback.ts';

const settings = z.object({
  url: z
    .url({ protocol: /^https?$/, error: 'must be an address such as http://127.0.0.1:5001' })
    .default('http://127.0.0.1:5001')
    .meta({ description: 'Address of the whisper service; a path is kept', variable: 'SUBCAM_WHISPER_URL', flag: 'whisper-url' }),
  model: z.string().min(1).nullable().default(null).meta({ description: 'The service’s name of a model; null: the service chooses' }),
  timeoutMs: z.int().min(100).max(600_000).default(60_000).meta({
    description: 'From asking to giving up: Whisper needs 1–3 s of a CPU for each segment, and may have several waiting',
  }),
});

export const whisperService: SttDescription<typeof settings> = {
  kind: 'stt',
  name: 'whisper-service',
  title: 'Whisper service',
  licence: 'of the service',
  settings,
  models: [],
  sdks: [],
  languages: () => 'any',
  modelsFor: () => [],
  programsFor: () => [],
  leavesMachine: ({ url }) => !isLoopbackUrl(url),
  open: async ({ url, model, timeoutMs }) => {
    const { createWhisperServiceStt } = await import('./whisper-service-stt.ts');
    return createWhisperServiceStt({ baseUrl: url, timeoutMs, ...(model === null ? {} : { model }) });
  },
};
