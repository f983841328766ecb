// The fake camera: messages of the bridge in, tracks and reports out; one clock drives every track that a page holds.
import type { TileReport, TileSettings } from '@subcam/shared';
import { createTileModel, DEFAULT_TILE_SETTINGS } from '@subcam/shared/paint';
import type { ChosenCamera } from '../bus/chosen-camera.ts';
import type { ToCamera } from '../bus/page-messages.ts';
import { openCameraSource, type BackdropPictures, type CameraSource } from './camera-source.ts';
import { createFrameTicker } from './frame-ticker.ts';
import type { SenderWatch, WatchedCamera } from './sender-watch.ts';
import { createTileFonts } from './tile-fonts.ts';
import { createTileReporter } from './tile-reporter.ts';
import { sameFormat, type VideoFormat } from './video-constraints.ts';

/** What the device layer holds of one track. */
export interface CameraTrack {
  readonly track: MediaStreamTrack;
  readonly source: CameraSource;
}

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
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly sendReport: (report: TileReport) => void;
  /** Asks for the font files of scripts that are shown now, by their names in TILE_FONTS. */
  readonly requestFonts: (scripts: readonly string[]) => void;
  /** What must not reach the page as an exception. */
  readonly onFault: (fault: unknown) => void;
}

/** Pages ask for two or three sizes; a page that asks for ever more gets the one it had last. */
const MAX_SOURCES = 6;
/** While no page holds a track, reports still go on. */
const IDLE_TICK_MS = 1_000;

function formatOf({ width, height, fps }: TileSettings): VideoFormat {
  return { width, height, frameRate: fps };
}

