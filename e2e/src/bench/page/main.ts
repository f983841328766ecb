// The bench's script in the meeting page: what the camera's sender carries, and the painter timed where it runs.
import { createTileModel, DEFAULT_TILE_SETTINGS, paintTile, type TileModel } from '@subcam/shared/paint';
import type { MockMeetPage } from '../../../mock-meet/index.ts';
import { blinkingCue, talkingScene, type Scene } from '../scenes.ts';
import { openBareSender } from './bare-sender.ts';
import type { BenchPage, PainterTimes, SenderKind, VideoSize } from './page-api.ts';

declare global {
  interface Window {
    readonly mockMeet: MockMeetPage;
    readonly subcamBench: BenchPage;
  }
}

function canvasOf({ width, height }: VideoSize): { readonly canvas: HTMLCanvasElement; readonly context: CanvasRenderingContext2D } {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('There is no 2D canvas');
  return { canvas, context };
}

function listeningModel(): TileModel {
  const model = createTileModel();
  model.setSettings(DEFAULT_TILE_SETTINGS);
  model.setMarks({ status: 'listening', anotherLanguage: null, translation: 'ok', targetLanguages: null, engine: 'scripted · scripted' });
  return model;
}

interface Talk {
  readonly scene: Scene;
  readonly startedAtMs: number;
  readonly round: number;
  /** Index of the event that comes next. */
  next: number;
}

function talkFrom(round: number, startedAtMs: number): Talk {
  return { scene: talkingScene(round, startedAtMs), startedAtMs, round, next: 0 };
}

/** The tile as it would be sent without any thought of cost: painted anew at every animation frame, whatever has changed. */
class NaiveSender {
  readonly track: MediaStreamTrack;
  readonly #model = listeningModel();
  readonly #paint: () => void;
  #talk: Talk | null = null;

  constructor(size: VideoSize) {
    const { canvas, context } = canvasOf(size);
    const [track] = canvas.captureStream(30).getVideoTracks();
    if (track === undefined) throw new Error('The canvas gives no track');
    this.track = track;
    this.#paint = () => {
      if (track.readyState === 'ended') return;
      this.#advance();
      paintTile(context, this.#model.input(size, Date.now()));
      requestAnimationFrame(this.#paint);
    };
    this.#paint();
  }

  talks(talks: boolean): void {
    this.#model.setCues([]);
    this.#talk = talks ? talkFrom(0, Date.now()) : null;
  }

  blinks(revision: number): void {
    this.#model.update({ type: 'upsert', emittedAtMs: 0, cue: blinkingCue(revision) });
  }

  #advance(): void {
    const talk = this.#talk;
    if (talk === null) return;
    const { events, durationMs } = talk.scene;
    const atMs = Date.now() - talk.startedAtMs;
    for (let event = events[talk.next]; event !== undefined && event.atMs <= atMs; event = events[talk.next]) {
      this.#model.update(event.update);
      talk.next += 1;
    }
    if (atMs >= durationMs) this.#talk = talkFrom(talk.round + 1, talk.startedAtMs + durationMs);
  }
}

let naive: NaiveSender | null = null;

async function askForSubcam({ width, height, frameRate }: VideoSize): Promise<MediaStreamTrack> {
  const video = { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: frameRate } };
  const [track] = (await navigator.mediaDevices.getUserMedia({ video })).getVideoTracks();
  if (track?.label !== 'Subcam') throw new Error(`The camera that the page was given is ${track?.label ?? 'none'}, not Subcam`);
  return track;
}

const OPENERS: Readonly<Record<SenderKind, (size: VideoSize) => MediaStreamTrack | null | Promise<MediaStreamTrack>>> = {
  none: () => null,
  ours: askForSubcam,
  naive: (size) => {
    naive = new NaiveSender(size);
    return naive.track;
  },
  bare: (size) => openBareSender(canvasOf(size), size),
};

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? 0;
}

/** Each frame is drawn and taken over, as for a VideoFrame, so that nothing of the drawing is left for later. */
function paint(size: VideoSize, frames: number): PainterTimes {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: size.width, height: size.height });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('There is no 2D canvas');
  const model = listeningModel();
  const startedAtMs = Date.now();
  const times: number[] = [];
  for (let round = 0; times.length < frames; round += 1) {
    for (const { update } of talkingScene(round, startedAtMs).events.slice(0, frames - times.length)) {
      model.update(update);
      const beganMs = performance.now();
      paintTile(context, model.input(size, startedAtMs));
      context.getImageData(0, 0, 1, 1);
      times.push(performance.now() - beganMs);
    }
  }
  const sorted = times.toSorted((a, b) => a - b);
  return { n: times.length, p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) };
}

const page: BenchPage = {
  send: async (kind, size) => {
    naive = null;
    await window.mockMeet.useCamera(await OPENERS[kind](size));
  },
  hideSelfView: () => {
    for (const video of document.querySelectorAll('video')) video.srcObject = null;
  },
  naiveTalks: (talks) => naive?.talks(talks),
  naiveBlinks: (revision) => naive?.blinks(revision),
  paint,
  visibility: () => document.visibilityState,
};
Object.assign(window, { subcamBench: page });
