// The whisper service of the contract: what it is, its settings, how it is opened.
import { SubcamError, type Clock, type ServiceReport, type SttDescription } from '@subcam/shared';
import * as z from 'zod';
import { hostOf, isLoopbackUrl } from '../../../lib/loopback.ts';
import { EXAMINE_TIMEOUT_MS, serviceSettings } from '../../../lib/service-settings.ts';
import { heardElsewhere, heardElsewhereSettings } from '../../heard-elsewhere.ts';

const TRANSPORTS = ['transcribe', 'process-chunk', 'stream'] as const;

const settings = z.object({
  ...serviceSettings({
    title: 'whisper service',
    url: 'http://127.0.0.1:5001',
    timeoutMs: 60_000,
    timeoutReason: 'Whisper needs 1–3 s of a CPU for each segment, and may have several waiting',
    variable: 'SUBCAM_WHISPER_URL',
    flag: 'whisper-url',
  }),
  ...heardElsewhereSettings,
  model: z.string().min(1).nullable().default(null).meta({
    description: 'The service’s name of a model; null: the service chooses',
    variable: 'SUBCAM_WHISPER_MODEL',
    flag: 'whisper-model',
  }),
  transport: z.enum(TRANSPORTS).default('transcribe').meta({
    description: 'How the sound goes to the whisper service: POST /transcribe, POST /api/process-chunk, or its Socket.IO stream',
    variable: 'SUBCAM_WHISPER_TRANSPORT',
    flag: 'whisper-transport',
  }),
  streamQuietMs: z.int().min(20).max(30_000).default(1_000).meta({
    description: 'With the stream: milliseconds without another result after which an answer is whole, unless the service says so itself',
  }),
  streamSilenceMs: z.int().min(100).max(600_000).default(5_000).meta({
    description: 'With the stream: milliseconds without any result after which a sound has no words, unless the service says so itself',
  }),
});

type Given = z.output<typeof settings>;

async function facts(given: Given, { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal }) {
  const { openWhisperService } = await import('./whisper-service-stt.ts');
  const { whisperFacts } = await import('./service-facts.ts');
  const service = openWhisperService({ ...given, timeoutMs: Math.min(given.timeoutMs, EXAMINE_TIMEOUT_MS), clock });
  try {
    return await whisperFacts(service, given.model, signal);
  } finally {
    service.close();
  }
}

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
  sendsTo: ({ url }) => hostOf(url),
  examine: async (given, context): Promise<ServiceReport> => (await facts(given, context)).report,
  open: async (given, { clock, log, signal }) => {
    const { createWhisperServiceStt } = await import('./whisper-service-stt.ts');
    const { report, running } = await facts(given, { clock, signal });
    if (report.status === 'unfit') throw new SubcamError('configuration', `${report.detail}.`);
    if (report.status === 'unreachable')
      log.warn(
        { engine: 'whisper-service', reason: report.detail },
        'The recogniser’s service does not answer; it is asked again when somebody speaks.',
      );
    return heardElsewhere(createWhisperServiceStt({ ...given, running, clock }), given, { clock, log });
  },
};
