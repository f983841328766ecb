// The daemon's settings -> what clients keep in step with other services: versions, checksum, drift, presets, and the way back.
import { SubcamError } from '@subcam/shared';
import type {
  SettingRow,
  SettingSection,
  SettingsChange,
  SettingsCompatibility,
  SettingsOutcome,
  SettingsPreset,
  SettingsSync,
  SettingsVersionRow,
} from '@subcam/shared/http';
import { toDocument } from './document.ts';
import { fixedBy, resolveSetting, type SettingLayers } from './layers.ts';
import { findIssues } from './settings-compatibility.ts';
import { findDrift } from './settings-drift.ts';
import { checksumOf, type SettingsHistory, type SettingsVersion } from './settings-history.ts';
import { DEFAULT_PRESET, PRESET_KEYS, SETTINGS_PRESETS } from './settings-presets.ts';
import { readUpdate, sectionOf } from './settings-update.ts';
import type { Setting } from './setting.ts';

export interface SyncDeps {
  readonly settings: readonly Setting[];
  /** Those of now. */
  readonly layers: () => SettingLayers;
  readonly history: SettingsHistory;
  readonly rows: () => readonly SettingRow[];
  /** One change after the other. `make`: from what is stored when its turn comes; rejecting there changes nothing. Resolves with the changed keys. */
  readonly change: (make: (stored: ReadonlyMap<string, unknown>) => Promise<SettingsChange>) => Promise<readonly string[]>;
  /** Stored values with a change made to them. Throws `configuration` for one that can't be made. */
  readonly afterChange: (stored: ReadonlyMap<string, unknown>, change: SettingsChange) => ReadonlyMap<string, unknown>;
}

export function createSettingsSync(deps: SyncDeps): SettingsSync {
  const { settings, layers, history, rows, change, afterChange } = deps;

  const stampOf = (versions: readonly SettingsVersion[]) => ({
    version: versions.at(-1)?.version ?? 0,
    checksum: checksumOf(new Map(rows().map(({ key, value }) => [key, value]))),
  });
  const waiting = (): readonly string[] => rows().flatMap((row) => ('atNextStart' in row ? [row.key] : []));

  const make = async (expected: number | undefined, changeOf: () => SettingsChange): Promise<SettingsOutcome> => {
    const changed = await change(async () => {
      const { version } = stampOf(await history.versions());
      if (expected !== undefined && expected !== version) {
        throw new SettingsConflict(
          `The settings have version ${version}, not ${expected}: read them again, and send what is still to be changed.`,
        );
      }
      return changeOf();
    });
    return {
      status: changed.length === 0 ? 'unchanged' : 'updated',
      ...stampOf(await history.versions()),
      changed: [...changed],
      at_next_start: waiting().filter((key) => changed.includes(key)),
    };
  };

  const examine = (wanted: SettingsChange): SettingsCompatibility => {
    try {
      const { stored, ...others } = layers();
      const after = { ...others, stored: { path: stored.path, values: afterChange(stored.values, wanted) } };
      const issues = findIssues(new Map(settings.map((setting) => [setting.key, resolveSetting(setting, after).value])));
      return { compatible: issues.length === 0, issues: [...issues] };
    } catch (error) {
      if (!(error instanceof SubcamError) || error.code !== 'configuration') throw error;
      return { compatible: false, issues: [{ key: '', message: error.message }] };
    }
  };

  /** Of `default`: what can be taken back. */
  const presetChange = (name: string): SettingsChange | null => {
    if (name === DEFAULT_PRESET) {
      const fixed = new Set(settings.filter((setting) => fixedBy(resolveSetting(setting, layers())) !== null).map(({ key }) => key));
      return { unset: PRESET_KEYS.filter((key) => !fixed.has(key)) };
    }
    const preset = SETTINGS_PRESETS.find((one) => one.name === name);
    return preset === undefined ? null : { set: preset.values };
  };

  const presets = (): SettingsPreset[] => {
    const { stored } = layers();
    const inForce = new Map(rows().map(({ key, value }) => [key, JSON.stringify(value)]));
    const others = SETTINGS_PRESETS.map(({ values, ...words }) => ({
      ...words,
      settings: { ...values },
      active: Object.entries(values).every(([key, value]) => inForce.get(key) === JSON.stringify(value)),
    }));
    const description = 'Takes back what the other presets set.';
    const active = PRESET_KEYS.every((key) => !stored.values.has(key));
    return [{ name: DEFAULT_PRESET, title: 'Default', description, settings: {}, active }, ...others];
  };

  return {
    status: async () => {
      const [versions, drift] = await Promise.all([history.versions(), findDrift(settings, layers())]);
      const latest = versions.at(-1);
      return {
        status: drift.length === 0 ? 'in_sync' : 'drifted',
        ...stampOf(versions),
        updated_at: latest === undefined ? null : latest.atMs / 1000,
        drift: [...drift],
        at_next_start: [...waiting()],
        versions: versions.map(rowOf),
      };
    },
    unified: async () => {
      const all = rows().map(({ key, value }) => [key, value] as const);
      const ofSection = (section: SettingSection) => toDocument(all.filter(([key]) => sectionOf(key) === section));
      const [whisper, orchestration, translation] = [ofSection('whisper'), ofSection('orchestration'), ofSection('translation')];
      return { ...stampOf(await history.versions()), settings: toDocument(all), sections: { whisper, orchestration, translation } };
    },
    update: (section, update) => make(update.expected_version, () => readUpdate(update, section, settings)),
    rollBack: async (version, expectedVersion) => {
      const wanted =
        version === 0 ? { values: new Map<string, unknown>() } : (await history.versions()).find((one) => one.version === version);
      if (wanted === undefined) return null;
      const secrets = new Set(settings.filter(({ isSecret }) => isSecret).map(({ key }) => key));
      return make(expectedVersion, () => {
        const now = layers().stored.values;
        const set = [...wanted.values].filter(([key, value]) => JSON.stringify(now.get(key)) !== JSON.stringify(value));
        const unset = [...now.keys()].filter((key) => !wanted.values.has(key) && !secrets.has(key));
        return { set: Object.fromEntries(set), unset };
      });
    },
    presets,
    applyPreset: async (name, expectedVersion) => {
      const wanted = presetChange(name);
      return wanted === null ? null : make(expectedVersion, () => wanted);
    },
    compatibility: () => {
      const names = [DEFAULT_PRESET, ...SETTINGS_PRESETS.map(({ name }) => name)];
      return { ...examine({}), presets: Object.fromEntries(names.map((name) => [name, examine(presetChange(name) ?? {})])) };
    },
    check: (update) => {
      try {
        return examine(readUpdate(update, 'unified', settings));
      } catch (error) {
        if (!(error instanceof SubcamError) || error.code !== 'configuration') throw error;
        return { compatible: false, issues: [{ key: '', message: error.message }] };
      }
    },
  };
}

/** The settings have another version than somebody's change was made for. */
export class SettingsConflict extends SubcamError {
  readonly isConflict = true;

  constructor(message: string) {
    super('configuration', message);
  }
}

function rowOf({ version, atMs, origin, values }: SettingsVersion): SettingsVersionRow {
  return { version, timestamp: atMs / 1000, checksum: checksumOf(values), origin, keys: [...values.keys()] };
}
