// Who is in a meeting and what its glossary names -> the words that a recogniser is told may be said, within its limit. Pure but for its memory.
import { directionsOf, MAX_PROMPT_CHARACTERS, type GlossaryTerm, type LanguageCode, type MeetingLanguages, type Stt } from '@subcam/shared';
import { wrappedStt } from '../transcribe/index.ts';

/** What pages write after a name, such as `(presenting)`, is no word of it. */
const ASIDE = /\s*\([^)]*\)/gu;

/** `Ana Souza, Harbor.`; names first, then terms, each once, as many as there is room for. Empty: there are none. */
export function promptOf(names: readonly string[], terms: readonly string[], maxCharacters = MAX_PROMPT_CHARACTERS): string {
  const words = [...new Set([...names, ...terms].map((word) => word.replaceAll(ASIDE, '').replaceAll(/\s+/gu, ' ').trim()))].filter(
    (word) => word !== '',
  );
  let prompt = '';
  for (const word of words) {
    const next = prompt === '' ? word : `${prompt}, ${word}`;
    // One that is too long leaves room for those after it.
    if (next.length < maxCharacters) prompt = next;
  }
  return prompt === '' ? '' : `${prompt}.`;
}

export interface MeetingWords {
  /** Asked at each request. */
  readonly names: () => readonly string[];
  /** Left out: there is no glossary. */
  readonly termsFor?: ((sourceLanguage: LanguageCode, targetLanguage: LanguageCode) => readonly GlossaryTerm[]) | undefined;
}

/** The recogniser is told with each request which words may be said: names of people, and terms of the languages that are spoken. */
export function tellingWords(stt: Stt, languages: MeetingLanguages, { names, termsFor }: MeetingWords): Stt {
  let known: { readonly names: readonly string[]; readonly terms: readonly (readonly GlossaryTerm[])[]; readonly prompt: string } | null =
    null;
  const prompt = (): string => {
    const given = {
      names: names(),
      terms: termsFor === undefined ? [] : directionsOf(languages).map((one) => termsFor(one.sourceLanguage, one.targetLanguage)),
    };
    const isSame = known !== null && known.names === given.names && given.terms.every((terms, index) => terms === known?.terms[index]);
    if (!isSame)
      known = {
        ...given,
        prompt: promptOf(
          given.names,
          given.terms.flat().map(({ source }) => source),
        ),
      };
    return known?.prompt ?? '';
  };
  return wrappedStt(stt, (inner) => (request, signal) => {
    const words = prompt();
    return inner.transcribe(words === '' ? request : { ...request, prompt: words }, signal);
  });
}
