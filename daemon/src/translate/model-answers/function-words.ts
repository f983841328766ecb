// A text -> whether it is in another language than the one that was asked for, by the most usual words of both. Pure.
import { baseLanguage, type LanguageCode } from '@subcam/shared';

/** Words that hardly a sentence is without. */
const WORDS: Readonly<Record<string, string>> = {
  en: 'the of and to in is that it was for you on are with this have be at not we they from or by but what all there when your can said an will how if do about which she his her their has been would a i me my he our so us them',
  es: 'el la los las de que y en un una es por con para del se lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo todos nos durante ni contra ese esto antes algunos qué unos yo otro a al ahora está son tu su mi no si',
  pt: 'o os as de da do das dos que e em um uma é por com não para na no nas nos se mais mas como ao ele seu sua ou quando muito já eu também só pelo pela até isso ela entre depois sem mesmo aos seus quem me esse eles você essa num nem suas meu a todos agora está são foi há ser sobre antes nós alguma',
  fr: 'le la les de des du et un une est que qui dans pour pas sur plus par avec ce il elle nous vous ils sont au aux en ne se sa son mais ou où tout tous cette être leur été ces même comme à je tu moi ton maintenant si',
  de: 'der die das und ist in den von zu mit sich des auf für nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über so zum war haben nur oder aber vor zur bis mehr durch ich du wir ihr jetzt wenn mir mich',
  it: 'il lo la i gli le di che e un una è per con non del della dei delle nel nella si da come più ma anche sono al alla ha questo questa o se ci loro suo sua quando molto già tutto tutti a io tu noi adesso',
};

const sets: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(WORDS).map(([language, words]) => [language, new Set(words.split(' '))]),
);

/** With so many more words of another language, a text is in that one. */
const MORE = 3;

export interface LanguageAsked {
  readonly targetLanguage: LanguageCode;
  /** Whether the text speaks of languages, so that another one may have been asked for by it. */
  readonly isAboutLanguages: boolean;
}

/**
 * Whether a text has more words of another language than of the one that it is to be in: several more, or any where it may have been asked for. False where its
 * language is not known here, and of one that is not.
 */
export function isInAnother(text: string, { targetLanguage, isAboutLanguages }: LanguageAsked): boolean {
  const own = sets.get(baseLanguage(targetLanguage));
  if (own === undefined) return false;
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const ofOwn = words.filter((word) => own.has(word)).length;
  const most = Math.max(...[...sets.values()].map((other) => words.filter((word) => other.has(word)).length));
  return most - ofOwn >= (isAboutLanguages ? 1 : MORE);
}
