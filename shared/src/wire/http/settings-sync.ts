// Settings for clients that keep them in step with other services: one document of all, its version and checksum, drift, presets, and the way back.
import * as z from 'zod/mini';
import { defineRoute, type RouteRefusal } from './route.ts';

/** Parts of the settings, by the service that a client of the contract thinks of. `unified`: all of them. */
export const SETTING_SECTIONS = ['whisper', 'orchestration', 'translation', 'unified'] as const;
export type SettingSection = (typeof SETTING_SECTIONS)[number];

/**
 * `stored-file`, `configuration-file`: the file says something else than what was read of it. `overridden`: what is stored does not count,
 * because a variable or a flag says something else.
 */
export const DRIFT_KINDS = ['stored-file', 'configuration-file', 'overridden'] as const;

const settingDrift = z.object({
  /** Empty where it is about a whole file. */
  key: z.string(),
  kind: z.enum(DRIFT_KINDS),
  /** What is the matter, and what to do. */
  message: z.string(),
});
export type SettingDrift = Readonly<z.infer<typeof settingDrift>>;

const settingsVersion = z.object({
  version: z.number(),
  /** Seconds since 1970. */
  timestamp: z.number(),
  /** SHA-256 of what is stored in it, secrets left out. */
  checksum: z.string(),
  /** `change`: made through the daemon or `subcam config`. `outside`: found in the file. */
  origin: z.enum(['change', 'outside']),
  /** Keys that it stores. */
  keys: z.array(z.string()),
});
export type SettingsVersionRow = Readonly<z.infer<typeof settingsVersion>>;

const stamp = {
  /** Rises with each change; 0: nothing was ever changed. */
  version: z.number(),
  /** SHA-256 of everything that is in force; a secret counts as set or not set. */
  checksum: z.string(),
};

/** Settings as they lie in a configuration file; secrets are `•••`. */
const settingsDocument = z.record(z.string(), z.unknown());

/** Of one update: the settings themselves, or under `settings`. Fields that are not named here are settings. */
const settingsUpdate = z.looseObject({
  /** Nested as in a configuration file, or by whole keys such as `tile.theme`; names may be in snake_case, and relative to the section. */
  settings: z.optional(settingsDocument),
  /** Keys whose change is taken back. */
  unset: z.optional(z.array(z.string())),
  /** The version that the change was made for; another one is refused. */
  expected_version: z.optional(z.number()),
});

export type SettingsUpdate = z.infer<typeof settingsUpdate>;

const outcome = z.object({
  status: z.enum(['updated', 'unchanged']),
  ...stamp,
  /** Keys that are stored otherwise than before. */
  changed: z.array(z.string()),
  /** Those of them that count from the next start of the daemon on. */
  at_next_start: z.array(z.string()),
});
export type SettingsOutcome = Readonly<z.infer<typeof outcome>>;

const preset = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  /** By key. */
  settings: settingsDocument,
  /** Whether all of it is in force. */
  active: z.boolean(),
});
export type SettingsPreset = z.infer<typeof preset>;

const compatibility = z.object({
  compatible: z.boolean(),
  issues: z.array(z.object({ key: z.string(), message: z.string() })),
});
export type SettingsCompatibility = Readonly<z.infer<typeof compatibility>>;

const syncStatus = z.object({
  status: z.enum(['in_sync', 'drifted']),
  ...stamp,
  /** Of the last change; null: there was none. */
  updated_at: z.nullable(z.number()),
  drift: z.array(settingDrift),
  /** Keys whose change waits for the next start of the daemon. */
  at_next_start: z.array(z.string()),
  /** The latest last. */
  versions: z.array(settingsVersion),
});
export type SyncStatus = Readonly<z.infer<typeof syncStatus>>;

const unified = z.object({
  ...stamp,
  settings: settingsDocument,
  sections: z.object({ whisper: settingsDocument, orchestration: settingsDocument, translation: settingsDocument }),
});
export type UnifiedSettings = Readonly<z.infer<typeof unified>>;

const compatibilityReport = z.object({ ...compatibility.shape, presets: z.record(z.string(), compatibility) });
export type CompatibilityReport = Readonly<z.infer<typeof compatibilityReport>>;

const resource = 'settings';

const refusedChange: readonly RouteRefusal[] = [
  {
    code: 'configuration',
    status: 400,
    when: 'A key is unknown or of another section, a value makes no sense, or a variable or a flag fixes it.',
  },
  { code: 'configuration', status: 409, when: 'The settings have another version than was expected.' },
  { code: 'storage', when: 'The change could not be written.' },
];

