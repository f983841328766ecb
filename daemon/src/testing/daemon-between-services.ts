// A daemon whose recogniser and translator are services of a test, and a reader of everything that happens to its sessions.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { io } from 'socket.io-client';
import type { SessionEvent } from '@subcam/shared';
import { PROTOCOL_VERSION, SUBTITLES_NAMESPACE } from '@subcam/shared/wire';
import { startDaemon, type Daemon } from '../compose.ts';
import { loadConfig } from '../config/index.ts';
import { silentLog, type Log } from '../telemetry/index.ts';
import { startScriptedService, type ScriptedRequest, type ServiceAnswer } from './scripted-service.ts';

export interface DaemonBetweenServices {
  readonly daemon: Daemon;
  /** Where it writes: `data` in it is its data directory. */
  readonly folder: string;
  /** Ends daemon, services and reader, and removes what they wrote. */
  close(): Promise<void>;
}

export async function startDaemonBetweenServices(options: {
  readonly whisper: (request: ScriptedRequest) => ServiceAnswer;
  /** Or the name of an engine, whose settings are in `env`. */
  readonly translation: string | ((request: ScriptedRequest) => ServiceAnswer);
  /** Of all sessions, in order. */
  readonly onEvent: (event: SessionEvent) => void;
  /** Settings beside the test's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: nothing is logged. */
  readonly log?: Log;
}): Promise<DaemonBetweenServices> {
  const folder = await mkdtemp(path.join(tmpdir(), 'subcam-services-'));
  const whisper = await startScriptedService(options.whisper);
  const translation = typeof options.translation === 'string' ? null : await startScriptedService(options.translation);
  const flags = {
    dataDir: path.join(folder, 'data'),
    port: 0,
    stt: 'whisper-service',
    whisperUrl: whisper.url,
    ...(translation === null
      ? { translator: String(options.translation) }
      : { translator: 'translation-service', translationUrl: translation.url }),
  };
  const daemon = await startDaemon(await loadConfig({ ...process.env, ...options.env }, flags), { log: options.log ?? silentLog });
  const reader = io(`${daemon.url}${SUBTITLES_NAMESPACE}`, {
    auth: { token: daemon.token, protocolVersion: PROTOCOL_VERSION, client: 'a test' },
    transports: ['websocket'],
  });
  reader.on('event', options.onEvent);
  await reader.emitWithAck('subscribe', { sessionId: '*' });
  return {
    daemon,
    folder,
    close: async () => {
      reader.disconnect();
      await daemon.close();
      whisper.close();
      translation?.close();
      await rm(folder, { recursive: true });
    },
  };
}
