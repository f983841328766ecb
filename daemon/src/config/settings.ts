// The layers of settings -> what is in force, where each comes from, and changes to the stored ones while the daemon runs.
import { SubcamError, systemClock } from '@subcam/shared';
import type { SettingRow, SettingsChange } from '@subcam/shared/http';
import { daemonConfig, type DaemonConfig, type Settings } from './daemon-config.ts';
import { findSetting, toDocument } from './document.ts';
import type { Environment } from './environment.ts';
import { fixedBy, resolveSetting, type Resolved, type SettingLayers } from './layers.ts';
import { directoryOf, readStoredValues } from './read-layers.ts';
import { writeSettingsFile } from './settings-file.ts';
import { historyFileOf, openSettingsHistory } from './settings-history.ts';
import { createSettingsSync } from './settings-sync.ts';
import type { Setting } from './setting.ts';
import { checkValue, shownValue } from './setting-value.ts';

export interface SettingsInput {
  readonly settings: readonly Setting[];
  /** As they were read at the start. */
  readonly layers: SettingLayers;
  readonly env: Environment;
}

/** A change from what is stored when its turn comes. */
type MakeChange = (stored: ReadonlyMap<string, unknown>) => Promise<SettingsChange>;

/** Settings that are not live stay as the layers have them. */
export function createSettings({ settings, layers: atStart, env }: SettingsInput): Settings {
  const dataDir = directoryOf('dataDir', settings, atStart);
  const modelsDir = directoryOf('modelsDir', settings, atStart);
  const listeners = new Set<(keys: readonly string[]) => void>();
  let layers = atStart;
  let config: DaemonConfig | null = null;
  /** Settings that are not live and count all the same as they were changed last. */
  const counted = new Set<string>();
  /** One change is written after the other. */
  let writing: Promise<unknown> = Promise.resolve();

  const inForce = (setting: Setting): Resolved => resolveSetting(setting, setting.isLive || counted.has(setting.key) ? layers : atStart);

  const rowOf = (setting: Setting): SettingRow => {
    const resolved = inForce(setting);
    const later = resolveSetting(setting, layers);
    const row = {
      key: setting.key,
      value: shownValue(setting, resolved.value),
      source: resolved.source,
      description: setting.description,
      variable: setting.variable,
      fixedBy: fixedBy(resolved),
      live: setting.isLive,
      secret: setting.isSecret,
    };
    return isSame(later.value, resolved.value) ? row : { ...row, atNextStart: shownValue(setting, later.value) };
  };

  const changeable = (key: string): Setting => {
    const setting = findSetting(key, settings);
    const fixed = fixedBy(inForce(setting));
    if (fixed !== null) throw new SubcamError('configuration', `${key} is fixed by ${fixed}: change it there.`);
    if (!setting.isStorable) {
      const where = setting.flag === null ? setting.variable : `${setting.variable} or --${setting.flag}`;
      throw new SubcamError('configuration', `${key} can't be changed from here: use the configuration file, ${where}.`);
    }
    return setting;
  };

  const afterChange = (stored: ReadonlyMap<string, unknown>, change: SettingsChange): ReadonlyMap<string, unknown> => {
    const values = new Map(stored);
    for (const key of change.unset ?? []) values.delete(changeable(key).key);
    for (const [key, value] of Object.entries(change.set ?? {})) {
      const checked = checkValue(changeable(key), value);
      if (!checked.ok) throw new SubcamError('configuration', `${key} ${checked.problem}.`);
      values.set(key, checked.value);
    }
    return values;
  };

  const secrets = new Set(settings.filter(({ isSecret }) => isSecret).map(({ key }) => key));
  const history = openSettingsHistory({
    file: historyFileOf(atStart.stored.path),
    clock: systemClock,
    keep: () => opened.current().limits.maxSettingsVersions,
    isSecret: (key) => secrets.has(key),
  });

  /** Resolves with the keys that are stored otherwise than they were known. */
  const write = async (make: MakeChange, isNow: boolean): Promise<readonly string[]> => {
    // What somebody else has written to the file since is kept.
    const stored = await readStoredValues(atStart.stored.path, settings);
    const wanted = await make(stored);
    const values = afterChange(stored, wanted);
    if (!areSame(stored, values)) {
      const takeBack = await history.record(stored, values);
      try {
        await writeSettingsFile(atStart.stored.path, toDocument(values));
      } catch (error) {
        await takeBack();
        throw error;
      }
    }
    const known = layers.stored.values;
    takeIn(values, isNow ? Object.keys(wanted.set ?? {}) : []);
    const keys = [...new Set([...known.keys(), ...values.keys()])];
    return keys.filter((key) => !isSame(known.get(key), values.get(key)));
  };

  /** `nowToo`: keys that count at once though they are not live. */
  const takeIn = (values: ReadonlyMap<string, unknown>, nowToo: readonly string[]): void => {
    const before = settings.map((setting) => inForce(setting).value);
    for (const key of nowToo) counted.add(key);
    layers = { ...layers, stored: { path: atStart.stored.path, values } };
    config = null;
    const changed = settings.filter((setting, index) => !isSame(inForce(setting).value, before[index])).map(({ key }) => key);
    if (changed.length === 0) return;
    for (const listener of listeners) listener(changed);
  };

  const changeBy = (make: MakeChange, isNow = false): Promise<readonly string[]> => {
    const done = writing.then(() => write(make, isNow));
    writing = done.catch(() => undefined);
    return done;
  };

  const change: Settings['change'] = async (given, { now = false } = {}) => {
    await changeBy(() => Promise.resolve(given), now);
  };

  const opened: Settings = {
    current: () => {
      if (config !== null) return config;
      const resolved = settings.map((setting) => ({ setting, ...inForce(setting) }));
      const values = new Map(resolved.map(({ setting, value }) => [setting.key, value]));
      const given = new Set(resolved.filter(({ source }) => source.layer !== 'default').map(({ setting }) => setting.key));
      config = daemonConfig({ values, given }, { dataDir, modelsDir, env, settings: opened });
      return config;
    },
    rows: () => settings.map(rowOf),
    sourceOf: (key) => inForce(findSetting(key, settings)).source,
    change,
    set: (key, value) => change({ set: { [key]: value } }),
    unset: (key) => change({ unset: [key] }),
    sync: createSettingsSync({
      settings,
      layers: () => layers,
      history,
      rows: () => settings.map(rowOf),
      change: (make) => changeBy(make),
      afterChange,
    }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return opened;
}

/** Both are JSON, of one schema. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function areSame(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.has(key) && isSame(value, b.get(key)));
}
