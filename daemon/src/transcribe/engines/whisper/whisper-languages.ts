// Codes of languages as Subcam names them <-> as Whisper does.
import { languageName, SubcamError, type LanguageCode } from '@subcam/shared';
import { toldLanguage } from '../../told-language.ts';

/** In the order in which the models number them. */
const CODES = (
  'en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et ' +
  'mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su'
).split(' ');

/** Only models with a vocabulary of 51,866 have it: `large-v3` and what was made of it. */
const CANTONESE = 'yue';
const VOCABULARY_WITH_CANTONESE = 51_866;

/** Codes of today, where Whisper has another one for the language. */
const OTHER_CODES: ReadonlyMap<string, string> = new Map([
  ['nb', 'no'],
  ['iw', 'he'],
  ['fil', 'tl'],
  ['jv', 'jw'],
  ['cmn', 'zh'],
  ['in', 'id'],
  ['ji', 'yi'],
  ['mo', 'ro'],
  ['sh', 'hr'],
]);

export interface WhisperVocabulary {
  readonly isMultilingual: boolean;
  readonly vocabularySize: number;
}

/** Whisper's own codes, of all that a model reads. */
function codesOf({ isMultilingual, vocabularySize }: WhisperVocabulary): readonly string[] {
  if (!isMultilingual) return ['en'];
  return vocabularySize >= VOCABULARY_WITH_CANTONESE ? [...CODES, CANTONESE] : CODES;
}

/** What a model reads, as Subcam names it. */
export function whisperLanguages(model: WhisperVocabulary): readonly LanguageCode[] {
  return [...new Set([...codesOf(model).map(languageOfCode), ...(model.isMultilingual ? ['nb', 'fil'] : [])])];
}

/** Whisper's code of a language. Throws `engine-failed` for one that the model does not read. */
export function whisperCode(language: LanguageCode, model: WhisperVocabulary): string {
  const [primary = ''] = language.toLowerCase().split('-');
  const code = OTHER_CODES.get(primary) ?? primary;
  if (codesOf(model).includes(code)) return code;
  throw new SubcamError(
    'engine-failed',
    `This Whisper model does not read ${languageName(language)} ("${language}"). Choose another model or engine for it.`,
  );
}

/** A code of Whisper's, as Subcam names the language. */
export function languageOfCode(code: string): LanguageCode {
  return toldLanguage(code) ?? code;
}
