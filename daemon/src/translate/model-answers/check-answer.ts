// What a language model answered to a text -> whether it can be a translation of it, and whether that has to be looked at once more. Pure.
import { baseLanguage, scriptOf, type LanguageCode } from '@subcam/shared';
import { ideasIn, mayAddressModel } from './addressed-words.ts';
import { isInAnother } from './function-words.ts';

export interface ModelAnswer {
  readonly text: string;
  readonly sourceLanguage: LanguageCode;
  readonly targetLanguage: LanguageCode;
  readonly answer: string;
  /** What the model was told to do, of which nothing belongs in a translation. */
  readonly instructions: string;
}

export type Verdict =
  /** Nothing speaks against it. */
  | { readonly type: 'fine' }
  /** It may be what the text asked for instead of a translation: translated back, it has to say what was said. */
  | { readonly type: 'doubtful' }
  /** It is none. `reason` follows "its answer". */
  | { readonly type: 'refused'; readonly reason: string };

/** Han, Kana and Hangul say in one sign what other scripts say in two or three letters. */
const DENSE = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]/gu;
const DENSE_WEIGHT = 2.5;

/** A translation may be so many times as long as its text, and so many letters more. */
const MOST_TIMES = 3;
const SPARE = 40;

/** And so much of it at least; texts shorter than `SPARE` may become anything. */
const LEAST_SHARE = 0.25;

function weight(text: string): number {
  const dense = text.match(DENSE)?.length ?? 0;
  return text.length + dense * (DENSE_WEIGHT - 1);
}

/** How many UTF-16 units a translation of a text may have at most. */
export function mostCharacters(text: string): number {
  return Math.ceil(SPARE + MOST_TIMES * weight(text));
}

/** Words of a model about its translation, or instead of it. Models talk English whatever they translate into. */
const CHATTER: readonly RegExp[] = [
  /^(?:sure|certainly|of course|okay|absolutely|great)\b[^.!:]{0,60}[.!:,]?\s*(?:here(?:['’]?s| is| are)|the translation|below)/iu,
  /^here(?:['’]?s| is| are)\b.{0,60}\b(?:translat|version|subtitle)/iu,
  /^(?:the )?(?:translation|translated text|translated|output|answer|response)\s*(?:is\s*)?:/iu,
  /^(?:traducción|tradução|traduction|übersetzung|traduzione|перевод|翻译|翻訳)\s*[:：]/iu,
  /\bas an? (?:ai|artificial|language model|assistant|large)\b/iu,
  /\bi(?:['’]m| am) (?:sorry|unable|afraid|an? (?:ai|assistant|language model|translator))\b/iu,
  /\bi (?:can(?:no|['’])t|could not|am not able to|will not|won['’]t) (?:translate|assist|help|comply|fulfil|fulfill|do that|provide)/iu,
  /(?:^|[.!?]\s+)\(?note\s*:/iu,
];

/** What belongs to formats and to a model's thoughts, never to a subtitle. */
const MARKUP = /```|<\/?think|<\|/iu;

const isIn = (patterns: readonly RegExp[], text: string): boolean => patterns.some((pattern) => pattern.test(text));

const SCRIPTS: Readonly<Record<string, readonly string[]>> = {
  Hans: ['Hani'],
  Hant: ['Hani'],
  Jpan: ['Hani', 'Hira', 'Kana'],
  Kore: ['Hang', 'Hani'],
  Aran: ['Arab'],
};

/** Letters that are of neither a language's script nor of another text's. */
function foreignShare(answer: string, language: LanguageCode, text: string): number {
  const script = scriptOf(language);
  if (script === null) return 0;
  let own: RegExp;
  try {
    own = new RegExp(`[${(SCRIPTS[script] ?? [script]).map((name) => String.raw`\p{scx=${name}}`).join('')}]`, 'u');
  } catch {
    return 0;
  }
  const letters = answer.match(/\p{L}/gu) ?? [];
  const said = new Set(text);
  // Names may stay in the letters in which they were said; a whole answer may not.
  const foreign = letters.filter((letter) => !own.test(letter));
  const copied = foreign.filter((letter) => said.has(letter)).length;
  return letters.length === 0 ? 0 : (foreign.length - copied / 2) / letters.length;
}

const MOST_FOREIGN = 0.4;

/** Words of a text that comes back as it is, at least: names and "OK" are the same in many languages. */
const LEAST_ECHOED_WORDS = 4;

/** Of a text in signs that stand for words, so many: shorter ones are names and terms, which are the same in Chinese and Japanese. */
const LEAST_ECHOED_SIGNS = 6;

/** Languages that are also written in Han, with the script without which there is no sentence in them. */
const OWN_SIGNS: Readonly<Record<string, RegExp>> = { ja: /[\p{sc=Hira}\p{sc=Kana}]/u, ko: /\p{sc=Hang}/u };

/** An answer in Han alone with so many signs is Chinese: the longest terms of Japanese and Korean that have none of their own signs are shorter. */
const LEAST_CHINESE_SIGNS = 16;

const signsIn = (text: string): number => text.match(DENSE)?.length ?? 0;

function isChinese(answer: string, targetLanguage: LanguageCode): boolean {
  return OWN_SIGNS[baseLanguage(targetLanguage)]?.test(answer) === false && signsIn(answer) >= LEAST_CHINESE_SIGNS;
}

const foldedWords = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

/** Sentences of the instructions that are in the answer as they stand. */
function tellsInstructions(answer: string, instructions: string): boolean {
  const told = foldedWords(answer).join(' ');
  return instructions
    .split(/[.:;\n]/u)
    .map((sentence) => foldedWords(sentence))
    .some((words) => words.length >= 5 && told.includes(words.join(' ')));
}

export function checkAnswer({ text, sourceLanguage, targetLanguage, answer, instructions }: ModelAnswer): Verdict {
  const refused = (reason: string): Verdict => ({ type: 'refused', reason });
  if (answer.length > mostCharacters(text)) return refused('is too long for a translation');
  if (weight(text) >= SPARE && weight(answer) < LEAST_SHARE * weight(text)) return refused('is too short for a translation');
  if (MARKUP.test(answer) && !MARKUP.test(text)) return refused('has marks of a format or of thoughts in it');
  if (/\n\s*\S/u.test(answer) && !/\n/u.test(text)) return refused('has several lines for a text of one');
  if (tellsInstructions(answer, instructions)) return refused('tells the instructions instead of a translation');
  const isChatter = isIn(CHATTER, answer) && !isIn(CHATTER, text);
  const isEnglish = baseLanguage(targetLanguage) === 'en';
  if (isChatter && !isEnglish) return refused('talks about the translation instead of being one');
  if (foreignShare(answer, targetLanguage, text) > MOST_FOREIGN)
    return refused('is in another script than the language that was asked for');
  const [words, said] = [foldedWords(answer), foldedWords(text)];
  const isLong = said.length >= LEAST_ECHOED_WORDS || signsIn(text) >= LEAST_ECHOED_SIGNS;
  if (isLong && words.join(' ') === said.join(' ')) return refused('is the text itself');
  const isAboutLanguages = ideasIn(text, sourceLanguage)?.includes('language') === true;
  if (isChinese(answer, targetLanguage) || isInAnother(answer, { targetLanguage, isAboutLanguages }))
    return refused('is in another language than the one that was asked for');
  return isChatter || mayAddressModel(text, sourceLanguage) ? { type: 'doubtful' } : { type: 'fine' };
}
