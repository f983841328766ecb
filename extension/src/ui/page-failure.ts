// What went wrong on one of our pages, in words, where a screen reader tells it at once.
import { toSubcamError } from '@subcam/shared';
import { pageElement, say } from './page-element.ts';

export interface PageFailure {
  tell(thrown: unknown): void;
  clear(): void;
  /** Does a person's wish, one at a time: what is asked for meanwhile is not done. What went wrong before is forgotten, what goes wrong now is told. */
  during(work: () => Promise<void>): Promise<void>;
  readonly busy: boolean;
}

/** On the page's element `error`. */
export function bindPageFailure(): PageFailure {
  const place = pageElement('error', HTMLParagraphElement);
  let busy = false;

  function clear(): void {
    place.hidden = true;
    say(place, '');
  }

  function tell(thrown: unknown): void {
    place.hidden = false;
    say(place, toSubcamError(thrown).message);
  }

  return {
    tell,
    clear,
    async during(work) {
      if (busy) return;
      busy = true;
      clear();
      try {
        await work();
      } catch (thrown) {
        tell(thrown);
      } finally {
        busy = false;
      }
    },
    get busy() {
      return busy;
    },
  };
}
