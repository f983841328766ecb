// The layers as they are in force and as their files are now -> what has drifted apart.
import { SubcamError, toSubcamError } from '@subcam/shared';
import type { SettingDrift } from '@subcam/shared/http';
import { readDocument } from './document.ts';
import { fixedBy, resolveSetting, type SettingLayers } from './layers.ts';
import { readStoredValues } from './read-layers.ts';
import { readSettingsFile } from './settings-file.ts';
import type { Setting } from './setting.ts';

/** Both files are read anew. Never rejects: a file that can't be read has drifted. */
export async function findDrift(settings: readonly Setting[], layers: SettingLayers): Promise<readonly SettingDrift[]> {
  const { file, stored } = layers;
  return [
    ...(await drifted('stored-file', stored, () => readStoredValues(stored.path, settings))),
    ...(file === null ? [] : await drifted('configuration-file', file, () => readFileValues(file.path, settings))),
    ...overridden(settings, layers),
  ];
}

interface ReadFile {
  readonly path: string;
  readonly values: ReadonlyMap<string, unknown>;
}

async function drifted(
  kind: 'stored-file' | 'configuration-file',
  { path, values: known }: ReadFile,
  read: () => Promise<ReadonlyMap<string, unknown>>,
): Promise<readonly SettingDrift[]> {
  let values: ReadonlyMap<string, unknown>;
  try {
    values = await read();
  } catch (error) {
    return [{ key: '', kind, message: toSubcamError(error).message }];
  }
  const keys = [...new Set([...known.keys(), ...values.keys()])];
  const changed = keys.filter((key) => JSON.stringify(known.get(key)) !== JSON.stringify(values.get(key)));
  return changed.map((key) => ({
    key,
    kind,
    message:
      kind === 'stored-file'
        ? `${key} was changed in ${path} while the daemon runs: it counts from the next change over HTTP or the next start on.`
        : `${key} was changed in ${path} while the daemon runs: it counts from the next start on.`,
  }));
}

async function readFileValues(path: string, settings: readonly Setting[]): Promise<ReadonlyMap<string, unknown>> {
  const document = await readSettingsFile(path, 'mend it.');
  if (document === undefined)
    throw new SubcamError('configuration', `The configuration file ${path} is gone: the next start will be without it.`);
  const { values, problems } = readDocument(document, path, settings);
  if (problems.length > 0) throw new SubcamError('configuration', `${problems.join('; ')}. The next start will be refused.`);
  return values;
}

/** What is stored and does not count. */
function overridden(settings: readonly Setting[], layers: SettingLayers): readonly SettingDrift[] {
  return settings.flatMap((setting) => {
    const { key } = setting;
    const resolved = resolveSetting(setting, layers);
    const fixed = fixedBy(resolved);
    if (fixed === null || !layers.stored.values.has(key)) return [];
    if (JSON.stringify(layers.stored.values.get(key)) === JSON.stringify(resolved.value)) return [];
    const message = `${key} is stored, and ${fixed} says something else, which counts: take one of them back.`;
    return [{ key, kind: 'overridden', message } as const];
  });
}
