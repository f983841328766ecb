// The fake camera: messages of the bridge in, tracks and reports out; one clock drives every track that a page holds.
import type { CueUpdate, TileReport, TileSettings } from '@subcam/shared';
import { createTileModel, DEFAULT_TILE_SETTINGS } from '@subcam/shared/paint';
import type { ChosenCamera } from '../bus/chosen-camera.ts';
import type { ToCamera } from '../bus/page-messages.ts';
import { openCameraSource, type BackdropPictures, type CameraSource } from './camera-source.ts';
import { createCameraSources, type CameraTrack } from './camera-sources.ts';
import { withOwnEnd } from './cue-end.ts';
import { createFeederWatch } from './feeder-watch.ts';
import { createFrameTicker } from './frame-ticker.ts';
import type { SenderWatch, WatchedCamera } from './sender-watch.ts';
import { createTileFonts } from './tile-fonts.ts';
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
  receive(message: ToCamera): void;
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
  /** The wall clock as it is, however it has been set meanwhile. */
  readonly wallClockMs: () => number;
  readonly monotonicMs: () => number;
  /** Between two reports at most, cues or not, and whether a page holds a track or not. */
  readonly reportIntervalMs: number;
  readonly sendReport: (report: TileReport) => void;
  /** Asks for the font files of scripts that are shown now, by their names in TILE_FONTS. */
  readonly requestFonts: (scripts: readonly string[]) => void;
  /** Asks whoever feeds the camera for everything that it should show. */
  readonly requestState: () => void;
  /** What must not reach the page as an exception. */
  readonly onFault: (fault: unknown) => void;
}

function formatOf({ width, height, fps }: TileSettings): VideoFormat {
  return { width, height, frameRate: fps };
}

export function createSubcamCamera(options: SubcamCameraOptions): SubcamCamera {
  const { document, backdrop, nowMs, monotonicMs, reportIntervalMs, onFault } = options;
  const model = createTileModel();
  const fonts = createTileFonts({ document, monotonicMs, request: options.requestFonts });
  const reporter = createTileReporter(reportIntervalMs, options.sendReport);
  /** The person's camera that is to lie under the tile while a page has a track. */
  let chosen: ChosenCamera | null = null;
  /** The one that the backdrop was told to open last. */
  let opened: ChosenCamera | null = null;

  const feeder = createFeederWatch({
    onLost: () => model.stop(nowMs()),
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
    openSource: (format) => openCameraSource({ document, model, format, backdrop, nowMs, monotonicMs }),
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
  const advance = (): void => {
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

  const ticker = createFrameTicker({
    onTick: () => guarded(advance),
    monotonicMs,
    setTimeout: (callback, delayMs) => window.setTimeout(callback, delayMs),
    clearTimeout: (timer) => window.clearTimeout(timer),
  });
  ticker.wakeAt(monotonicMs() + reportIntervalMs);
  backdrop?.onFrame(() => guarded(advance));
  backdrop?.onStatus(() => guarded(advance));

  const addFont = async (font: Extract<ToCamera, { type: 'font' }>): Promise<void> => {
    if (!(await fonts.add(font))) return;
    model.redraw();
    guarded(advance);
  };

  const showUpdate = (update: CueUpdate): void => {
    if (update.type === 'remove') {
      model.update(update);
      return;
    }
    model.update({ ...update, cue: withOwnEnd(update.cue, { saidAtMs: update.emittedAtMs, nowMs: nowMs() }) });
    fonts.wanted([update.cue]);
  };

  const apply = (message: ToCamera): void => {
    switch (message.type) {
      case 'settings':
        model.setSettings(message.settings);
        sources.nativeFormat = formatOf(message.settings);
        return;
      case 'alive':
        return;
      case 'gone':
        feeder.lose();
        return;
      case 'marks':
        model.setMarks(message.marks);
        return;
      case 'cues':
        model.setCues(message.cues.map((cue) => withOwnEnd(cue, { saidAtMs: options.wallClockMs(), nowMs: nowMs() })));
        fonts.wanted(message.cues);
        return;
      case 'cue':
        showUpdate(message.update);
        return;
      case 'font':
        void addFont(message);
        return;
      case 'backdrop':
        chosen = message.camera;
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
        // The isolated script says these two on its own account.
        if (message.type !== 'gone' && message.type !== 'backdrop') feeder.hear(monotonicMs());
        apply(message);
        // Nothing to draw, twice a second.
        if (message.type !== 'alive') advance();
      }),
    watchRealm: (realm, overrides) => watch.watchRealm(realm, overrides),
    usePort: (port) => guarded(() => ticker.usePort(port)),
  };
}
