// A sound -> a session of a daemon that may go away and come back, over the extension's own link, in real time.
import { FRAME_SAMPLES, samplesToMs, SubcamError, systemClock, type AudioAccount } from '@subcam/shared';
import { createCaptureLink, createRetainedBuffer, openSocketIoConnection, type LinkStatus } from '@subcam/extension/link';

const CLIENT = 'bench of the same finals';

const LOOK_EVERY_MS = 100;

export interface SendOptions {
  readonly url: string;
  readonly token: string;
  readonly sessionId: string;
  readonly sound: Int16Array;
  /** The end is told once nobody disturbs the daemon any more. Resolves. */
  readonly undisturbed: Promise<unknown>;
}

/** Rejects with `timeout` where the daemon does not settle the end in time, or with the signal's reason. */
export async function sendSound({ url, token, sessionId, sound, undisturbed }: SendOptions, signal: AbortSignal): Promise<AudioAccount> {
  const buffer = createRetainedBuffer();
  const nothing = (): void => undefined;
  const now: { phase: LinkStatus['phase'] } = { phase: 'connecting' };
  const link = createCaptureLink({
    open: openSocketIoConnection({ daemonUrl: url, token, client: CLIENT }),
    buffer,
    identity: {
      sessionId,
      captureId: `capture-of-${sessionId}`,
      source: 'tab',
      startedAtMs: systemClock.nowMs(),
      meetingUrl: null,
      sourceLanguage: 'en',
      targetLanguages: [],
      pace: 'live',
    },
    listener: {
      onCue: nothing,
      onStatus: (status) => {
        now.phase = status.phase;
      },
      onWelcome: nothing,
      onState: nothing,
      onTileSettings: nothing,
    },
    clock: systemClock,
    random: Math.random,
  });
  const over = new AbortController();
  const running = link.run(AbortSignal.any([signal, over.signal]));
  try {
    const beganAtMs = systemClock.monotonicMs();
    for (let firstSample = 0; firstSample < sound.length; firstSample += FRAME_SAMPLES) {
      const samples = sound.slice(firstSample, firstSample + FRAME_SAMPLES);
      const waitMs = beganAtMs + samplesToMs(firstSample + samples.length) - systemClock.monotonicMs();
      if (waitMs > 0) await systemClock.sleep(waitMs, signal);
      signal.throwIfAborted();
      buffer.push({ firstSample, samples });
      link.pump();
    }
    await undisturbed;
    // An end waits for a daemon that is away for no longer than a person would.
    while (now.phase !== 'live') await systemClock.sleep(LOOK_EVERY_MS, signal);
    const account = await link.end();
    if (account === null) throw new SubcamError('timeout', 'The daemon did not settle the end of the sound in time.');
    return account;
  } finally {
    over.abort(new SubcamError('aborted', 'The sound is over.'));
    await running;
  }
}
