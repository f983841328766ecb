// Languages as two-letter ISO 639-1 codes, optionally with a region that is kept but not compared.

/** A code such as `en`, `es` or `pt-BR`; or `auto` where a source may be detected. */
export type LanguageCode = string;

/** One direction of translation. */
export interface LanguagePair {
  readonly sourceLanguage: LanguageCode;
  readonly targetLanguage: LanguageCode;
}

const CODE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/** Whether a text is shaped like a language code (`en`, `pt-BR`); says nothing about support. */
export function isLanguageCode(text: string): boolean {
  return CODE.test(text);
}

/** `pt-BR` -> `pt`. */
export function baseLanguage(code: LanguageCode): LanguageCode {
  return code.split('-')[0] ?? code;
}

/** Whether two codes name the same language, regions aside. */
export function sameLanguage(a: LanguageCode, b: LanguageCode): boolean {
  return baseLanguage(a) === baseLanguage(b);
}
