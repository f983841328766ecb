// Defaults, file, stored changes, environment, flags -> DaemonConfig: every setting of the daemon, checked before anything starts.
import { SubcamError } from '@subcam/shared';
import { STT_ENGINES, TRANSLATOR_ENGINES, VAD_ENGINES } from '../engines.ts';
import { configurationOf, type LoadOptions } from './configuration.ts';
import type { DaemonConfig } from './daemon-config.ts';
import type { Environment } from './environment.ts';
import type { ConfigFlags } from './flags.ts';

/** With the engines that production has. */
export const CONFIGURATION = configurationOf({ vad: VAD_ENGINES, stt: STT_ENGINES, translator: TRANSLATOR_ENGINES });

/**
 * The daemon's settings as they are in force; `settings` of the result is where they come from and what may change while the daemon runs.
 * Rejects with `configuration`, naming the file, variable or flag that is wrong and what it may be.
 */
export async function loadConfig(env: Environment, flags: ConfigFlags = {}, options: LoadOptions = {}): Promise<DaemonConfig> {
  const settings = await CONFIGURATION.open(env, flags, options);
  return settings.current();
}

/** The variables under which these translators are asked, in their order; with `url`, the only one of them at that address. Throws `configuration` for one that has no address. */
export function translatorVariables(names: readonly string[], url: string | null = null): Readonly<Record<string, string>> {
  const variables = { SUBCAM_TRANSLATOR: names.join(',') };
  if (url === null) return variables;
  const [name = ''] = names;
  const setting = CONFIGURATION.settings.find(({ key }) => key === `engines.translator.${name}.url`);
  if (setting === undefined) throw new SubcamError('configuration', `${name} is no translator with an address.`);
  return { ...variables, [setting.variable]: url };
}

export { examineConfigFile } from './config-file.ts';
export { examineDataFolder } from './data-folder.ts';
export { configurationOf, type Configuration, type LoadOptions } from './configuration.ts';
export type { ChosenEngine, DaemonConfig, DaemonLimits, Settings } from './daemon-config.ts';
export { findSetting, toDocument } from './document.ts';
export { CONFIG_VARIABLE } from './environment.ts';
export type { ConfigFlags } from './flags.ts';
export { configFileOf } from './read-layers.ts';
export { shellWord } from './rights-of-others.ts';
export { configJsonSchema, type ConfigurableEngines } from './schema.ts';
export { defaultOf, flagProperty, type Setting } from './setting.ts';
export { valueOfText } from './setting-value.ts';
