// The extension's remote control over a worker that sleeps, wakes and dies.
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { SubcamError } from '@subcam/shared';
import { extensionRemote } from './extension-remote.ts';
import { createVirtualClock } from '@subcam/shared/testing';

const SETTINGS = { daemonUrl: 'http://127.0.0.1:3000', token: 'se"cret\u2028', sourceLanguage: 'en', targetLanguages: ['es'] };

/** A worker with these functions as `globalThis.subcam`; `troubles` are thrown by the first evaluations instead. */
function remote(subcam: Record<string, (argument: unknown) => unknown> | undefined, troubles: Error[] = []) {
  const clock = createVirtualClock(1_000_000);
  let evaluations = 0;
  const worker: { subcam: typeof subcam } = { subcam };
  const browser = {
    evaluateInWorker: async (expression: string): Promise<unknown> => {
      evaluations += 1;
      const trouble = troubles.shift();
      if (trouble !== undefined) throw trouble;
      const value: unknown = await runInNewContext(`(() => { const globalThis = worker; return ${expression}; })()`, { worker });
      return JSON.parse(JSON.stringify(value)) as unknown;
    },
  };
  return { clock, worker, evaluations: () => evaluations, extension: extensionRemote(browser, clock) };
}

const died = (): Error => new SubcamError('browser', 'Target closed', { retryable: true });

describe('extensionRemote', () => {
  it('hands over the settings unharmed, as a bot', async () => {
    const given: unknown[] = [];
    const { clock, extension } = remote({ configure: (settings) => void given.push(settings) });
    await clock.run(extension.configure(SETTINGS));
    expect(JSON.parse(JSON.stringify(given))).toEqual([{ ...SETTINGS, role: 'bot' }]);
  });

  it('waits for a worker that is still loading', async () => {
    const { clock, worker, extension } = remote(undefined);
    const started = extension.start('https://meet.google.com/abc-defg-hij');
    await clock.run(clock.sleep(1000));
    worker.subcam = { start: () => ({ sessionId: 's', captureId: 'c' }) };
    expect(await clock.run(started)).toEqual({ sessionId: 's', captureId: 'c' });
  });

  it('gives up on an extension that offers no remote control, and says what to do', async () => {
    const { clock, extension } = remote({});
    const startedAtMs = clock.nowMs();
    await expect(clock.run(extension.start('https://meet.google.com/'))).rejects.toThrowError(/pnpm build/);
    expect(clock.nowMs() - startedAtMs).toBe(10_000);
  });

  it('calls again when the worker died under it, three times at most', async () => {
    const twice = remote({ stop: () => null }, [died(), died()]);
    expect(await twice.clock.run(twice.extension.stop())).toBeNull();
    expect(twice.evaluations()).toBe(3);
    const always = remote({ stop: () => null }, [died(), died(), died()]);
    await expect(always.clock.run(always.extension.stop())).rejects.toThrowError('Target closed');
  });

  it('does not repeat what the extension itself refused', async () => {
    const refused = remote({}, [new SubcamError('internal', 'unauthorized: pair again')]);
    await expect(refused.clock.run(refused.extension.start('x'))).rejects.toThrowError('unauthorized: pair again');
    expect(refused.evaluations()).toBe(1);
  });

  it('refuses an answer that is no audio account', async () => {
    const { clock, extension } = remote({ stop: () => ({ lostSamples: 'none' }) });
    await expect(clock.run(extension.stop())).rejects.toThrowError();
  });
});
