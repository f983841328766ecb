// The person's own microphone as a second capture of the session: it may fail, and the tab's subtitles go on without it.
import { SubcamError, toSubcamError } from '@subcam/shared';
import { startSoundStream, type SoundStream, type SoundStreamListener, type SoundStreamOptions } from './sound-stream.ts';
import type { MicrophoneInMeeting, MicrophoneStatus } from '../bus/extension-status.ts';

export interface OwnMicrophoneOptions extends Omit<SoundStreamOptions, 'listener'> {
  /** Its cues. How the tile looks is the tab's capture's business. */
  readonly listener: Pick<SoundStreamListener, 'onWelcome' | 'onCue' | 'onChange' | 'onEnded'>;
  readonly inMeeting: () => MicrophoneInMeeting;
}

export interface OwnMicrophone {
  status(): MicrophoneStatus;
  /** Ends it in order, also one that is still being opened. Resolves when its sound is settled; never rejects. */
  stop(): Promise<void>;
}

/** Opens it in the background; that it can't be opened, or goes, is in its status. */
export function openOwnMicrophone(options: OwnMicrophoneOptions): OwnMicrophone {
  const { listener } = options;
  let stream: SoundStream | null = null;
  let stopping = false;
  let failure: SubcamError | null = null;

  function fail(error: SubcamError): void {
    failure ??= error;
    options.report(error);
    listener.onChange();
  }

  /** A daemon that refuses this capture will do so every time: the microphone is given back. */
  function onChange(): void {
    const link = stream?.status().link;
    if (link?.phase === 'refused' && link.error !== null && failure === null) {
      const { code, message, retryable } = link.error;
      fail(new SubcamError(code, message, { retryable }));
      void stream?.stop().catch(options.report);
    }
    listener.onChange();
  }

  function onEnded(): void {
    if (!stopping) fail(new SubcamError('browser', 'Your microphone is gone: plug it in again, then stop and start the subtitles.'));
    listener.onEnded();
  }

  async function open(): Promise<void> {
    try {
      stream = await startSoundStream({
        ...options,
        listener: {
          onWelcome: (welcome) => listener.onWelcome(welcome),
          onCue: (update) => listener.onCue(update),
          onTileSettings: () => undefined,
          onChange,
          onEnded,
        },
      });
    } catch (thrown) {
      fail(toSubcamError(thrown, 'browser'));
      return;
    }
    listener.onChange();
  }

  const opening = open();

  return {
    status() {
      const status = stream?.status() ?? null;
      const inOrder = status?.phase ?? (stopping ? 'ended' : 'opening');
      const error = failure ?? status?.failure ?? null;
      return {
        phase: error === null ? inOrder : 'failed',
        inMeeting: options.inMeeting(),
        captureId: status?.captureId ?? null,
        link: status?.link ?? null,
        sound: status?.sound ?? null,
        error: error === null ? null : { code: error.code, message: error.message, retryable: error.retryable },
        account: status?.account ?? null,
      };
    },
    async stop() {
      stopping = true;
      await opening;
      await stream?.stop().catch(options.report);
    },
  };
}
