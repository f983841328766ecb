// A hello -> taken, or refused because this daemon could not do what it asks for.
import { baseLanguage, sameLanguage, SAMPLE_RATE_HZ, SubcamError, type Stt, type Translator } from '@subcam/shared';
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
  checkRecogniser(hello, engines.stt);
  for (const target of hello.targetLanguages) {
    checkTranslator(hello, target, engines.translator);
    // Files have no tile: whoever reads them has fonts of their own.
    if (hello.pace === 'live') requireDrawable(target);
  }
}

function checkSound(hello: CaptureHello): void {
  if (hello.sampleRateHz !== SAMPLE_RATE_HZ) {
    throw new SubcamError('sample-rate', `Sound is taken at ${SAMPLE_RATE_HZ} Hz, not at ${hello.sampleRateHz}: resample it first.`);
  }
  if (hello.nextSample < hello.oldestSample) {
    throw new SubcamError('bad-request', 'A hello whose newest sample is older than its oldest makes no sense.');
  }
}

function checkRecogniser({ sourceLanguage }: CaptureHello, stt: Stt): void {
  if (sourceLanguage === 'auto') return;
  if (stt.languages?.some((language) => sameLanguage(language, sourceLanguage)) === false) {
    throw new SubcamError(
      'bad-request',
      `The recogniser in use (${stt.info.name}) reads ${stt.languages.join(', ')}, not ${baseLanguage(sourceLanguage)}: choose another language or another recogniser.`,
    );
  }
}

function checkTranslator({ sourceLanguage }: CaptureHello, target: string, translator: Translator | null): void {
  if (translator === null) {
    throw new SubcamError('bad-request', 'This daemon was started without a translator: ask for no target language, or start it with one.');
  }
  if (sourceLanguage === 'auto' || sameLanguage(target, sourceLanguage) || translator.supports(sourceLanguage, target)) return;
  throw new SubcamError(
    'bad-request',
    `The translator in use (${translator.info.name}) can't translate ${baseLanguage(sourceLanguage)} into ${baseLanguage(target)}: choose another language or another translator.`,
  );
}
