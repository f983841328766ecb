// Environment variables -> values by setting. An unknown SUBCAM_… is a mistake, unless it is one of those that others read.
import type { LayerContent } from './document.ts';
import { nearestName } from './nearest-name.ts';
import type { Setting } from './setting.ts';
import { checkValue, valueOfText } from './setting-value.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The configuration file; the flag `--config` wins over it. */
export const CONFIG_VARIABLE = 'SUBCAM_CONFIG';

const PREFIX = 'SUBCAM_';

/** Variables of this prefix that are no settings of the daemon, and who reads them. */
const OTHER_VARIABLES: Readonly<Record<string, string>> = {
  [CONFIG_VARIABLE]: 'where the configuration file is',
  SUBCAM_CHROMIUM: 'which browser bots and tests drive',
  SUBCAM_BENCH_TEST: 'marks the processes of a test of the benchmark',
};

/** Variables of the tests begin so, and a daemon that a test starts inherits them. */
const TEST_PREFIXES = ['SUBCAM_E2E_', 'SUBCAM_TEST_'];

/** Whether others than the daemon's settings read a variable of this name. */
export function isOtherVariable(name: string): boolean {
  return Object.hasOwn(OTHER_VARIABLES, name) || TEST_PREFIXES.some((prefix) => name.startsWith(prefix));
}

/** An empty variable counts as unset, as shells and compose files write it. */
export function readEnvironment(env: Environment, settings: readonly Setting[]): LayerContent {
  const values = new Map<string, unknown>();
  const problems: string[] = [];
  for (const setting of settings) {
    const text = env[setting.variable];
    if (text === undefined || text === '') continue;
    const checked = checkValue(setting, valueOfText(text, setting.schema));
    if (checked.ok) values.set(setting.key, checked.value);
    else problems.push(`${setting.variable} ${checked.problem}`);
  }
  const ours = settings.map(({ variable }) => variable).filter((variable) => variable.startsWith(PREFIX));
  const known = [...ours, ...Object.keys(OTHER_VARIABLES)];
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith(PREFIX) || known.includes(name) || isOtherVariable(name) || text === undefined || text === '') continue;
    const near = nearestName(
      name.slice(PREFIX.length),
      known.map((other) => other.slice(PREFIX.length)),
    );
    problems.push(
      `${name} is not a variable of Subcam: ${near === null ? 'see "subcam config" for those that there are' : `did you mean ${PREFIX}${near}?`}`,
    );
  }
  return { values, problems };
}
