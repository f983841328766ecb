// The JSON of a configuration file or of stored settings -> values by setting, and what is wrong with it.
import { SubcamError } from '@subcam/shared';
import { nearestName } from './nearest-name.ts';
import type { Setting } from './setting.ts';
import { checkValue } from './setting-value.ts';

export interface LayerContent {
  /** By key of the setting. */
  readonly values: ReadonlyMap<string, unknown>;
  /** Each a sentence that names where, which key, and what may be there. */
  readonly problems: readonly string[];
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The names that may stand directly under a path. */
function namesUnder(path: readonly string[], settings: readonly Setting[]): readonly string[] {
  const below = settings.filter((setting) => path.every((part, index) => setting.path[index] === part));
  return [...new Set(below.map((setting) => setting.path[path.length] ?? ''))];
}

/** `limits.maxSesions is not a setting: did you mean limits.maxSessions?` */
export function unknownKey(key: string, settings: readonly Setting[]): string {
  const path = key.split('.');
  const parts = namesUnder(path, settings);
  if (parts.length > 0 && key !== '') return `${key} is a group of settings: name one of them, such as ${key}.${parts[0] ?? ''}`;
  const name = path.pop() ?? '';
  const nearby = nearestName(name, namesUnder(path, settings));
  const sameName = settings.find((setting) => setting.path.at(-1) === name)?.key;
  const near =
    nearby === null
      ? (sameName ??
        nearestName(
          key,
          settings.map((setting) => setting.key),
        ))
      : [...path, nearby].join('.');
  return `${key} is not a setting: ${near === null ? '"subcam config" lists those that there are' : `did you mean ${near}?`}`;
}

/** Throws `configuration` for a key that is none, naming the nearest. */
export function findSetting(key: string, settings: readonly Setting[]): Setting {
  const found = settings.find((setting) => setting.key === key);
  if (found === undefined) throw new SubcamError('configuration', unknownKey(key, settings));
  return found;
}

/** `where`: the file, as it stands in messages. */
export function readDocument(document: unknown, where: string, settings: readonly Setting[]): LayerContent {
  const values = new Map<string, unknown>();
  const problems: string[] = [];
  const byKey = new Map(settings.map((setting) => [setting.key, setting]));
  const read = (value: unknown, path: readonly string[]): void => {
    const key = path.join('.');
    const setting = byKey.get(key);
    if (setting !== undefined) {
      const checked = checkValue(setting, value);
      if (checked.ok) values.set(key, checked.value);
      else problems.push(`${where}: ${key} ${checked.problem}`);
      return;
    }
    const names = namesUnder(path, settings);
    if (names.length === 0) {
      problems.push(`${where}: ${unknownKey(key, settings)}`);
      return;
    }
    if (!isObject(value)) {
      problems.push(`${where}: ${key === '' ? 'all of it' : key} must be an object with some of ${names.join(', ')}`);
      return;
    }
    for (const [name, part] of Object.entries(value)) {
      if (path.length === 0 && name === '$schema') continue;
      read(part, [...path, name]);
    }
  };
  read(document, []);
  return { values, problems };
}

/** The inverse: values by key as nested JSON. */
export function toDocument(values: Iterable<readonly [key: string, value: unknown]>): Record<string, unknown> {
  const document: Record<string, unknown> = {};
  for (const [key, value] of values) {
    const path = key.split('.');
    const name = path.pop() ?? '';
    let at = document;
    for (const part of path) at = (at[part] ??= {}) as Record<string, unknown>;
    at[name] = value;
  }
  return document;
}