export function createSubcamCamera(options: SubcamCameraOptions): SubcamCamera {
  const { document, backdrop, nowMs, monotonicMs, onFault } = options;
  const model = createTileModel();
  const fonts = createTileFonts({ document, monotonicMs, request: options.requestFonts });
  const reporter = createTileReporter(options.sendReport);
  const tracksOf = new Map<CameraSource, Set<MediaStreamTrack>>();
  /** Sources that follow the tile's own format when it changes. */
  const nativeSources = new WeakSet<CameraSource>();
  let nativeFormat = formatOf(DEFAULT_TILE_SETTINGS);
  /** The camera that is to lie under the tile, and the one that was told to. */
  let chosen: ChosenCamera | null = null;
  let opened: ChosenCamera | null = null;

  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (fault) {
      onFault(fault);
    }
  };

  const liveTracks = (): number => Array.from(tracksOf.values(), ({ size }) => size).reduce((sum, size) => sum + size, 0);
  const sourceOf = (track: unknown): CameraSource | undefined =>
    Array.from(tracksOf).find(([, tracks]) => (tracks as ReadonlySet<unknown>).has(track))?.[0];
  const watch = options.openWatch({
    isOurs: (track): track is MediaStreamTrack => sourceOf(track) !== undefined,
    liveTracks,
    // A connection that stands already has waited long enough.
    onAttached: (track) => {
      sourceOf(track)?.refresh();
      advance();
    },
  });

  const settle = (): void => {
    for (const [source, tracks] of tracksOf) {
      for (const track of tracks) {
        if (track.readyState !== 'ended') continue;
        tracks.delete(track);
        source.closeTrack(track);
      }
      if (tracks.size > 0) continue;
      tracksOf.delete(source);
      source.close();
    }
  };

  /** A camera whose picture nobody sees is off, and so is its light. */
  const openBackdrop = (): void => {
    const wanted = tracksOf.size > 0 ? chosen : null;
    if (wanted === opened) return;
    opened = wanted;
    backdrop?.choose(wanted);
  };

  /** All that is due now, and a tick for what will be. */
  const advance = (): void => {
    settle();
    openBackdrop();
    const sources = [...tracksOf.keys()];
    for (const source of sources) {
      guarded(() => {
        const frame = source.step();
        if (frame !== null) reporter.frame(frame);
      });
    }
    watch.look();
    const largest = sources.map(({ format }) => format).toSorted((a, b) => b.width * b.height - a.width * a.height)[0];
    reporter.tick(nowMs(), { liveTracks: liveTracks(), format: largest ?? nativeFormat, sending: watch.sending });
    ticker.wakeAt(Math.min(monotonicMs() + IDLE_TICK_MS, ...sources.map((source) => source.nextStepMs())));
  };

  const ticker = createFrameTicker({
    onTick: () => guarded(advance),
    monotonicMs,
    setTimeout: (callback, delayMs) => window.setTimeout(callback, delayMs),
    clearTimeout: (timer) => window.clearTimeout(timer),
  });
  ticker.wakeAt(monotonicMs() + IDLE_TICK_MS);
  backdrop?.onFrame(() => guarded(advance));
  backdrop?.onStatus(() => guarded(advance));

  const setSettings = (settings: TileSettings): void => {
    model.setSettings(settings);
    nativeFormat = formatOf(settings);
    for (const source of tracksOf.keys()) {
      if (nativeSources.has(source) && !sameFormat(source.format, nativeFormat)) source.setFormat(nativeFormat);
    }
  };

  const addFont = async (font: Extract<ToCamera, { type: 'font' }>): Promise<void> => {
    if (!(await fonts.add(font))) return;
    model.redraw();
    guarded(advance);
  };

  const apply = (message: ToCamera): void => {
    switch (message.type) {
      case 'settings':
        setSettings(message.settings);
        return;
      case 'marks':
        model.setMarks(message.marks);
        return;
      case 'cues':
        model.setCues(message.cues);
        fonts.wanted(message.cues);
        return;
      case 'cue':
        model.update(message.update);
        if (message.update.type === 'upsert') fonts.wanted([message.update.cue]);
        return;
      case 'font':
        void addFont(message);
        return;
      case 'backdrop':
        chosen = message.camera;
        return;
    }
  };

  /** One that draws this format; null when there are too many already. */
  const sourceFor = (format: VideoFormat): CameraSource | null => {
    const known = [...tracksOf.keys()].find((one) => sameFormat(one.format, format));
    if (known !== undefined || tracksOf.size >= MAX_SOURCES) return known ?? null;
    const source = openCameraSource({ document, model, format, backdrop, nowMs, monotonicMs });
    if (sameFormat(format, nativeFormat)) nativeSources.add(source);
    tracksOf.set(source, new Set());
    return source;
  };

  return {
    get nativeFormat() {
      return nativeFormat;
    },
    get clockOrigin() {
      return ticker.origin;
    },
    open(format, handOut) {
      settle();
      const source = sourceFor(format) ?? [...tracksOf.keys()].at(-1);
      if (source === undefined) throw new Error('There is neither a source nor room for one.');
      const track = source.openTrack(handOut);
      tracksOf.get(source)?.add(track);
      guarded(advance);
      return { track, source };
    },
    reformat({ track, source }, format) {
      settle();
      const siblings = tracksOf.get(source);
      if (siblings === undefined || !siblings.has(track)) return null;
      if (sameFormat(source.format, format)) return source;
      const next = siblings.size === 1 ? source : sourceFor(format);
      if (next === null) return null;
      if (next === source) {
        source.setFormat(format);
        // From now on the size is the page's wish.
        if (sameFormat(format, nativeFormat)) nativeSources.add(source);
        else nativeSources.delete(source);
      } else if (next.takeTrack(track, source)) {
        siblings.delete(track);
        tracksOf.get(next)?.add(track);
      }
      guarded(advance);
      return tracksOf.get(next)?.has(track) === true ? next : null;
    },
    settle: () => guarded(advance),
    receive: (message) =>
      guarded(() => {
        apply(message);
        advance();
      }),
    watchRealm: (realm, overrides) => watch.watchRealm(realm, overrides),
    usePort: (port) => guarded(() => ticker.usePort(port)),
  };
}
