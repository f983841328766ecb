// Settings as clients of the contract send them, in their sections and spellings -> a change by the keys of the configuration.
import { SubcamError } from '@subcam/shared';
import type { SettingsChange, SettingSection, SettingsUpdate } from '@subcam/shared/http';
import { unknownKey } from './document.ts';
import type { Setting } from './setting.ts';

/** Where the settings of a section begin; `orchestration` has all that is of neither of the others. */
const ROOTS = {
  whisper: ['stt', 'engines.stt', 'engines.vad'],
  translation: ['translator', 'engines.translator'],
} as const;

function isUnder(key: string, roots: readonly string[]): boolean {
  return roots.some((root) => key.startsWith(`${root}.`));
}

/** `translation` for `translator.partials.policy`. */
export function sectionOf(key: string): Exclude<SettingSection, 'unified'> {
  if (isUnder(key, ROOTS.whisper)) return 'whisper';
  return isUnder(key, ROOTS.translation) ? 'translation' : 'orchestration';
}

/** `limits.max_sessions`, `limits.maxSessions` and `LIMITS.MAX-SESSIONS` are one name. */
function folded(key: string): string {
  return key.toLowerCase().replaceAll(/[_-]/g, '');
}

interface Names {
  /** By folded key. */
  readonly settings: ReadonlyMap<string, Setting>;
  /** Folded keys under which there are settings. */
  readonly groups: ReadonlySet<string>;
}

function namesOf(settings: readonly Setting[]): Names {
  const groups = settings.flatMap(({ path }) => path.slice(0, -1).map((_part, index) => folded(path.slice(0, index + 1).join('.'))));
  return { settings: new Map(settings.map((setting) => [folded(setting.key), setting])), groups: new Set(groups) };
}

/** The keys that a name may mean, the most literal first. */
function candidates(name: string, section: SettingSection): readonly string[] {
  return section === 'whisper' || section === 'translation' ? [name, ...ROOTS[section].map((root) => `${root}.${name}`)] : [name];
}

/**
 * Objects are groups of settings, at whatever depth; names may be whole keys, and relative to the section. Throws `configuration` for what
 * is no setting, and for one of another section.
 */
export function readUpdate(update: SettingsUpdate, section: SettingSection, settings: readonly Setting[]): SettingsChange {
  const names = namesOf(settings);
  const { settings: given = {}, unset = [], expected_version: _expected, ...beside } = update;
  const found = new Map<string, unknown>();

  const settingOf = (name: string): Setting => {
    const setting = candidates(name, section).flatMap((key) => names.settings.get(folded(key)) ?? [])[0];
    if (setting === undefined) throw new SubcamError('configuration', unknownKey(name, settings));
    if (section === 'unified' || sectionOf(setting.key) === section) return setting;
    throw new SubcamError('configuration', `${setting.key} is of the section ${sectionOf(setting.key)}: send it there, or to unified.`);
  };
  const read = (name: string, value: unknown): void => {
    const isGroup =
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      candidates(name, section).some((key) => names.groups.has(folded(key)));
    if (!isGroup) {
      const { key } = settingOf(name);
      if (found.has(key)) throw new SubcamError('configuration', `${key} is given twice, under two of its names: give it once.`);
      found.set(key, value);
      return;
    }
    for (const [part, inside] of Object.entries(value)) read(`${name}.${part}`, inside);
  };
  for (const part of [given, beside]) for (const [name, value] of Object.entries(part)) read(name, value);
  return { set: Object.fromEntries(found), unset: unset.map((name) => settingOf(name).key) };
}
