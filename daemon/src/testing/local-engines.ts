// The real engines of this machine, opened as the daemon opens them, for tests that need what they hear.
import { systemClock, type EngineContext, type Stt, type VadFactory } from '@subcam/shared';
import { defaultModelsDir } from '../models/index.ts';
import { VAD_ENGINES } from '../segment/index.ts';
import { silentLog } from '../telemetry/index.ts';
import { STT_ENGINES } from '../transcribe/index.ts';

/** What an engine is opened with in a test, with the models that set-up installed. */
export function engineContext(): EngineContext {
  return {
    modelsDir: defaultModelsDir(process.env),
    env: process.env,
    clock: systemClock,
    log: silentLog,
    signal: new AbortController().signal,
  };
}

/** The default detector of speech. */
export async function openLocalVad(): Promise<VadFactory> {
  const [description] = VAD_ENGINES;
  if (description === undefined) throw new Error('There is no VAD.');
  return description.open(description.settings.parse({}), engineContext());
}

/** The default recogniser, with one worker. */
export async function openLocalStt(): Promise<Stt> {
  const [description] = STT_ENGINES;
  if (description === undefined) throw new Error('There is no recogniser.');
  return description.open(description.settings.parse({ workers: 1 }), engineContext());
}
