// For tests of worker pools: a job of testing/echo-worker.ts that lasts until the test lets it end.

/** Keeps a worker busy: `taken` when it is, `open` lets it go on. */
export function workerGate(): { readonly input: SharedArrayBuffer; readonly taken: Promise<unknown>; readonly open: () => void } {
  const input = new SharedArrayBuffer(8);
  const cells = new Int32Array(input);
  const seen = Atomics.waitAsync(cells, 1, 0);
  return {
    input,
    taken: Promise.resolve(seen.value),
    open: () => {
      Atomics.store(cells, 0, 1);
      Atomics.notify(cells, 0);
    },
  };
}
