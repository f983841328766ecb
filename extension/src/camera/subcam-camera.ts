// The fake camera: messages of the bridge in, tracks and reports out; one clock drives every track that a page holds.
import type { TileReport, TileSettings } from '@subcam/shared';
import { DEFAULT_TILE_SETTINGS } from '@subcam/shared/paint';
import type { ChosenCamera } from '../bus/chosen-camera.ts';
import type { ToPage } from '../bus/page-messages.ts';
import { openCameraSource, type BackdropPictures, type CameraSource } from './camera-source.ts';
import { createCameraSources, type CameraTrack } from './camera-sources.ts';
import { createFeederWatch } from './feeder-watch.ts';
import { createFrameTicker } from './frame-ticker.ts';
import type { SenderWatch, WatchedCamera } from './sender-watch.ts';
import type { TilePainter } from './tile-painter.ts';
import { createTileReporter } from './tile-reporter.ts';
import type { VideoFormat } from './video-constraints.ts';

export interface SubcamCamera {
  /** The largest format there is: the tile's own. */
  readonly nativeFormat: VideoFormat;
  /** A fresh live track, as `handOut` makes it of the platform's. Throws a NotReadableError where no canvas is to be had. */
  open(format: VideoFormat, handOut: (track: MediaStreamTrack) => MediaStreamTrack): CameraTrack;
  /** Gives a live track another format and leaves its siblings theirs. The source that it has from now on; null: it can't be done. */
  reformat(track: CameraTrack, format: VideoFormat): CameraSource | null;
  /** Call when a track may have ended. */
  settle(): void;
  receive(message: ToPage): void;
  /** Whoever draws the letters is another from now on, and knows nothing yet: it is told what it has to know. */
  greet(): void;
  usePort(port: MessagePort): void;
  /** Connections of one more frame may carry the camera's tracks. */
  watchRealm: SenderWatch['watchRealm'];
  /** Where the last tick came from. */
  readonly clockOrigin: 'worker' | 'page';
}

/** The person's own camera, as far as the tile is concerned. */
export interface CameraBackdrop extends BackdropPictures {
  /** Opens this camera, or none. */
  choose(camera: ChosenCamera | null): void;
  onFrame(listener: () => void): void;
  onStatus(listener: () => void): void;
}

export interface SubcamCameraOptions {
  readonly document: Document;
  /** null: this page has no real camera to lay under the tile. */
  readonly backdrop: CameraBackdrop | null;
  /** Watches what becomes of the camera's tracks. */
  readonly openWatch: (camera: WatchedCamera) => SenderWatch;
  /** The wall clock as it was when the page began, and the time that has passed since. */
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  /** Between two reports at most, cues or not, and whether a page holds a track or not. */
  readonly reportIntervalMs: number;
  readonly sendReport: (report: TileReport) => void;
  /** Draws the letters. */
  readonly painter: TilePainter;
  /** Whoever feeds the camera is gone: half sentences are to go, and the tile is to say that captions stopped. */
  readonly tellFeederLost: () => void;
  /** Asks whoever feeds the camera for everything that it should show. */
  readonly requestState: () => void;
  /** What must not reach the page as an exception. */
  readonly onFault: (fault: unknown) => void;
}

function formatOf({ width, height, fps }: TileSettings): VideoFormat {
  return { width, height, frameRate: fps };
}

export function createSubcamCamera(options: SubcamCameraOptions): SubcamCamera {
  const { document, painter, backdrop, nowMs, monotonicMs, reportIntervalMs, onFault } = options;
  const reporter = createTileReporter(reportIntervalMs, options.sendReport);
  /** The person's camera that is to lie under the tile while a page has a track. */
  let chosen: ChosenCamera | null = null;
  /** Whether `advance` is running. */
  let working = false;
  /** The one that the backdrop was told to open last. */
  let opened: ChosenCamera | null = null;

  const feeder = createFeederWatch({
    onLost: options.tellFeederLost,
    // What was shown before is not trusted any more.
    onBack: options.requestState,
  });

  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (fault) {
      onFault(fault);
    }
  };

  const sources = createCameraSources({
    nativeFormat: formatOf(DEFAULT_TILE_SETTINGS),
    openSource: (format) => openCameraSource({ document, painter, format, backdrop, nowMs, monotonicMs }),
    onChange: () => guarded(advance),
  });
  const watch = options.openWatch({
    isOurs: (track): track is MediaStreamTrack => sources.sourceOf(track) !== undefined,
    liveTracks: () => sources.liveTracks,
    // A connection that stands already has waited long enough.
    onAttached: (track) => {
      sources.sourceOf(track)?.refresh();
      advance();
    },
  });

  /** A camera whose picture nobody sees is off, and so is its light. */
  const openBackdrop = (): void => {
    const wanted = sources.list().length > 0 ? chosen : null;
    if (wanted === opened) return;
    opened = wanted;
    backdrop?.choose(wanted);
  };

  /** All that is due now, and a tick for what will be. */
  const work = (): void => {
    feeder.look(monotonicMs());
    sources.settle();
    openBackdrop();
    const drawing = sources.list();
    for (const source of drawing) {
      guarded(() => {
        const frame = source.step();
        if (frame !== null) reporter.frame(frame);
      });
    }
    watch.look();
    const largest = drawing.map(({ format }) => format).toSorted((a, b) => b.width * b.height - a.width * a.height)[0];
    const { liveTracks, nativeFormat } = sources;
    reporter.tick(nowMs(), { liveTracks, format: largest ?? nativeFormat, sending: watch.sending });
    ticker.wakeAt(Math.min(monotonicMs() + reportIntervalMs, feeder.nextLookMs, ...drawing.map((source) => source.nextStepMs())));
  };

  const advance = (): void => {
    // What is told of in the middle of it, such as that captions stopped, is drawn before it ends.
    if (working) return;
    working = true;
    try {
      work();
    } finally {
      working = false;
    }
  };

  const ticker = createFrameTicker({
    onTick: () => guarded(advance),
    monotonicMs,
    setTimeout: (callback, delayMs) => window.setTimeout(callback, delayMs),
    clearTimeout: (timer) => window.clearTimeout(timer),
  });
  ticker.wakeAt(monotonicMs() + reportIntervalMs);
  backdrop?.onFrame(() => guarded(advance));
  backdrop?.onStatus(() => guarded(advance));

  const apply = (message: ToPage): void => {
    switch (message.type) {
      case 'settings':
        sources.nativeFormat = formatOf(message.settings);
        return;
      case 'alive':
        feeder.hear(monotonicMs());
        return;
      case 'gone':
        feeder.lose();
        return;
      case 'backdrop':
        chosen = message.camera;
        return;
      case 'changed':
      case 'painted':
        return;
    }
  };

  return {
    get nativeFormat() {
      return sources.nativeFormat;
    },
    get clockOrigin() {
      return ticker.origin;
    },
    open: (format, handOut) => sources.open(format, handOut),
    reformat: (track, format) => sources.reformat(track, format),
    settle: () => guarded(advance),
    receive: (message) =>
      guarded(() => {
        apply(message);
        // Nothing to draw: a sign of life, twice a second and with each change; and what is being drawn at this moment.
        if (message.type !== 'alive' && message.type !== 'painted') advance();
      }),
    greet: () =>
      guarded(() => {
        if (feeder.isLost) options.tellFeederLost();
        options.requestState();
      }),
    watchRealm: (realm, overrides) => watch.watchRealm(realm, overrides),
    usePort: (port) => guarded(() => ticker.usePort(port)),
  };
}
