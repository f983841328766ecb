// The microphone beside the tab: what is said of it in every state, and that nothing of it stops the rest.
import { describe, expect, it } from 'vitest';
import { SubcamError } from '@subcam/shared';
import { createFakeLinkDaemon, type FakeLinkDaemon } from '../testing/fake-link-daemon.ts';
import { createVirtualClock, type VirtualClock } from '@subcam/shared/testing';
import { openOwnMicrophone, type OwnMicrophone } from './own-microphone.ts';
import type { CapturedSound, OnPiece } from '../capture/captured-track.ts';

interface Bench {
  readonly clock: VirtualClock;
  readonly daemon: FakeLinkDaemon;
  readonly microphone: OwnMicrophone;
  /** Lets the opening succeed, or fail with an error. */
  readonly answer: (error?: SubcamError) => void;
  /** Speaks for so many milliseconds, in pieces of 10 ms. */
  readonly speak: (ms: number) => void;
  /** The device is gone. */
  readonly unplug: () => void;
  readonly reports: unknown[];
  readonly log: string[];
}

function openBench(): Bench {
  const clock = createVirtualClock();
  const daemon = createFakeLinkDaemon();
  const opened = Promise.withResolvers<CapturedSound>();
  const ended = Promise.withResolvers<void>();
  const reports: unknown[] = [];
  const log: string[] = [];
  let onPiece: OnPiece = () => undefined;
  let spokenMs = 0;
  const microphone = openOwnMicrophone({
    identity: {
      sessionId: 's',
      captureId: 'm',
      source: 'microphone',
      meetingUrl: null,
      sourceLanguage: 'en',
      targetLanguages: ['es'],
      pace: 'live',
    },
    openSound: (given) => {
      onPiece = given;
      return opened.promise;
    },
    openConnection: daemon.open,
    inMeeting: () => 'on',
    listener: {
      onWelcome: () => log.push('welcome'),
      onCue: () => undefined,
      onChange: () => undefined,
      onEnded: () => log.push('ended'),
    },
    clock,
    random: () => 0.5,
    report: (error) => reports.push(error),
  });
  return {
    clock,
    daemon,
    microphone,
    reports,
    log,
    answer: (error) => {
      if (error === undefined) opened.resolve({ ended: ended.promise, stop: () => ended.resolve() });
      else opened.reject(error);
    },
    speak: (ms) => {
      for (let until = spokenMs + ms; spokenMs < until; spokenMs += 10) {
        onPiece({ timestampUs: spokenMs * 1000, rateHz: 48_000, samples: new Float32Array(480).fill(0.5) }, clock.nowMs());
      }
    },
    unplug: () => ended.resolve(),
  };
}

describe('the own microphone', () => {
  it('opens in the background, is captured as a microphone, and ends in order with its account', async () => {
    const { clock, daemon, microphone, answer, speak, log, reports } = openBench();
    expect(microphone.status()).toMatchObject({ phase: 'opening', captureId: null, sound: null, link: null, error: null });
    answer();
    await clock.advance(0);
    speak(1_000);
    await clock.advance(10);
    expect(microphone.status()).toMatchObject({ phase: 'capturing', captureId: 'm', link: { phase: 'live' }, sound: { phase: 'sound' } });
    expect(daemon.hellos).toMatchObject([{ sessionId: 's', captureId: 'm', source: 'microphone' }]);
    expect(daemon.hellos[0]?.tile).toBeUndefined();
    const stopped = microphone.stop();
    await clock.advance(10);
    daemon.deliver(Infinity);
    await stopped;
    expect(microphone.status()).toMatchObject({ phase: 'ended', error: null, account: { capturedSamples: 16_000, lostSamples: 0 } });
    expect(log).toEqual(['welcome', 'ended']);
    expect(reports).toEqual([]);
  });

  it('that cannot be opened says why, and is stopped all the same', async () => {
    const { clock, microphone, answer, reports } = openBench();
    const error = new SubcamError('browser', 'Allow it.');
    answer(error);
    await clock.advance(0);
    expect(microphone.status()).toMatchObject({ phase: 'failed', captureId: null, error: { code: 'browser', message: 'Allow it.' } });
    expect(reports).toEqual([error]);
    await microphone.stop();
  });

  it('that goes away by itself is said to be gone, and what was said is settled', async () => {
    const { clock, daemon, microphone, answer, speak, unplug } = openBench();
    answer();
    await clock.advance(0);
    speak(500);
    await clock.advance(10);
    unplug();
    await clock.advance(10);
    daemon.deliver(Infinity);
    await clock.advance(10);
    expect(microphone.status()).toMatchObject({
      phase: 'failed',
      error: { message: expect.stringContaining('gone') as unknown },
      account: { capturedSamples: 8_000 },
    });
  });

  it('that the daemon refuses is given back, with what the daemon said', async () => {
    const { clock, daemon, microphone, answer, speak } = openBench();
    answer();
    await clock.advance(0);
    speak(500);
    await clock.advance(10);
    daemon.listener?.onFault({ code: 'session-limit', message: 'Enough.', retryable: false });
    await clock.advance(30_000);
    expect(microphone.status()).toMatchObject({
      phase: 'failed',
      link: { phase: 'refused' },
      error: { code: 'session-limit', message: 'Enough.' },
    });
  });

  it('that is still being opened when everything is stopped is closed as soon as it is open', async () => {
    const { clock, microphone, answer, log } = openBench();
    const stopped = microphone.stop();
    answer();
    await clock.advance(10);
    await stopped;
    expect(microphone.status()).toMatchObject({ phase: 'ended', error: null });
    expect(log).toEqual(['ended']);
  });
});
