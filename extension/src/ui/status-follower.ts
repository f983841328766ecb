// The extension's status, asked for again and again while one of our pages is open: one question at a time.
import { toSubcamError } from '@subcam/shared';
import { popupView } from '../state/popup-view.ts';
import { pageElement, say } from './page-element.ts';
import type { Clock } from '@subcam/shared';
import type { PopupView } from '../state/popup-view.ts';
import type { AskBackground } from './background-question.ts';

/** Often enough for a meter that looks alive. */
const REFRESH_MS = 250;

export interface StatusFollowerOptions {
  readonly ask: AskBackground;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** What the page makes of it, beside the sentence that every page has. */
  readonly show: (view: PopupView) => void;
}

export interface StatusFollower {
  /** Asks at once; never rejects: that nobody answers is told in the sentence. */
  refresh(): Promise<void>;
}

/** Says how things stand in the page's element `link`, a live region: it changes with the state and not with figures. */
export function followStatus({ ask, clock, show }: StatusFollowerOptions): StatusFollower {
  const sentence = pageElement('link', HTMLParagraphElement);
  let asking: Promise<void> | null = null;

  async function askOnce(): Promise<void> {
    try {
      const view = popupView(await ask({ to: 'background', type: 'status' }), clock.nowMs());
      say(sentence, view.link.text);
      sentence.dataset['tone'] = view.link.tone;
      show(view);
    } catch (thrown) {
      say(sentence, toSubcamError(thrown).message);
      sentence.dataset['tone'] = 'bad';
    } finally {
      asking = null;
    }
  }

  const refresh = (): Promise<void> => (asking ??= askOnce());
  setInterval(() => void refresh(), REFRESH_MS);
  return { refresh };
}
