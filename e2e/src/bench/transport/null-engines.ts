// Engines that cost nothing: nobody ever speaks, so what is left is the daemon around them.
import { SubcamError, type EngineInfo, type EngineInUse } from '@subcam/shared';
import type { OpenEngines } from '@subcam/daemon';

const INFO: EngineInfo = { name: 'none', model: 'bench' };
const IN_USE: EngineInUse = { ...INFO, title: 'No engine', leavesMachine: false };

export function nullEngines(): OpenEngines {
  const nobody = (): Promise<never> => Promise.reject(new SubcamError('engine-failed', 'Nobody speaks here, so nothing is asked.'));
  return {
    vadFactory: {
      info: INFO,
      open: () => ({ info: INFO, process: () => Promise.resolve(0), snapshot: () => ({ engine: INFO, data: '' }) }),
    },
    stt: { info: INFO, transcribe: nobody, close: () => Promise.resolve() },
    translator: null,
    chain: () => [],
    inUse: () => ({ vad: IN_USE, stt: IN_USE, translator: null, translators: [] }),
    routes: () => [],
    onRoute: () => () => undefined,
    leftAlone: () => ({}),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
