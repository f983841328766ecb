// A translator that can't be opened yet -> one that says why, and is opened as soon as what it lacks is there.
import { SubcamError, toSubcamError, type Clock, type EngineLog, type LanguageCode, type Translator } from '@subcam/shared';

/** How long it is left alone before somebody who asks for it makes it look again. */
export const LOOK_AGAIN_MS = 10_000;

export interface AwaitedTranslator extends Translator {
  /** Why it can't be asked, for people; null: it can. */
  readonly problem: string | null;
}

export interface AwaitedOptions {
  /** As it will call itself. */
  readonly name: string;
  /** For people: `Bergamot (neural, on this machine)`. */
  readonly title: string;
  /** Why it could not be opened. */
  readonly failure: SubcamError;
  /** What it will translate; until it is open, it says that it translates these. */
  readonly supports: (sourceLanguage: LanguageCode, targetLanguage: LanguageCode) => boolean;
  readonly open: () => Promise<Translator>;
  readonly clock: Clock;
  readonly log: EngineLog;
}

/** Rejects with why it can't be opened, not retryable, until it is open; after that it is the translator that was opened. */
export function awaitedTranslator({ name, title, failure, supports, open, clock, log }: AwaitedOptions): AwaitedTranslator {
  const describe = (error: SubcamError): SubcamError =>
    new SubcamError(error.code, `${title} can’t be used: ${error.message}`, { cause: error });
  let translator: Translator | null = null;
  let problem = describe(failure);
  let opening: Promise<Translator> | null = null;
  let lookedAtMs = clock.monotonicMs();
  let isClosed = false;

  const tryAgain = async (): Promise<Translator> => {
    try {
      const opened = await open();
      if (isClosed) {
        await opened.close();
        throw new SubcamError('engine-unavailable', 'This translator is closed.');
      }
      translator = opened;
      log.info({ engine: opened.info }, 'A translator that could not be used can be used.');
      return opened;
    } catch (error) {
      problem = describe(toSubcamError(error, 'engine-failed'));
      throw error;
    } finally {
      lookedAtMs = clock.monotonicMs();
      opening = null;
    }
  };

  const present = async (): Promise<Translator> => {
    if (isClosed) throw new SubcamError('engine-unavailable', 'This translator is closed.');
    if (translator !== null) return translator;
    if (opening === null && clock.monotonicMs() - lookedAtMs >= LOOK_AGAIN_MS) opening = tryAgain();
    await opening?.catch(() => undefined);
    if (translator !== null) return translator;
    throw new SubcamError(problem.code, problem.message, { cause: problem });
  };

  return {
    get info() {
      return translator?.info ?? { name, model: 'none' };
    },
    get problem() {
      return translator === null ? problem.message : null;
    },
    supports: (source, target) => (translator === null ? supports(source, target) : translator.supports(source, target)),
    prepare: async (source, target) => (await present()).prepare(source, target),
    translate: async (request, signal) => (await present()).translate(request, signal),
    close: async () => {
      isClosed = true;
      await opening?.catch(() => undefined);
      await translator?.close();
    },
  };
}
