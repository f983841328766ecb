// The settings under `translator`: which translators are asked, and how the daemon chooses among them where it is to.
import * as z from 'zod';
import { DEFAULT_AUTO_SETTINGS } from '../engines.ts';
import { about, wholeNumber } from './setting.ts';

/** The daemon transcribes only, and a client that asks for a target language is refused. */
export const NO_TRANSLATOR = 'none';

/** The daemon tries the translators that it may ask, and orders them itself. */
export const AUTO_TRANSLATOR = 'auto';

const ALONE: readonly string[] = [NO_TRANSLATOR, AUTO_TRANSLATOR];

function isChain(names: readonly string[]): boolean {
  return new Set(names).size === names.length && (names.length === 1 || !names.some((name) => ALONE.includes(name)));
}

/** `engines`: the names of all; `byDefault`: of those that are asked where nobody chooses. */
export function translatorChain({ engines, byDefault }: { readonly engines: readonly string[]; readonly byDefault: readonly string[] }) {
  const names = [...engines, ...ALONE];
  return z
    .array(z.enum(names as [string, ...string[]]))
    .refine(isChain, { error: `must name each engine once, or ${NO_TRANSLATOR} or ${AUTO_TRANSLATOR} alone` })
    .default([...byDefault])
    .meta(
      about({
        description: `Engines that translate, the one that is asked first at the front: ${names.join(', ')}; ${AUTO_TRANSLATOR}: the daemon tries those of this machine and the services that are configured, and orders them`,
        variable: 'SUBCAM_TRANSLATOR',
        flag: 'translator',
        valueHint: 'ENGINE,…',
      }),
    );
}

export const autoShape = {
  trialMs: wholeNumber(100, 60_000)
    .default(DEFAULT_AUTO_SETTINGS.trialMs)
    .meta(
      about({ description: 'How long a service has for the sentence by which it is tried, in ms; a slower one is left out', live: true }),
    ),
  quickMs: wholeNumber(1, 60_000)
    .default(DEFAULT_AUTO_SETTINGS.quickMs)
    .meta(
      about({
        description:
          'A service that does not say whether it has a GPU goes before the engines of this machine if it translates a sentence in this time, in ms',
        live: true,
      }),
    ),
  lookAgainMs: wholeNumber(1_000, 3_600_000)
    .default(DEFAULT_AUTO_SETTINGS.lookAgainMs)
    .meta(about({ description: 'How long a service that was left out is left alone before it is tried again, in ms', live: true })),
};
