// The bot's video track -> the worker that reads every frame of it, and the counts.
import type { FrameCounts, FrameCrop, FromFrameWorker, ObservedFrame, ToFrameWorker } from './frame-worker-messages.ts';

/** Decoded frames that may wait for the worker, so that a hiccup of half a second loses none. */
const WAITING_FRAMES = 16;

export interface FrameReader {
  read(track: MediaStreamVideoTrack): void;
  counts(): Promise<FrameCounts>;
  /** Notes every frame from now on; `crop`: and how bright it is there. */
  observe(crop: FrameCrop | null): void;
  /** What was noted since `observe`, or since the last call. */
  observed(): Promise<readonly ObservedFrame[]>;
}

/** `onFailure`: frames can no longer be read. */
export function openFrameReader(
  urls: { readonly worker: string; readonly frames: string },
  onFailure: (reason: string) => void,
): Promise<FrameReader> {
  const worker = new Worker(urls.worker);
  const tell = (message: ToFrameWorker, transfer: Transferable[] = []): void => worker.postMessage(message, transfer);
  const asked = new Map<number, (counts: FrameCounts) => void>();
  const observers = new Map<number, (frames: readonly ObservedFrame[]) => void>();
  let asks = 0;
  const reader: FrameReader = {
    read: (track) => {
      // The worker gets the stream itself: from the decoder on, frames do not pass through the page's thread.
      const frames = new MediaStreamTrackProcessor({ track, maxBufferSize: WAITING_FRAMES }).readable;
      tell({ type: 'read', frames }, [frames]);
    },
    counts: () =>
      new Promise((resolve) => {
        asks += 1;
        asked.set(asks, resolve);
        tell({ type: 'count', ask: asks });
      }),
    observe: (crop) => tell({ type: 'observe', crop }),
    observed: () =>
      new Promise((resolve) => {
        asks += 1;
        observers.set(asks, resolve);
        tell({ type: 'observed', ask: asks });
      }),
  };
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', (event: MessageEvent<FromFrameWorker>) => {
      const message = event.data;
      switch (message.type) {
        case 'connected':
          resolve(reader);
          return;
        case 'counts':
          asked.get(message.ask)?.(message);
          asked.delete(message.ask);
          return;
        case 'observed':
          observers.get(message.ask)?.(message.frames);
          observers.delete(message.ask);
          return;
        case 'failed':
          onFailure(message.reason);
          return;
      }
    });
    worker.addEventListener('error', (event) => {
      onFailure(event.message);
      reject(new Error(event.message));
    });
    tell({ type: 'connect', framesUrl: urls.frames });
  });
}
