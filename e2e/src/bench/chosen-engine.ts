// `--engine NAME` -> the environment of a daemon that hears with it; and what a running daemon says of its recogniser.
import { loadConfig, type DaemonConfig } from '@subcam/daemon';
import { SubcamError, toSubcamError, type EngineInUse } from '@subcam/shared';
import type { DaemonProcess } from '../chain/daemon-process.ts';

export interface ChosenEngine {
  readonly config: DaemonConfig;
  /** Over the environment of this process. */
  readonly env: Readonly<Record<string, string>>;
}

/** null: the one that is configured. Rejects with `configuration` before anything is started; a name that is none is told as that of the flag. */
export async function chosenEngine(engine: string | null): Promise<ChosenEngine> {
  const env: Readonly<Record<string, string>> = engine === null ? {} : { SUBCAM_STT: engine };
  const config = await loadConfig({ ...process.env, ...env }).catch((error: unknown): never => {
    if (engine === null) throw error;
    const { code, message } = toSubcamError(error);
    throw new SubcamError(code, message.replaceAll(/SUBCAM_STT\b/gu, '--engine'), { cause: error });
  });
  return { config, env };
}

/** As it is now: a service may say only with its first answer what it runs. */
export async function recogniserOf({ url, token }: Pick<DaemonProcess, 'url' | 'token'>): Promise<EngineInUse> {
  const health = await fetch(`${url}/api/health`, { headers: { authorization: `Bearer ${token}` } });
  const { engines } = (await health.json()) as { engines: { stt: EngineInUse } };
  return engines.stt;
}
