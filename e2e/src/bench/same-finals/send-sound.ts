// A sound -> a session of a daemon that may go away and come back, over the extension's own link, in real time.
import { SubcamError, systemClock, type AudioAccount } from '@subcam/shared';
import type { LinkStatus } from '@subcam/extension/link';
import { openBenchCapture, sendInRealTime } from '../bench-capture.ts';

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
  const now: { phase: LinkStatus['phase'] } = { phase: 'connecting' };
  const { link, push } = openBenchCapture({
    url,
    token,
    client: CLIENT,
    sessionId,
    from: 'en',
    to: null,
    listener: {
      onStatus: (status) => {
        now.phase = status.phase;
      },
    },
  });
  const over = new AbortController();
  const running = link.run(AbortSignal.any([signal, over.signal]));
  try {
    const read = (firstSample: number, count: number): Int16Array => sound.slice(firstSample, firstSample + count);
    await sendInRealTime({ sampleCount: sound.length, read }, push, signal);
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
