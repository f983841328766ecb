// --engines -> the translators that are measured, each in the configuration under which it is asked.
import { translatorVariables } from '@subcam/daemon';
import { SubcamError } from '@subcam/shared';

/** Translators that are asked together, and what their names have behind them in the report. */
export interface EnginesGroup {
  /** Variables beside the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** ` at gpu.example:5003`; empty: they have the address of the configuration. */
  readonly label: string;
}

const SPEC = /^(?<name>[a-z][a-z0-9-]*)(?:=(?<url>https?:\/\/\S+))?$/u;

function bad(message: string): SubcamError {
  return new SubcamError('configuration', `${message} See \`pnpm bench translation --help\`.`);
}

/**
 * Those without an address are one group, so that ways through several of them are measured too; each with one is a group of its own, and the same engine
 * may be there at several addresses. null: those that are in use. Throws `configuration`.
 */
export function enginesWish(text: string | undefined): readonly EnginesGroup[] | null {
  if (text === undefined) return null;
  const specs = text.split(',').map((part) => {
    const groups = SPEC.exec(part.trim())?.groups;
    if (groups?.['name'] === undefined || (groups['url'] !== undefined && !URL.canParse(groups['url'])))
      throw bad(
        `--engines takes names of translators, each with or without an address, such as bergamot,translation-service=http://127.0.0.1:5003, not "${text}".`,
      );
    return { name: groups['name'], url: groups['url'] ?? null };
  });
  if (new Set(specs.map(({ name, url }) => `${name} ${url}`)).size < specs.length)
    throw bad('--engines names each translator once, or at other addresses.');
  const own = specs.filter(({ url }) => url === null).map(({ name }) => name);
  const groups: EnginesGroup[] = own.length === 0 ? [] : [{ env: translatorVariables(own), label: '' }];
  for (const { name, url } of specs)
    if (url !== null) groups.push({ env: translatorVariables([name], url), label: ` at ${new URL(url).host}` });
  return groups;
}
