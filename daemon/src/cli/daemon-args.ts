// The daemon's settings as flags, for the commands that start one; each wins over its environment variable.
import type { ArgsDef } from 'citty';
import type { ConfigFlags } from '../config.ts';

export const DAEMON_ARGS = {
  'data-dir': { type: 'string', description: 'Where the token and the database live (SUBCAM_HOME)', valueHint: 'DIR' },
  'models-dir': { type: 'string', description: 'Where the models live (SUBCAM_MODELS)', valueHint: 'DIR' },
  stt: { type: 'string', description: 'moonshine (default) or whisper-service (SUBCAM_STT)', valueHint: 'ENGINE' },
  'whisper-url': { type: 'string', description: 'Address of the whisper service (SUBCAM_WHISPER_URL)', valueHint: 'URL' },
  'stt-workers': { type: 'string', description: 'Threads of the embedded recogniser (SUBCAM_STT_WORKERS)', valueHint: 'N' },
  translator: { type: 'string', description: 'apertium (default), translation-service or none (SUBCAM_TRANSLATOR)', valueHint: 'ENGINE' },
  'translation-url': { type: 'string', description: 'Address of the translation service (SUBCAM_TRANSLATION_URL)', valueHint: 'URL' },
  'log-level': { type: 'string', description: 'silent, fatal, error, warn, info, debug or trace (SUBCAM_LOG)', valueHint: 'LEVEL' },
} as const satisfies ArgsDef;

type DaemonArgs = Readonly<Record<keyof typeof DAEMON_ARGS, string | undefined>>;

export function daemonFlags(args: DaemonArgs): ConfigFlags {
  return {
    dataDir: args['data-dir'],
    modelsDir: args['models-dir'],
    stt: args.stt,
    whisperUrl: args['whisper-url'],
    sttWorkers: args['stt-workers'],
    translator: args.translator,
    translationUrl: args['translation-url'],
    logLevel: args['log-level'],
  };
}
