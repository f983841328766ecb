// Environment, flags and files -> the layers of settings, each checked as a whole, so that everything that is wrong is said at once.
import path from 'node:path';
import { SubcamError } from '@subcam/shared';
import { closeToOthers } from '../lib/private-files.ts';
import { defaultModelsDir } from '../lib/models-dir.ts';
import { settingsFileIn } from './daemon-config.ts';
import { defaultConfigFile, defaultDataDir } from './directories.ts';
import { findSetting, readDocument, type LayerContent } from './document.ts';
import { CONFIG_VARIABLE, readEnvironment, type Environment } from './environment.ts';
import { CONFIG_FLAG, readFlags, type ConfigFlags } from './flags.ts';
import { resolveSetting, type SettingLayers } from './layers.ts';
import { readSettingsFile } from './settings-file.ts';
import type { Setting } from './setting.ts';

export interface LayersInput {
  readonly env: Environment;
  readonly flags: ConfigFlags;
  readonly settings: readonly Setting[];
  /** By key: other defaults than the schema's. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  readonly platform?: NodeJS.Platform;
}

const ADVICE = 'Change it or leave it out.';

/** Rejects with `configuration`: each sentence names the file, variable or flag, what is wrong in it, and what it may be. */
export async function readLayers(input: LayersInput): Promise<SettingLayers> {
  const { env, flags, settings, platform = process.platform } = input;
  const fromEnvironment = readEnvironment(env, settings);
  const fromFlags = readFlags(flags, settings);
  const file = await readConfigFile(chosenFile(env, flags), { settings, fallback: defaultConfigFile({ env, platform }) });
  throwProblems([fromEnvironment, fromFlags, ...(file === null ? [] : [file])]);
  const defaults = new Map<string, unknown>(
    Object.entries({ dataDir: defaultDataDir(env), modelsDir: defaultModelsDir(env), ...input.defaults }),
  );
  const weaker = { defaults, file, environment: fromEnvironment.values, flags: fromFlags.values };
  const storedFile = settingsFileIn(directoryOf('dataDir', settings, { ...weaker, stored: { path: '', values: new Map() } }));
  return { ...weaker, stored: { path: storedFile, values: await readStoredValues(storedFile, settings) } };
}

function throwProblems(contents: readonly LayerContent[]): void {
  const problems = contents.flatMap((content) => content.problems);
  if (problems.length > 0) throw new SubcamError('configuration', `${problems.join('; ')}. ${ADVICE}`);
}

/** The file that somebody named, or null. */
function chosenFile(env: Environment, flags: ConfigFlags): string | null {
  const flag = flags[CONFIG_FLAG];
  if (typeof flag === 'string') return path.resolve(flag);
  const variable = env[CONFIG_VARIABLE];
  return variable === undefined || variable === '' ? null : path.resolve(variable);
}

/** Where a configuration file is looked for, and whether somebody named it. */
export function configFileOf(env: Environment, flags: ConfigFlags, platform: NodeJS.Platform = process.platform): string {
  return chosenFile(env, flags) ?? defaultConfigFile({ env, platform });
}

async function readConfigFile(
  chosen: string | null,
  { settings, fallback }: { readonly settings: readonly Setting[]; readonly fallback: string },
): Promise<(LayerContent & { readonly path: string }) | null> {
  const file = chosen ?? fallback;
  const document = await readSettingsFile(file, 'mend it, or leave the file out.');
  if (document !== undefined) return { path: file, ...readDocument(document, file, settings) };
  if (chosen === null) return null;
  throw new SubcamError(
    'configuration',
    `There is no configuration file ${file}: mend --${CONFIG_FLAG} or ${CONFIG_VARIABLE}, or leave it out.`,
  );
}

/** By key; the file is closed to others. Rejects with `configuration` for a file that is damaged or says what makes no sense. */
export async function readStoredValues(file: string, settings: readonly Setting[]): Promise<ReadonlyMap<string, unknown>> {
  closeToOthers(file);
  const document = await readSettingsFile(
    file,
    'it holds what was changed while the daemon ran. Mend it, or move it out of the way to begin without.',
  );
  if (document === undefined) return new Map();
  const storable = settings.filter((setting) => setting.isStorable);
  const content = readDocument(document, file, storable);
  throwProblems([content]);
  return content.values;
}

/** Absolute. */
export function directoryOf(key: 'dataDir' | 'modelsDir', settings: readonly Setting[], layers: SettingLayers): string {
  const { value } = resolveSetting(findSetting(key, settings), layers);
  // null in a file: as if it weren't there.
  return path.resolve(String(value ?? layers.defaults.get(key)));
}
