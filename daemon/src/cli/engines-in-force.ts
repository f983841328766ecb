// Environment -> the engines of the configuration with their settings, and where their models lie: for the commands that start none.
import { loadConfig, type ConfigFlags } from '../config/index.ts';
import { chooseEngines, defaultChoices, everyEngine, listChosen, type AutoSettings, type ChosenEngine } from '../engines.ts';
import { defaultModelsDir } from '../models/index.ts';
import type { Terminal } from './terminal.ts';

export interface EnginesInForce {
  readonly chosen: readonly ChosenEngine[];
  /** Those that are not chosen too, under the settings that they would run with. */
  readonly all: readonly ChosenEngine[];
  readonly modelsDir: string;
  /** How the daemon chooses among the translators, all of which are in `chosen`; null: the configuration names those that are asked. */
  readonly picks: AutoSettings | null;
}

/** Rejects with `configuration`. */
export async function enginesInForce(env: Terminal['env'], flags: ConfigFlags = {}): Promise<EnginesInForce> {
  const config = await loadConfig(env, flags);
  return {
    chosen: listChosen(chooseEngines(config)),
    all: everyEngine(config),
    modelsDir: config.modelsDir,
    picks: config.picksTranslators ? config.auto : null,
  };
}

/** As if nothing were configured. */
export function enginesAsTheyCome(env: Terminal['env']): EnginesInForce {
  return { chosen: listChosen(chooseEngines(defaultChoices())), all: everyEngine({}), modelsDir: defaultModelsDir(env), picks: null };
}
