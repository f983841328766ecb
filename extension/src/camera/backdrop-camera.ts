// Backdrop camera: the person's chosen camera -> its newest picture, for as long as the machine has it; never a picture that has stopped.
import type { ChosenCamera, PageCamera } from '../bus/chosen-camera.ts';
import type { BackdropPicture } from './camera-source.ts';
import { openLiveCamera, type FrameReader, type LiveCamera } from './live-camera.ts';
import type { RealCameras } from './real-cameras.ts';
import type { VideoFormat } from './video-constraints.ts';

/** `off`: none is chosen, or it is being opened. `lost`: it is not there, not to be had, not allowed, or its picture has stopped. */
export type BackdropStatus = 'off' | 'live' | 'lost';

export interface Backdrop {
  /** Opens this camera, by its id and else by its name; null closes it. Choosing the same again only sets `mirror`. */
  choose(camera: ChosenCamera | null): void;
  /** The newest picture; null unless live. Valid until the listener of `onFrame` is called again. */
  picture(): BackdropPicture | null;
  /** Pictures so far, over all cameras. */
  readonly frameCount: number;
  readonly status: BackdropStatus;
  onFrame(listener: () => void): void;
  onStatus(listener: (status: BackdropStatus) => void): void;
  close(): void;
}

export interface BackdropOptions {
  readonly cameras: RealCameras;
  /** What the camera is asked for, as a wish. */
  readonly format: () => VideoFormat;
  /** Default: the platform's MediaStreamTrackProcessor. */
  readonly openReader?: (track: MediaStreamTrack) => FrameReader;
  readonly setTimeout: (callback: () => void, delayMs: number) => number;
  readonly clearTimeout: (timer: number) => void;
}

/** A camera that another program holds comes back without any event: how long until it is tried again. */
export const RETRY_AFTER_MS = 5_000;

function openProcessor(track: MediaStreamTrack): FrameReader {
  return new MediaStreamTrackProcessor({ track: track as MediaStreamVideoTrack, maxBufferSize: 1 }).readable.getReader();
}

function isNamed(thrown: unknown, name: string): boolean {
  return typeof thrown === 'object' && thrown !== null && (thrown as { readonly name?: unknown }).name === name;
}

function isSameDevice(a: PageCamera | null, b: PageCamera | null): boolean {
  return a?.deviceId === b?.deviceId && a?.label === b?.label;
}

/** The id to open; null when the machine does not have the camera now. */
async function findCamera(cameras: RealCameras, wanted: PageCamera): Promise<string | null> {
  const listed = await cameras.list();
  if (listed.length === 0) return null;
  // Only the default one: the page may not know the others yet, and the platform will say whether this one exists.
  if (listed.length === 1) return wanted.deviceId;
  const found = listed.find(({ deviceId }) => deviceId === wanted.deviceId) ?? listed.find(({ label }) => label === wanted.label);
  return found?.deviceId ?? null;
}

/**
 * Asks the person at most once: after a refusal only when the page has been allowed. Tries again when the machine's cameras
 * change, and every five seconds while the camera is there but can't be started.
 */
export function openBackdropCamera(options: BackdropOptions): Backdrop {
  const { cameras, openReader = openProcessor } = options;
  const frameListeners = new Set<() => void>();
  const statusListeners = new Set<(status: BackdropStatus) => void>();
  let chosen: ChosenCamera | null = null;
  let live: LiveCamera | null = null;
  let status: BackdropStatus = 'off';
  let frameCount = 0;
  let opening = false;
  let refused = false;
  let closed = false;
  let retryTimer: number | null = null;

  const setStatus = (next: BackdropStatus): void => {
    if (next === status) return;
    status = next;
    for (const listener of statusListeners) listener(status);
  };

  const stopWaiting = (): void => {
    if (retryTimer !== null) options.clearTimeout(retryTimer);
    retryTimer = null;
  };

  const retryLater = (): void => {
    stopWaiting();
    retryTimer = options.setTimeout(() => void tryOpen(), RETRY_AFTER_MS);
  };

  const release = (): void => {
    stopWaiting();
    const camera = live;
    live = null;
    camera?.release();
  };

  /** Nothing says when a camera that stopped by itself will go on: it may, at once. */
  const lose = (): void => {
    release();
    retryLater();
    setStatus('lost');
  };

  const onFrame = (): void => {
    frameCount += 1;
    setStatus('live');
    for (const listener of frameListeners) listener();
  };

  const begin = (track: MediaStreamTrack): void => {
    live = openLiveCamera({ track, reader: openReader(track), onFrame, onMute: () => setStatus('lost'), onEnd: lose });
  };

  const openWanted = async (wanted: ChosenCamera): Promise<void> => {
    const deviceId = await findCamera(cameras, wanted);
    if (deviceId === null || (refused && !(await cameras.isAllowed()))) {
      setStatus('lost');
      return;
    }
    if (!isSameDevice(chosen, wanted)) return;
    const track = await cameras.open(deviceId, options.format());
    refused = false;
    if (isSameDevice(chosen, wanted)) begin(track);
    else track.stop();
  };

  /** Never two at once, so that a person sees one question at a time. */
  const tryOpen = async (): Promise<void> => {
    if (closed || opening || live !== null || chosen === null) return;
    const wanted = chosen;
    opening = true;
    stopWaiting();
    try {
      await openWanted(wanted);
    } catch (thrown) {
      if (isNamed(thrown, 'NotAllowedError')) refused = true;
      else retryLater();
      if (isSameDevice(chosen, wanted)) setStatus('lost');
    } finally {
      opening = false;
    }
    if (!isSameDevice(chosen, wanted)) await tryOpen();
  };

  cameras.onChange(() => void tryOpen());

  return {
    choose(camera) {
      const before = chosen;
      chosen = camera;
      if (camera !== null && isSameDevice(before, camera)) return;
      release();
      setStatus('off');
      void tryOpen();
    },
    picture() {
      const frame = live?.frame ?? null;
      if (frame === null || chosen === null) return null;
      return { image: frame, width: frame.displayWidth, height: frame.displayHeight, mirror: chosen.mirror };
    },
    get frameCount() {
      return frameCount;
    },
    get status() {
      return status;
    },
    onFrame: (listener) => void frameListeners.add(listener),
    onStatus: (listener) => void statusListeners.add(listener),
    close() {
      closed = true;
      chosen = null;
      release();
      setStatus('off');
    },
  };
}
