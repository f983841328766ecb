// Engines -> all that there is to configure with them: the schema, the settings in it, and the way to what is in force.
import type { Settings } from './daemon-config.ts';
import type { Environment } from './environment.ts';
import type { ConfigFlags } from './flags.ts';
import { readLayers } from './read-layers.ts';
import { configSchema, type ConfigSchema, type ConfigurableEngines } from './schema.ts';
import { createSettings } from './settings.ts';
import { settingsOf, type Setting } from './setting.ts';

export interface LoadOptions {
  /** By key: other defaults than the schema's. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Decides where the configuration file is looked for; default: this machine's. */
  readonly platform?: NodeJS.Platform;
}

export interface Configuration {
  readonly engines: ConfigurableEngines;
  readonly schema: ConfigSchema;
  /** Every setting that there is, in the order of the schema. */
  readonly settings: readonly Setting[];
  /** Rejects with `configuration`: each sentence names the file, variable or flag, what is wrong in it, and what it may be. */
  open(env: Environment, flags: ConfigFlags, options?: LoadOptions): Promise<Settings>;
}

export function configurationOf(engines: ConfigurableEngines): Configuration {
  const schema = configSchema(engines);
  const settings = settingsOf(schema);
  return {
    engines,
    schema,
    settings,
    open: async (env, flags, options = {}) =>
      createSettings({ settings, layers: await readLayers({ env, flags, settings, ...options }), env }),
  };
}
