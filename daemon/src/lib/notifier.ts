// A change that several tasks wait for -> all of them go on: whoever waits is woken once, and looks for itself at what has changed.

export interface Notifier {
  /** Wakes everybody who waits now. */
  readonly notify: () => void;
  /** Resolves at the next `notify`. Take it before looking at the state, or a change in between is missed. */
  readonly notified: () => Promise<void>;
}

export function createNotifier(): Notifier {
  let next = Promise.withResolvers<void>();
  return {
    notify: () => {
      next.resolve();
      next = Promise.withResolvers<void>();
    },
    notified: () => next.promise,
  };
}
