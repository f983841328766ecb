// Defaults < file < stored < environment < flags: what each says of a setting, and who wins.
import type { SettingRow } from '@subcam/shared/http';
import { defaultOf, type Setting } from './setting.ts';

/** Where the value that is in force comes from: `name` is the file, the variable or the flag. */
export type SettingSource = SettingRow['source'];

export interface SettingLayers {
  /** By key; settings that aren't in it have the default of their schema. */
  readonly defaults: ReadonlyMap<string, unknown>;
  /** null: there is no configuration file. */
  readonly file: { readonly path: string; readonly values: ReadonlyMap<string, unknown> } | null;
  readonly stored: { readonly path: string; readonly values: ReadonlyMap<string, unknown> };
  readonly environment: ReadonlyMap<string, unknown>;
  readonly flags: ReadonlyMap<string, unknown>;
}

export interface Resolved {
  readonly value: unknown;
  readonly source: SettingSource;
}

/** What is in force of one setting. */
export function resolveSetting(setting: Setting, layers: SettingLayers): Resolved {
  const { key } = setting;
  const { defaults, file, stored, environment, flags } = layers;
  if (flags.has(key)) return { value: flags.get(key), source: { layer: 'flag', name: `--${setting.flag}` } };
  if (environment.has(key)) return { value: environment.get(key), source: { layer: 'environment', name: setting.variable } };
  if (stored.values.has(key)) return { value: stored.values.get(key), source: { layer: 'stored', name: stored.path } };
  if (file?.values.has(key) === true) return { value: file.values.get(key), source: { layer: 'file', name: file.path } };
  return { value: defaults.has(key) ? defaults.get(key) : defaultOf(setting), source: { layer: 'default', name: null } };
}

/** The variable or flag that fixes a setting while the daemon runs; null where none does. */
export function fixedBy({ source }: Resolved): string | null {
  return source.layer === 'environment' || source.layer === 'flag' ? source.name : null;
}
