// A text for a language model -> its translation, once what the model answered has been looked at, and translated back where that is in doubt.
import { SubcamError, type TranslateRequest } from '@subcam/shared';
import { hasWordsForModels, mayAddressModel } from './addressed-words.ts';
import { checkAnswer } from './check-answer.ts';
import { cameBack } from './round-trip.ts';
import { UnfitAnswer } from './unfit-answer.ts';

/** `doubtful`: answers to texts that may be meant for the model. */
export const ROUND_TRIPS = ['never', 'doubtful', 'always'] as const;
export type RoundTrips = (typeof ROUND_TRIPS)[number];

export interface CheckedAnswerOptions {
  /** In messages: `The OpenAI-compatible server at http://…`. */
  readonly who: string;
  readonly roundTrips: RoundTrips;
  /** The model's answer, which may be anything. Rejects with an `UnfitAnswer` as the cause where there was one that can't be looked at. */
  readonly ask: (request: TranslateRequest, signal: AbortSignal) => Promise<string>;
  /** What the model was told to do. */
  readonly instructions: string;
}

/**
 * Empty where the model answered with nothing that it was not asked for. Rejects as `ask` does, and for an answer that is no translation with `bad-request`, where the text may
 * have asked for it (which says nothing against the model), else with `engine-failed`. The message has no words of the text.
 */
export async function checkedAnswer(request: TranslateRequest, options: CheckedAnswerOptions, signal: AbortSignal): Promise<string> {
  const { who, roundTrips, ask, instructions } = options;
  const { text, sourceLanguage, targetLanguage } = request;
  const isAddressed = mayAddressModel(text, sourceLanguage);
  const refuse = (reason: string): SubcamError =>
    isAddressed
      ? new SubcamError('bad-request', `${who} may have done what the text says instead of translating it: its answer ${reason}.`)
      : new SubcamError('engine-failed', `${who} did not translate: its answer ${reason}. Is the model good enough?`);
  // In a language whose words are not known here, an answer of nothing says more of the model than of the text.
  const mayAskForAnything = hasWordsForModels(text, sourceLanguage);
  const askFor = async (asked: TranslateRequest): Promise<string> => {
    try {
      return await ask(asked, signal);
    } catch (thrown) {
      const cause = thrown instanceof SubcamError ? thrown.cause : null;
      throw cause instanceof UnfitAnswer && mayAskForAnything ? refuse(cause.message) : thrown;
    }
  };
  const answer = await askFor(request);
  if (answer === '' && mayAskForAnything) throw refuse('is empty');
  if (answer === '') return answer;
  const verdict = checkAnswer({ text, sourceLanguage, targetLanguage, answer, instructions });
  if (verdict.type === 'refused') throw refuse(verdict.reason);
  if (roundTrips === 'never' || (roundTrips === 'doubtful' && verdict.type === 'fine')) return answer;
  // Nothing that the first request had, beside its answer: it is translated as if somebody had said it.
  const { purpose, flow } = request;
  const turned = { text: answer, sourceLanguage: targetLanguage, targetLanguage: sourceLanguage };
  const back = await askFor({ ...turned, purpose, ...(flow === undefined ? {} : { flow }) });
  if (!cameBack(text, back, sourceLanguage)) throw refuse('does not say the same when it is translated back');
  return answer;
}