export const syncStatusRoute = defineRoute({
  name: 'settingsSyncStatus',
  method: 'GET',
  path: '/api/settings/sync/status',
  scope: 'operate',
  resource,
  summary:
    'Version and checksum of the settings, whether anything has drifted from what is in force, and the versions that can be gone back to.',
  response: syncStatus,
  refusals: [{ code: 'configuration', status: 400, when: 'The file of earlier versions is damaged; the message says what to do.' }],
});

export const unifiedSettingsRoute = defineRoute({
  name: 'unifiedSettings',
  method: 'GET',
  path: '/api/settings/sync/unified',
  scope: 'operate',
  resource,
  summary: 'All settings that are in force, as one document and by section.',
  response: unified,
  refusals: [{ code: 'configuration', status: 400, when: 'The file of earlier versions is damaged; the message says what to do.' }],
});

export const replaceUnifiedRoute = defineRoute({
  name: 'updateUnifiedSettings',
  method: 'POST',
  path: '/api/settings/sync/unified',
  scope: 'admin',
  resource,
  summary: 'As the update of all settings.',
  body: settingsUpdate,
  response: outcome,
  refusals: refusedChange,
});

export const updateSettingsRoute = defineRoute({
  name: 'updateSettings',
  method: 'POST',
  path: '/api/settings/sync/update/{section}',
  scope: 'admin',
  resource,
  summary:
    'Changes settings of a section: all of them or, when one is refused, none. Running sessions have them at once, and the next start has them too.',
  params: z.object({ section: z.enum(SETTING_SECTIONS) }),
  body: settingsUpdate,
  response: outcome,
  refusals: refusedChange,
});

export const rollBackSettingsRoute = defineRoute({
  name: 'rollBackSettings',
  method: 'POST',
  path: '/api/settings/sync/rollback',
  scope: 'admin',
  resource,
  summary:
    'Stores again what an earlier version stored; version 0 stored nothing. That is a version of its own, so that it can be taken back too. Secrets stay as they are.',
  body: z.strictObject({ version: z.number(), expected_version: z.optional(z.number()) }),
  response: outcome,
  refusals: [...refusedChange, { code: 'configuration', status: 404, when: 'There is no such version any more.' }],
});

export const presetsRoute = defineRoute({
  name: 'settingsPresets',
  method: 'GET',
  path: '/api/settings/sync/presets',
  scope: 'operate',
  resource,
  summary: 'Sets of settings that go together.',
  response: z.object({ presets: z.array(preset) }),
});

const presetName = z.object({ name: z.string() });
const unknownPreset = { code: 'configuration', status: 404, when: 'There is no preset of this name.' } as const;

export const presetRoute = defineRoute({
  name: 'settingsPreset',
  method: 'GET',
  path: '/api/settings/sync/preset/{name}',
  scope: 'operate',
  resource,
  summary: 'One preset.',
  params: presetName,
  response: preset,
  refusals: [unknownPreset],
});

export const applyPresetRoute = defineRoute({
  name: 'applySettingsPreset',
  method: 'POST',
  path: '/api/settings/sync/preset/{name}',
  scope: 'admin',
  resource,
  summary: 'Stores the settings of a preset; `default` takes back what all presets set.',
  params: presetName,
  body: z.strictObject({ expected_version: z.optional(z.number()) }),
  response: outcome,
  refusals: [...refusedChange, unknownPreset],
});

export const compatibilityRoute = defineRoute({
  name: 'settingsCompatibility',
  method: 'GET',
  path: '/api/settings/sync/compatibility',
  scope: 'operate',
  resource,
  summary: 'What keeps the settings in force from doing what they say, and which presets could not be stored.',
  response: compatibilityReport,
});

export const checkCompatibilityRoute = defineRoute({
  name: 'checkSettingsCompatibility',
  method: 'POST',
  path: '/api/settings/sync/compatibility',
  scope: 'operate',
  resource,
  summary: 'Whether settings could be stored; nothing is changed.',
  body: settingsUpdate,
  response: compatibility,
});

/** What answers these routes. Secrets are hidden. What can't be made rejects with `configuration`, and changes nothing; what can't be kept with `storage`. */
export interface SettingsSync {
  status(): Promise<SyncStatus>;
  unified(): Promise<UnifiedSettings>;
  /** An error with `isConflict` says that the settings have another version than was expected. */
  update(section: SettingSection, update: SettingsUpdate): Promise<SettingsOutcome>;
  /** 0: nothing is changed. Null: there is no such version any more. */
  rollBack(version: number, expectedVersion?: number): Promise<SettingsOutcome | null>;
  presets(): SettingsPreset[];
  /** Null: there is no such preset. */
  applyPreset(name: string, expectedVersion?: number): Promise<SettingsOutcome | null>;
  compatibility(): CompatibilityReport;
  check(update: SettingsUpdate): SettingsCompatibility;
}
