// Which languages are easily taken for each other by their sound. Pure.
import { baseLanguage, type LanguageCode } from './language.ts';

/** Families within which listeners and recognisers mistake one language for another. */
const FAMILIES: readonly (readonly string[])[] = [
  'es pt gl ca it oc ro la fr',
  'de nl lb yi af',
  'sv da no nb nn is fo',
  'ru uk be bg mk sr hr bs sl cs sk pl',
  'hi ur mr ne pa gu bn as sa sd si',
  'ta te kn ml',
  'tr az tk uz kk tt ba',
  'id ms jv su tl fil',
  'fa tg ps',
  'zh yue',
  'fi et',
  'lt lv',
].map((codes) => codes.split(' '));

/** Whether one is easily taken for the other; not of a language and itself, whatever the regions. */
export function areClose(a: LanguageCode, b: LanguageCode): boolean {
  const [one, other] = [baseLanguage(a), baseLanguage(b)];
  return one !== other && FAMILIES.some((family) => family.includes(one) && family.includes(other));
}
