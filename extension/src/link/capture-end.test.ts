import { describe, expect, it } from 'vitest';
import { SubcamError, type AudioAccount } from '@subcam/shared';
import { createCaptureEnd } from './capture-end.ts';

const lost = new SubcamError('network', 'The connection was lost.', { retryable: true });

/** A connection whose answers a test gives. */
function openConnection() {
  const asked: { readonly nextSample: number; readonly answer: PromiseWithResolvers<AudioAccount> }[] = [];
  const end = (nextSample: number): Promise<AudioAccount> => {
    const answer = Promise.withResolvers<AudioAccount>();
    asked.push({ nextSample, answer });
    return answer.promise;
  };
  return { asked, end };
}

describe('the end of a capture', () => {
  it('is asked for once for each connection, and not before the capture is over', () => {
    const captureEnd = createCaptureEnd();
    const connection = openConnection();
    captureEnd.ask(connection, 320);
    captureEnd.begin();
    captureEnd.ask(connection, 640);
    captureEnd.ask(connection, 640);
    expect(connection.asked.map(({ nextSample }) => nextSample)).toEqual([640]);
  });

  it('is asked for again after a failure that may pass, and nobody is asked twice because an earlier connection failed', async () => {
    const captureEnd = createCaptureEnd();
    const [first, second] = [openConnection(), openConnection()];
    captureEnd.begin();
    captureEnd.ask(first, 320);
    first.asked[0]?.answer.reject(lost);
    await first.asked[0]?.answer.promise.catch(() => undefined);
    captureEnd.ask(first, 320);
    expect(first.asked).toHaveLength(2);
    captureEnd.ask(second, 320);
    first.asked[1]?.answer.reject(lost);
    await first.asked[1]?.answer.promise.catch(() => undefined);
    captureEnd.ask(second, 320);
    expect(second.asked).toHaveLength(1);
  });

  it('has no account when the daemon refuses it', async () => {
    const captureEnd = createCaptureEnd();
    const connection = openConnection();
    captureEnd.begin();
    captureEnd.ask(connection, 320);
    connection.asked[0]?.answer.reject(new SubcamError('frame-out-of-order', 'No.'));
    expect(await captureEnd.account).toBeNull();
  });
});
