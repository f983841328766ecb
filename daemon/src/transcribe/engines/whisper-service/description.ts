// The whisper service of the contract: what it is, its settings, how it is opened.
import type { SttDescription } from '@subcam/shared';
import * as z from 'zod';
import { isLoopbackUrl } from '../../../lib/loopback.ts';
import { serviceSettings } from '../../../lib/service-settings.ts';

const settings = z.object({
  ...serviceSettings({
    title: 'whisper service',
    url: 'http://127.0.0.1:5001',
    timeoutMs: 60_000,
    timeoutReason: 'Whisper needs 1–3 s of a CPU for each segment, and may have several waiting',
    variable: 'SUBCAM_WHISPER_URL',
    flag: 'whisper-url',
  }),
  model: z.string().min(1).nullable().default(null).meta({ description: 'The service’s name of a model; null: the service chooses' }),
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
  open: async (given, { clock }) => {
    const { createWhisperServiceStt } = await import('./whisper-service-stt.ts');
    return createWhisperServiceStt({ ...given, clock });
  },
};
