// The languages in which the mock shows Meet's interface, and the way each is written.
export const INTERFACE_LANGUAGES = { en: 'ltr', de: 'ltr', ja: 'ltr', ar: 'rtl' } as const;

export type InterfaceLanguage = keyof typeof INTERFACE_LANGUAGES;

export function isInterfaceLanguage(text: string | null): text is InterfaceLanguage {
  return text !== null && Object.hasOwn(INTERFACE_LANGUAGES, text);
}
