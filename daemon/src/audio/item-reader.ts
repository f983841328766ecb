// What waits for one reader -> an iterator of it. Written by hand: a generator takes several turns of microtasks for each of fifty frames a second.

export interface ItemReader<Item> extends AsyncIterator<Item> {
  /** Something can be taken. */
  wake(): void;
}

/** `take`: the next that waits, undefined where nothing does. Ends after the last; rejects with the signal's reason when it fires. */
export function openItemReader<Item>(
  { take, isLast }: { readonly take: () => Item | undefined; readonly isLast: (item: Item) => boolean },
  signal: AbortSignal,
): ItemReader<Item> {
  let asked: PromiseWithResolvers<IteratorResult<Item>> | null = null;
  let isOver = false;

  const end = (): void => {
    isOver = true;
    signal.removeEventListener('abort', onAbort);
  };
  const onAbort = (): void => {
    asked?.reject(signal.reason);
    asked = null;
  };
  const taken = (item: Item): IteratorResult<Item> => {
    if (isLast(item)) end();
    return { done: false, value: item };
  };
  const answer = (): void => {
    const item = asked === null ? undefined : take();
    if (item === undefined) return;
    asked?.resolve(taken(item));
    asked = null;
  };

  signal.addEventListener('abort', onAbort, { once: true });
  return {
    wake: () => {
      // Not at once: what comes in the same breath may still join what waits.
      if (asked !== null) queueMicrotask(answer);
    },
    next: () => {
      if (isOver) return Promise.resolve({ done: true, value: undefined });
      if (signal.aborted) {
        end();
        return Promise.reject(signal.reason as Error);
      }
      const item = take();
      if (item !== undefined) return Promise.resolve(taken(item));
      asked = Promise.withResolvers();
      return asked.promise;
    },
    return: () => {
      end();
      return Promise.resolve({ done: true, value: undefined });
    },
  };
}
