// The whisper service of the contract, by whichever of its transports, behind the Stt port.
import type { Clock, EngineInfo, Stt } from '@subcam/shared';
import { openEngineService, type EngineService } from '../../../lib/engine-service.ts';
import { readingOf, type ServicePlace } from '../../service-answer.ts';
import { chunkTransport } from './chunk-transport.ts';
import { formTransport } from './form-transport.ts';
import { streamTransport } from './stream-transport.ts';
import type { WhisperRunning, WhisperTransport, WhisperTransportName } from './whisper-transport.ts';

export interface WhisperServiceOptions {
  /** e.g. `http://127.0.0.1:5001`; a path is kept. */
  readonly url: string;
  /** The service's name of a model; null: the service chooses. */
  readonly model: string | null;
  readonly transport: WhisperTransportName;
  /** From asking to giving up. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  /** Default: `EngineServiceOptions` says. */
  readonly maxRetryAfterMs?: number;
  /** Of the stream: so long without another result ends an answer. */
  readonly streamQuietMs: number;
  /** Of the stream: so long without any result means that there are no words. */
  readonly streamSilenceMs: number;
  /** What the service runs, where it was asked before. */
  readonly running?: WhisperRunning;
  readonly clock: Clock;
}

export const WHISPER_SERVICE = 'whisper service';

const ENDPOINTS = { transcribe: 'transcribe', 'process-chunk': 'api/process-chunk', stream: 'transcribe' } as const;

export function openWhisperService(options: Omit<WhisperServiceOptions, 'model' | 'streamQuietMs' | 'streamSilenceMs'>): EngineService {
  const { transport, ...given } = options;
  return openEngineService({
    ...given,
    title: WHISPER_SERVICE,
    exampleUrl: 'http://127.0.0.1:5001',
    endpoints: [ENDPOINTS[transport]],
    isOfEndpoint: (said) => /model/iu.test(said),
  });
}

/** Nothing is asked of the service before the first request. Fails as `EngineService` says. Throws `configuration`. */
export function createWhisperServiceStt(options: WhisperServiceOptions): Stt {
  const service = openWhisperService(options);
  const place = { title: WHISPER_SERVICE, origin: service.origin };
  const send = transportOf(options, service, place);
  let info = infoOf(options.model, options.running ?? { model: null, device: null });
  return {
    get info() {
      return info;
    },
    transcribe: async (request, signal) => {
      const { running, ...answer } = await send(request, signal);
      const reading = readingOf(answer, request, place);
      if (running.model !== null || running.device !== null) info = infoOf(options.model, running);
      return { ...reading, engine: info };
    },
    close: () => {
      service.close();
      return Promise.resolve();
    },
  };
}

function transportOf(options: WhisperServiceOptions, service: EngineService, place: ServicePlace): WhisperTransport {
  const { model, transport } = options;
  const transports: Readonly<Record<WhisperTransportName, () => WhisperTransport>> = {
    transcribe: () => formTransport(service, { model }),
    'process-chunk': () => chunkTransport(service, { model, place }),
    stream: () => streamTransport(service, { ...options, place, quietMs: options.streamQuietMs, silenceMs: options.streamSilenceMs }),
  };
  return transports[transport]();
}

/** `large-v3 on cuda`. */
function infoOf(asked: string | null, { model, device }: WhisperRunning): EngineInfo {
  const named = model ?? asked ?? 'default';
  return { name: 'whisper-service', model: device === null ? named : `${named} on ${device}` };
}
