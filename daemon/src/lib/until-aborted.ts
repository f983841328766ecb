// An answer that is waited for -> the same, until its caller gives it up.

/** Rejects as soon as the signal fires, with its reason or with what `reasonOf` makes of it; what was waited for goes on without its caller. */
export async function untilAborted<T>(
  answer: Promise<T>,
  signal: AbortSignal,
  reasonOf: (reason: unknown) => unknown = (reason) => reason,
): Promise<T> {
  const givenUp = Promise.withResolvers<never>();
  const giveUp = (): void => givenUp.reject(reasonOf(signal.reason));
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  try {
    return await Promise.race([answer, givenUp.promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
