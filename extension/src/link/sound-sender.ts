// RetainedBuffer -> the sound on one connection: from the sample that the daemon named on, in bursts with pauses in between.
import { SubcamError } from '@subcam/shared';
import { encodePcmFrame } from '@subcam/shared/wire';
import { createSendCursor } from './send-cursor.ts';
import type { Clock } from '@subcam/shared';
import type { LinkConnection } from './link-connection.ts';
import type { RetainedBuffer } from './retained-buffer.ts';

/** Items handed to the socket in one go (1 s of sound), and the pause before the next: a resend runs at a hundred times real time. */
const BURST_ITEMS = 50;
const BURST_PAUSE_MS = 10;

export interface SoundSenderOptions {
  readonly connection: Pick<LinkConnection, 'audio' | 'gap'>;
  readonly buffer: RetainedBuffer;
  readonly connectionEpoch: number;
  /** Of the welcome: the first sample that the daemon lacks. */
  readonly resumeFromSample: number;
  readonly clock: Clock;
  /** Called whenever everything captured so far has been handed to the connection. */
  readonly onDrained: () => void;
}

export interface SoundSender {
  /** Sends what is there. To be called once the connection is greeted, and after each frame that was captured. */
  pump(): void;
  /** The connection is gone: nothing is sent any more. */
  stop(): void;
  /** One past the last sample that was sent. */
  readonly position: number;
}

/** One past the last sample of the capture, announced silence that is still to come included. */
function knownThrough(buffer: RetainedBuffer): number {
  const ahead = buffer.gapAfter(buffer.nextSample);
  return ahead === null ? buffer.nextSample : ahead.firstSample + ahead.sampleCount;
}

/** One sender for each connection; sends nothing before `pump`. Throws `frame-out-of-order` when the daemon asks for sound that there is not. */
export function createSoundSender(options: SoundSenderOptions): SoundSender {
  const { connection, buffer, connectionEpoch, resumeFromSample, clock } = options;
  const known = knownThrough(buffer);
  if (resumeFromSample > known) {
    throw new SubcamError(
      'frame-out-of-order',
      `The daemon asks for sample ${resumeFromSample} of a capture that has ${known}: stop and start the subtitles again.`,
    );
  }
  const cursor = createSendCursor(buffer, resumeFromSample);
  let pausing = false;
  let stopped = false;

  /** Whether there may be more to send. */
  function sendBurst(): boolean {
    for (let sent = 0; sent < BURST_ITEMS; sent += 1) {
      const item = cursor.next();
      if (item === null) return false;
      if (item.type === 'gap') connection.gap(item.gap);
      else connection.audio(encodePcmFrame({ connectionEpoch, frame: item.frame }));
    }
    return true;
  }

  async function pumpAfterPause(): Promise<void> {
    pausing = true;
    await clock.sleep(BURST_PAUSE_MS);
    pausing = false;
    pump();
  }

  function pump(): void {
    if (stopped || pausing) return;
    if (sendBurst()) void pumpAfterPause();
    else options.onDrained();
  }

  return {
    pump,
    stop() {
      stopped = true;
    },
    get position() {
      return cursor.position;
    },
  };
}
