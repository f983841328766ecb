// A translator -> the same, and whoever wants to know is told when it works again after it has failed.
import { toSubcamError, type Translator } from '@subcam/shared';
import { isHeldAgainst } from '../held-against.ts';
import { wrappedTranslator } from '../wrapped-translator.ts';

/** `onReturn` is called when it has answered for the first time after a failure. */
export function noticingReturn(translator: Translator, onReturn: () => void): Translator {
  let hasFailed = false;
  return wrappedTranslator(translator, {
    translate: async (request, signal) => {
      try {
        const result = await translator.translate(request, signal);
        if (hasFailed && result.isRemembered !== true) {
          hasFailed = false;
          onReturn();
        }
        return result;
      } catch (error) {
        // Somebody who waits no longer says nothing against it, unless it was for too long.
        const failure = toSubcamError(signal.aborted ? signal.reason : error);
        if (isHeldAgainst(failure) && (!signal.aborted || failure.code === 'timeout')) hasFailed = true;
        throw error;
      }
    },
  });
}
