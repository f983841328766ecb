// The languages that a LibreTranslate server says to have (GET /languages) -> which pairs it translates, and under which codes. Pure.
import { baseLanguage, sameLanguage, scriptOf, type LanguageCode } from '@subcam/shared';
import * as z from 'zod';
import type { ServiceLanguages } from '../../service-translator.ts';

export const languagesSchema = z.array(z.object({ code: z.string(), targets: z.array(z.string()).nullish() })).max(10_000);

export interface LibreLanguages extends ServiceLanguages {
  /** null: it has no such language. */
  codeOf(language: LanguageCode): string | null;
}

/** Codes of the server's that are none of the standard's, or name a language in the standard's other way. */
const OWN_CODES: Readonly<Record<string, readonly string[]>> = { 'zh-hant': ['zt'], no: ['nb'], nb: ['no'] };

/** The codes under which a language may be there, the most exact first: `zh-TW` -> `zh-tw`, `zh-hant`, `zt`; where none is there, another region in the same script. */
function candidates(language: LanguageCode): readonly string[] {
  const code = language.toLowerCase();
  const base = baseLanguage(code);
  const withScript = `${base}-${(scriptOf(language) ?? '').toLowerCase()}`;
  const isOtherScript = scriptOf(language) !== scriptOf(base);
  return [code, withScript, ...(isOtherScript ? [] : [base])].flatMap((name) => [name, ...(OWN_CODES[name] ?? [])]);
}

export function libreLanguages(told: z.infer<typeof languagesSchema>): LibreLanguages {
  const byCode = new Map(told.map(({ code, targets }) => [code.toLowerCase(), { code, targets: targets ?? null }]));
  const find = (language: LanguageCode) => {
    const [exact] = candidates(language).flatMap((name) => byCode.get(name) ?? []);
    const isVariant = ({ code }: { readonly code: string }): boolean =>
      sameLanguage(code.toLowerCase(), language.toLowerCase()) && scriptOf(code) === scriptOf(language);
    return exact ?? [...byCode.values()].find(isVariant) ?? null;
  };
  return {
    named: told.map(({ code }) => code),
    codeOf: (language) => find(language)?.code ?? null,
    has: (source, target) => {
      const into = find(target);
      if (source === 'auto') return into !== null;
      const from = find(source);
      if (from === null || into === null || sameLanguage(source, target)) return false;
      return from.targets === null || from.targets.includes(into.code);
    },
  };
}
