// Configuration over HTTP: what is in force of every setting and from where, and changes that are kept. Secrets are hidden.
import * as z from 'zod/mini';
import { defineRoute } from './route.ts';

/** Who may say something of a setting, from the weakest to the strongest. */
export const SETTING_LAYERS = ['default', 'file', 'stored', 'environment', 'flag'] as const;

const settingRow = z.object({
  /** Where it stands in a configuration file: `limits.maxSessions`. */
  key: z.string(),
  /** JSON; `•••` for a secret that is set. */
  value: z.unknown(),
  source: z.object({
    layer: z.enum(SETTING_LAYERS),
    /** The file, the variable or the flag; null for a default. */
    name: z.nullable(z.string()),
  }),
  description: z.string(),
  variable: z.string(),
  /** The variable or flag that keeps it from being changed while the daemon runs; null where it can be. */
  fixedBy: z.nullable(z.string()),
  /** Whether a change takes effect in the running daemon. */
  live: z.boolean(),
  secret: z.boolean(),
  /** Only where a change waits for the next start. */
  atNextStart: z.optional(z.unknown()),
});
/** A setting as it may be shown to whoever may see the configuration. */
export type SettingRow = Readonly<z.infer<typeof settingRow>>;

const configuration = z.object({
  /** Every setting, in the order of the schema. */
  settings: z.array(settingRow),
});

// Strict: a change that is misspelt must not be answered as one that was made.
const settingsChange = z.strictObject({
  /** By key, each with its new value. */
  set: z.optional(z.record(z.string(), z.unknown())),
  /** Keys whose change is taken back. */
  unset: z.optional(z.array(z.string())),
});
/** Stored settings to write and to take back, all or none of them. */
export type SettingsChange = Readonly<z.infer<typeof settingsChange>>;

export const configRoute = defineRoute({
  name: 'config',
  method: 'GET',
  path: '/api/config',
  scope: 'operate',
  resource: 'config',
  summary: 'Every setting: what is in force, and where it comes from.',
  response: configuration,
});

export const changeConfigRoute = defineRoute({
  name: 'changeConfig',
  method: 'PATCH',
  path: '/api/config',
  scope: 'admin',
  resource: 'config',
  summary: 'Changes settings and keeps the changes. All of them or, when one is refused, none.',
  description: 'A live setting counts at once, another from the next start on, which its row says with `atNextStart`.',
  body: settingsChange,
  response: configuration,
  refusals: [
    { code: 'configuration', status: 400, when: 'A key is unknown, a value makes no sense, or a variable or a flag fixes the setting.' },
    { code: 'storage', when: 'The changes could not be written.' },
  ],
});
