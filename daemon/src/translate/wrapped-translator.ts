// A translator -> one around it, which does what is given in its own way and hands on everything else.
import type { Translator } from '@subcam/shared';

export type Wrapping = Pick<Translator, 'translate'> & Partial<Pick<Translator, 'prepare' | 'close'>>;

/** What the inner translator says of itself is asked whenever it is wanted: it may be another by then. */
export function wrappedTranslator<Own extends Wrapping>(translator: Translator, wrapping: Own): Translator & Own {
  return {
    get info() {
      return translator.info;
    },
    supports: (source, target) => translator.supports(source, target),
    ...(translator.refusalOf === undefined ? {} : { refusalOf: translator.refusalOf }),
    prepare: (source, target) => translator.prepare(source, target),
    close: () => translator.close(),
    ...wrapping,
  };
}
