// Zod schema -> settings: one for each leaf of the schema, with its key, its variable and its flag.
import { SubcamError } from '@subcam/shared';
import * as z from 'zod';

type Schema = z.core.$ZodType;

/** What a leaf of the schema says of itself with `.meta(…)`. */
export interface SettingMeta {
  /** For people: `subcam config`, `--help`, editors. */
  readonly description: string;
  /** Environment variable; default: derived from the key, `SUBCAM_TILE_MAX_CUES`. */
  readonly variable?: string;
  /** Without the dashes: `stt-workers`. A setting without one has no flag. */
  readonly flag?: string;
  /** What stands for the flag's value in a usage: `FILE`. Default: by its kind `N`, `URL` or `VALUE`. */
  readonly valueHint?: string;
  /** Never shown: `subcam config`, the HTTP interface and messages have `•••` in its place. */
  readonly secret?: boolean;
  /** A change takes effect in the running daemon; otherwise at its next start. */
  readonly live?: boolean;
  /** False: it can't be changed while the daemon runs, not even for the next start, as it says where such changes are kept. */
  readonly storable?: boolean;
}

/** So that what a setting says of itself is checked where it is written: `.meta(about({ … }))`. */
export const about = (meta: SettingMeta) => ({ ...meta });

export const wholeNumber = (least: number, most: number) => z.int().min(least).max(most);

export interface Setting {
  /** Where it stands in a configuration file: `limits.maxSessions`. */
  readonly key: string;
  readonly path: readonly string[];
  readonly schema: Schema;
  readonly description: string;
  readonly variable: string;
  readonly flag: string | null;
  readonly valueHint: string;
  readonly isSecret: boolean;
  readonly isLive: boolean;
  readonly isStorable: boolean;
}

/** Defaults and the like around a schema don't change what it is about. */
const WRAPPERS = ['default', 'prefault', 'optional', 'nonoptional', 'readonly'] as const;

type Wrapper = z.core.$ZodDefault | z.core.$ZodPrefault | z.core.$ZodOptional | z.core.$ZodNonOptional | z.core.$ZodReadonly;

function isWrapper(schema: Schema): schema is Wrapper {
  return (WRAPPERS as readonly string[]).includes(schema._zod.def.type);
}

/** The schema without the defaults and the like around it. */
export function unwrapped(schema: Schema): Schema {
  return isWrapper(schema) ? unwrapped(schema._zod.def.innerType) : schema;
}

/** What a schema says of itself, the outermost word first. */
function metaOf(schema: Schema): Partial<SettingMeta> {
  const own = (z.globalRegistry.get(schema) ?? {}) as Partial<SettingMeta>;
  return isWrapper(schema) ? { ...metaOf(schema._zod.def.innerType), ...own } : own;
}

/** `engines.stt.whisper-service.timeoutMs` -> `SUBCAM_ENGINES_STT_WHISPER_SERVICE_TIMEOUT_MS`. */
function variableOf(path: readonly string[]): string {
  const words = path.map((part) => part.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll(/[^A-Za-z0-9]/g, '_'));
  return `SUBCAM_${words.join('_').toUpperCase()}`;
}

function valueHintOf(schema: Schema): string {
  const { def } = unwrapped(schema)._zod;
  if (def.type === 'nullable') return valueHintOf((def as z.core.$ZodNullableDef).innerType);
  if (def.type === 'number' || def.type === 'int') return 'N';
  return 'format' in def && def.format === 'url' ? 'URL' : 'VALUE';
}

function settingOf(schema: Schema, path: readonly string[]): Setting {
  const meta = metaOf(schema);
  return {
    key: path.join('.'),
    path,
    schema,
    description: meta.description ?? '',
    variable: meta.variable ?? variableOf(path),
    flag: meta.flag ?? null,
    valueHint: meta.valueHint ?? valueHintOf(schema),
    isSecret: meta.secret ?? false,
    isLive: meta.live ?? false,
    isStorable: meta.storable ?? true,
  };
}

function leavesOf(schema: Schema, path: readonly string[]): readonly Setting[] {
  const inner = unwrapped(schema);
  if (inner._zod.def.type !== 'object') return [settingOf(schema, path)];
  const { shape } = (inner as z.core.$ZodObject)._zod.def;
  return Object.entries(shape).flatMap(([name, child]) => leavesOf(child, [...path, name]));
}

/**
 * The leaves of a schema in its order. An object that may be null is one leaf, since its parts can't be set apart from it.
 * Throws `internal` where two settings claim one variable or one flag.
 */
export function settingsOf(schema: Schema): readonly Setting[] {
  const settings = leavesOf(schema, []);
  const claimed = new Map<string, string>();
  for (const { key, variable, flag } of settings) {
    for (const name of [variable, ...(flag === null ? [] : [`--${flag}`])]) {
      const other = claimed.get(name);
      if (other !== undefined) throw new SubcamError('internal', `The settings ${other} and ${key} have one name in common: ${name}.`);
      claimed.set(name, key);
    }
  }
  return settings;
}

/** The setting's value where nobody gives one. */
export function defaultOf(setting: Setting): unknown {
  return z.parse(setting.schema, undefined);
}

/** A flag as a property of an object: `stt-workers` -> `sttWorkers`. */
export function flagProperty(flag: string): string {
  return flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
