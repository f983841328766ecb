// What takes long to open -> begun before it is needed, beside other work: models load in threads of their own.
import { SubcamError } from '@subcam/shared';

/** Something that is being opened, or is open. To dispose of it is to give up an opening that is under way, and to close what it opened. */
export interface Opening<T> extends AsyncDisposable {
  /** Rejects as the opening does. */
  readonly whenOpen: Promise<T>;
}

/** Begins at once. `open`: its signal fires when it is no longer wanted before it is done; what it opens all the same is closed. Closed once, however often it is disposed of. */
export function beginOpening<T>(open: (signal: AbortSignal) => Promise<T>, close: (opened: T) => PromiseLike<void>): Opening<T> {
  const givenUp = new AbortController();
  let isOpen = false;
  const begun = async (): Promise<T> => {
    const opened = await open(givenUp.signal);
    isOpen = true;
    return opened;
  };
  const whenOpen = begun();
  // Whoever waits for it is told; nobody need wait for it yet.
  whenOpen.catch(() => undefined);
  const end = async (): Promise<void> => {
    if (!isOpen) givenUp.abort(new SubcamError('aborted', 'It was no longer wanted.'));
    const [result] = await Promise.allSettled([whenOpen]);
    if (result.status === 'fulfilled') await close(result.value);
  };
  let ending: Promise<void> | null = null;
  return { whenOpen, [Symbol.asyncDispose]: () => (ending ??= end()) };
}
