// A sound -> a capture of a daemon: over the extension's own link, in real time.
import { FRAME_SAMPLES, samplesToMs, systemClock, type LanguageCode } from '@subcam/shared';
import { createCaptureLink, createRetainedBuffer, openSocketIoConnection } from '@subcam/extension/link';

type CaptureLink = ReturnType<typeof createCaptureLink>;
type LinkListener = Parameters<typeof createCaptureLink>[0]['listener'];

export interface BenchCaptureOptions {
  readonly url: string;
  readonly token: string;
  /** Who it is, as the daemon's log names it. */
  readonly client: string;
  readonly sessionId: string;
  readonly from: LanguageCode;
  readonly to: LanguageCode | null;
  readonly listener: Partial<LinkListener>;
}

export interface BenchCapture {
  readonly link: CaptureLink;
  /** Sound that is said; what the daemon has not settled is kept. */
  readonly push: (firstSample: number, samples: Int16Array) => void;
}

/** Nothing is open before the link runs. */
export function openBenchCapture({ url, token, client, sessionId, from, to, listener }: BenchCaptureOptions): BenchCapture {
  const nothing = (): void => undefined;
  const buffer = createRetainedBuffer();
  const link = createCaptureLink({
    open: openSocketIoConnection({ daemonUrl: url, token, client }),
    buffer,
    identity: {
      sessionId,
      captureId: `capture-of-${sessionId}`,
      source: 'tab',
      startedAtMs: systemClock.nowMs(),
      meetingUrl: null,
      sourceLanguage: from,
      targetLanguages: to === null ? [] : [to],
      pace: 'live',
    },
    listener: { onCue: nothing, onStatus: nothing, onWelcome: nothing, onState: nothing, onTileSettings: nothing, ...listener },
    clock: systemClock,
    random: Math.random,
  });
  return {
    link,
    push: (firstSample, samples) => {
      buffer.push({ firstSample, samples });
      link.pump();
    },
  };
}

export interface SoundToSend {
  readonly sampleCount: number;
  /** Samples from `firstSample` on, at most so many as there are. */
  read(firstSample: number, sampleCount: number): Int16Array;
}

/** Resolves with when each frame was given to the link, monotonic, ms. Rejects with the signal's reason. */
export async function sendInRealTime(sound: SoundToSend, push: BenchCapture['push'], signal: AbortSignal): Promise<Float64Array> {
  const sentAtMs = new Float64Array(Math.ceil(sound.sampleCount / FRAME_SAMPLES));
  const beganAtMs = systemClock.monotonicMs();
  for (const frame of sentAtMs.keys()) {
    const firstSample = frame * FRAME_SAMPLES;
    const samples = sound.read(firstSample, FRAME_SAMPLES);
    const waitMs = beganAtMs + samplesToMs(firstSample + samples.length) - systemClock.monotonicMs();
    if (waitMs > 0) await systemClock.sleep(waitMs, signal);
    signal.throwIfAborted();
    sentAtMs[frame] = systemClock.monotonicMs();
    push(firstSample, samples);
  }
  return sentAtMs;
}
