import { SubcamError } from '@subcam/shared';
import { describe, expect, it } from 'vitest';
import { beginOpening } from './opening.ts';

function rig() {
  const closed: string[] = [];
  const opened = Promise.withResolvers<string>();
  const given: AbortSignal[] = [];
  const opening = beginOpening(
    (signal) => {
      given.push(signal);
      return opened.promise;
    },
    (name) => Promise.resolve(void closed.push(name)),
  );
  return { opening, opened, closed, signal: () => given[0] };
}

describe('what is opened beside other work', () => {
  it('is begun at once, and closed once when it is disposed of twice', async () => {
    const { opening, opened, closed, signal } = rig();
    expect(signal()?.aborted).toBe(false);
    opened.resolve('model');
    expect(await opening.whenOpen).toBe('model');
    await opening[Symbol.asyncDispose]();
    await opening[Symbol.asyncDispose]();
    expect(closed).toEqual(['model']);
    expect(signal()?.aborted).toBe(false);
  });

  it('is told when it is no longer wanted, and closed although it opened after that', async () => {
    const { opening, opened, closed, signal } = rig();
    const disposed = opening[Symbol.asyncDispose]();
    expect(signal()?.aborted).toBe(true);
    expect(closed).toEqual([]);
    opened.resolve('model');
    await disposed;
    expect(closed).toEqual(['model']);
  });

  it('may fail before anybody waits for it: whoever waits is told then, and there is nothing to close', async () => {
    const { opening, opened, closed } = rig();
    opened.reject(new SubcamError('model-missing', 'No model.'));
    await new Promise(setImmediate);
    await expect(opening.whenOpen).rejects.toMatchObject({ code: 'model-missing' });
    await opening[Symbol.asyncDispose]();
    expect(closed).toEqual([]);
  });
});
