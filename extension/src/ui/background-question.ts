// A question to the service worker -> its answer, as typed as the question: both ends are built from the same source.
import { readAnswer } from '../bus/runtime-messages.ts';
import type { BackgroundAnswers, BackgroundRequest } from '../bus/runtime-messages.ts';

export type AskBackground = <T extends BackgroundRequest>(request: T) => Promise<BackgroundAnswers[T['type']]>;

/** Throws the SubcamError that the service worker answered, or `internal` when nobody did. */
export const askBackground: AskBackground = async (request) =>
  readAnswer(await chrome.runtime.sendMessage(request)) as BackgroundAnswers[(typeof request)['type']];
