// Flags of the command line -> values by setting.
import type { LayerContent } from './document.ts';
import { nearestName } from './nearest-name.ts';
import { flagProperty, type Setting } from './setting.ts';
import { checkValue, valueOfText } from './setting-value.ts';

/**
 * What the command line may set, as typed or as a value; each wins over everything else. A flag's name without its dashes: `dataDir` for
 * `--data-dir`. `config` is the configuration file.
 */
export type ConfigFlags = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** The flag that names the configuration file. */
export const CONFIG_FLAG = 'config';

export function readFlags(flags: ConfigFlags, settings: readonly Setting[]): LayerContent {
  const values = new Map<string, unknown>();
  const problems: string[] = [];
  const byProperty = new Map(
    settings.flatMap((setting) => (setting.flag === null ? [] : [[flagProperty(setting.flag), setting] as const])),
  );
  for (const [property, given] of Object.entries(flags)) {
    if (property === CONFIG_FLAG || given === undefined) continue;
    const setting = byProperty.get(property);
    if (setting === undefined) {
      const near = nearestName(property, [...byProperty.keys()]);
      problems.push(`"${property}" is not a flag of a setting${near === null ? '' : `: did you mean ${near}?`}`);
      continue;
    }
    const checked = checkValue(setting, typeof given === 'string' ? valueOfText(given, setting.schema) : given);
    if (checked.ok) values.set(setting.key, checked.value);
    else problems.push(`--${setting.flag} ${checked.problem}`);
  }
  return { values, problems };
}
