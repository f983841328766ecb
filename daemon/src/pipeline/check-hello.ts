// A hello -> taken, or refused because this daemon could not do what it asks for.
import {
  baseLanguage,
  directionsOf,
  languageName,
  languagesOfTranslations,
  sameLanguage,
  SAMPLE_RATE_HZ,
  spokenLanguages,
  SubcamError,
  type LanguagePair,
  type Stt,
  type Translator,
} from '@subcam/shared';
import { requireDrawable } from '@subcam/shared/paint';
import type { CaptureHello } from '@subcam/shared/wire';

/** Throws `sample-rate` or `bad-request`. */
export function checkHello(
  hello: CaptureHello,
  engines: {
    readonly stt: Stt;
    readonly translator: Translator | null;
  },
): void {
  checkSound(hello);
  if (hello.twoWay === true) checkTwoWay(hello);
  if (hello.spoken !== undefined && hello.spoken.length > 0) checkSpoken(hello, hello.spoken);
  for (const language of spokenLanguages(hello)) checkRecogniser(language, engines.stt);
  const isTranslated = spokenLanguages(hello).length === 0 ? hello.targetLanguages.length > 0 : directionsOf(hello).length > 0;
  if (isTranslated && engines.translator === null) {
    throw new SubcamError('bad-request', 'This daemon was started without a translator: ask for no target language, or start it with one.');
  }
  for (const direction of directionsOf(hello)) checkTranslator(direction, engines.translator);
  // Files have no tile: whoever reads them has fonts of their own.
  if (hello.pace === 'live') for (const language of languagesOfTranslations(hello)) requireDrawable(language);
}

function checkSound(hello: CaptureHello): void {
  if (hello.sampleRateHz !== SAMPLE_RATE_HZ) {
    throw new SubcamError('sample-rate', `Sound is taken at ${SAMPLE_RATE_HZ} Hz, not at ${hello.sampleRateHz}: resample it first.`);
  }
  if (hello.nextSample < hello.oldestSample) {
    throw new SubcamError('bad-request', 'A hello whose newest sample is older than its oldest makes no sense.');
  }
}

function checkTwoWay(hello: CaptureHello): void {
  if (hello.sourceLanguage !== 'auto' && spokenLanguages(hello).length > 1) return;
  throw new SubcamError('bad-request', 'A two-way session is between different languages, and names all of them: en and pt, for example.');
}

function checkSpoken(hello: CaptureHello, spoken: readonly string[]): void {
  const isSound = hello.sourceLanguage === 'auto' && hello.twoWay !== true && !spoken.includes('auto');
  if (isSound && spoken.length > 1 && spokenLanguages(hello).length === spoken.length) return;
  throw new SubcamError(
    'bad-request',
    'A session in which several languages are spoken names them, two or more and each once (en and es, for example), with the source language auto, and is not two-way.',
  );
}

/** More languages than these are not listed where one is refused. */
const MOST_LISTED = 12;

function checkRecogniser(spoken: string, stt: Stt): void {
  if (stt.languages?.some((language) => sameLanguage(language, spoken)) !== false) return;
  const code = baseLanguage(spoken);
  const name = languageName(code);
  const many = name === code ? `many languages, but "${code}" is the code of none` : `many languages, but not ${name} ("${code}")`;
  const what = stt.languages.length > MOST_LISTED ? `${many} ("subcam doctor" lists them)` : `${stt.languages.join(', ')}, not ${code}`;
  throw new SubcamError(
    'bad-request',
    `The recogniser in use (${stt.info.name}) reads ${what}: choose another language or another recogniser.`,
  );
}

function checkTranslator({ sourceLanguage, targetLanguage }: LanguagePair, translator: Translator | null): void {
  if (translator === null || translator.supports(sourceLanguage, targetLanguage)) return;
  throw new SubcamError(
    'bad-request',
    translator.refusalOf?.(sourceLanguage, targetLanguage) ??
      `The translator in use (${translator.info.name}) can't translate ${baseLanguage(sourceLanguage)} into ${baseLanguage(targetLanguage)}: choose another language or another translator.`,
  );
}
